/** What follows from what in a recorded world: messages, timers, keys and faults; time alone is no cause. */
import { describe, expect, it } from 'vitest';
import { causalityOf, causalPast, mentions, pathsTo, type Causality, type TraceEvent } from '../../../sim/trace/index.ts';
import { arrival, command, commandEntry, fault, note, struck, timer, told, type ToldEvent } from './told-world.ts';

/** Position of the entry with this text. */
function at(trace: readonly TraceEvent[], text: string, kind?: TraceEvent['kind']): number {
  const index = trace.findIndex((entry) => entry.text === text && (kind === undefined || entry.kind === kind));
  if (index < 0) throw new RangeError(`no entry says ${text}`);
  return index;
}

/** Whether the entry `effect` follows from the entry `cause`, by their texts. */
function follows(events: readonly ToldEvent[], effect: string, cause: string): boolean {
  const trace = told(events);
  return causalPast(causalityOf(trace), [at(trace, effect)]).has(at(trace, cause));
}

describe('without faults', () => {
  it('an event follows the one that sent its message, and that one its own cause', () => {
    const events = [timer(1, 0, 'a', note('a', 'sends')), arrival(2, 1, 'a', 'b', 'hello'), arrival(3, 2, 'b', 'c', 'forwarded')];
    expect(follows(events, 'forwarded', 'sends')).toBe(true);
  });

  it('what merely happened before is no cause', () => {
    const events = [timer(1, 0, 'a', note('a', 'first')), timer(2, 0, 'b', note('b', 'second'))];
    expect(follows(events, 'second', 'first')).toBe(false);
  });

  it('a command follows the last one that wrote a key it touches, and through it the earlier ones', () => {
    const events = [
      command(1, 0, 'a', 'SET k 1', { writes: ['k'] }),
      command(2, 0, 'b', 'SET k 2', { reads: ['k'], writes: ['k'] }),
      command(3, 0, 'c', 'GET k', { reads: ['k'] }),
    ];
    const trace = told(events);
    const causality = causalityOf(trace);
    const edges = causality.before(at(trace, 'GET k', 'command')).filter(({ why }) => why === 'key');
    expect(edges).toEqual([{ from: at(trace, 'SET k 2', 'command'), why: 'key' }]);
    expect(causalPast(causality, [at(trace, 'GET k', 'command')]).has(at(trace, 'SET k 1', 'command'))).toBe(true);
  });

  it('a reader is no cause of a writer, nor are other keys', () => {
    const events = [
      command(1, 0, 'a', 'GET k', { reads: ['k'] }),
      command(2, 0, 'b', 'SET other 1', { writes: ['other'] }),
      command(3, 0, 'c', 'SET k 1', { writes: ['k'] }),
    ];
    expect(follows(events, 'SET k 1', 'GET k')).toBe(false);
    expect(follows(events, 'SET k 1', 'SET other 1')).toBe(false);
  });

  it('commands of one packet do not follow each other', () => {
    const packet = arrival(
      1,
      0,
      'a',
      'redis',
      'two commands',
      commandEntry('a', 'SET k 1', { writes: ['k'] }),
      commandEntry('a', 'SET l 1', { writes: ['l'] }),
    );
    expect(follows([packet], 'SET l 1', 'SET k 1')).toBe(false);
    expect(follows([packet], 'SET l 1', 'two commands')).toBe(true);
  });

  it('an expiry follows who set the key, not who happened to find it expired', () => {
    const expiry = { host: 'redis', kind: 'command', name: 'EXPIRE-EVENT', text: 'EXPIRE-EVENT', keys: ['k'], writes: ['k'] } as const;
    const events = [
      command(1, 0, 'a', 'SET k 1 PX 5', { writes: ['k'] }),
      arrival(9, 0, 'b', 'redis', 'asks', expiry, commandEntry('b', 'GET k', { reads: ['k'] })),
    ];
    expect(follows(events, 'EXPIRE-EVENT', 'SET k 1 PX 5')).toBe(true);
    expect(follows(events, 'EXPIRE-EVENT', 'asks')).toBe(false);
    expect(follows(events, 'GET k', 'EXPIRE-EVENT')).toBe(true);
  });

  it('a position outside the trace is refused', () => {
    expect(() => causalPast(causalityOf([]), [3])).toThrow('position 3 is outside a trace of 0 entries');
  });
});

describe('a pause', () => {
  const events = [
    command(1, 0, 'a', 'PUBLISH wake', {}),
    fault(2, 0, 'fault/pause/b at 2ms', struck('b', 'paused for 8ms')),
    timer(3, 0, 'c', note('c', 'meanwhile')),
    fault(10, 2, 'fault/pause/b at 2ms heals', { host: 'b', kind: 'event', text: 'resumed' }),
    arrival(10, 1, 'redis', 'b', 'wake', note('b', 'wakes up')),
    timer(30, 5, 'b', note('b', 'goes on')),
    timer(500, 1, 'b', note('b', 'much later')),
  ];

  it('delays the message that arrived meanwhile', () => {
    expect(follows(events, 'wakes up', 'paused for 8ms')).toBe(true);
    expect(follows(events, 'goes on', 'paused for 8ms')).toBe(true);
  });

  it('does not touch other hosts, nor timers that were not due', () => {
    expect(follows(events, 'meanwhile', 'paused for 8ms')).toBe(false);
    expect(follows(events, 'much later', 'paused for 8ms')).toBe(false);
  });

  it('that strikes while a message is sent delays it and does not send it', () => {
    const struckBehind = told([
      {
        ...command(1, 0, 'b', 'INCR k', { writes: ['k'] }),
        seen: [...command(1, 0, 'b', 'INCR k', { writes: ['k'] }).seen, struck('b', 'paused for 8ms')],
      },
      fault(9, 1, 'fault/pause/b heals', { host: 'b', kind: 'event', text: 'resumed' }),
      arrival(9, 1, 'redis', 'b', 'reply to INCR k'),
    ]);
    const before = causalityOf(struckBehind).before(at(struckBehind, 'reply to INCR k'));
    expect(before).toContainEqual({ from: at(struckBehind, 'INCR k', 'command'), why: 'created' });
    expect(before).toContainEqual({ from: at(struckBehind, 'resumed'), why: 'delayed' });
    expect(before.map(({ from }) => from)).not.toContain(at(struckBehind, 'paused for 8ms'));
  });

  it('is a span of its host until it heals', () => {
    const [span] = causalityOf(told(events)).faults;
    expect(span).toMatchObject({ kind: 'pause', host: 'b', influence: 'absence', fromMicros: 2000, untilMicros: 10_000 });
  });
});

describe('a crash', () => {
  const events = [
    command(1, 0, 'a', 'SET lock a PX 5 NX', { writes: ['lock'] }),
    fault(2, 0, 'fault/crash/a at 2ms', struck('a', 'is killed, restarted after 50ms')),
    command(9, 0, 'b', 'SET lock b PX 5 NX', { writes: ['lock'] }),
    fault(52, 2, 'fault/crash/a at 2ms heals', { host: 'a', kind: 'event', text: 'restarted' }),
    timer(52, 4, 'a', { host: 'a', kind: 'start', text: 'main runs again' }),
  ];

  it('leads to the restart and the new life', () => {
    expect(follows(events, 'main runs again', 'is killed, restarted after 50ms')).toBe(true);
  });

  it('lets another host take what the crashed one held', () => {
    const trace = told(events);
    const taken = causalityOf(trace).before(at(trace, 'SET lock b PX 5 NX', 'command'));
    expect(taken).toContainEqual({ from: at(trace, 'is killed, restarted after 50ms'), why: 'allowed' });
  });

  it('of a store makes the first command on each forgotten key follow', () => {
    const trace = told([
      command(1, 0, 'a', 'SET k 1', { writes: ['k'] }),
      fault(2, 0, 'fault/redis-crash/redis', {
        ...struck('redis', 'is killed, restarted after 5ms with nothing kept'),
        name: 'fault/redis-crash',
      }),
      fault(7, 2, 'fault/redis-crash/redis heals'),
      command(9, 0, 'b', 'GET k', { reads: ['k'] }),
      command(10, 0, 'b', 'GET never-set', { reads: ['never-set'] }),
    ]);
    const isLost = (text: string): boolean =>
      causalPast(causalityOf(trace), [at(trace, text, 'command')]).has(at(trace, 'is killed, restarted after 5ms with nothing kept'));
    expect([isLost('GET k'), isLost('GET never-set')]).toEqual([true, false]);
  });
});

describe('faults of a link', () => {
  const events = [
    fault(1, 0, 'fault/partition/a', struck('a', 'cut from redis for 9ms')),
    timer(2, 0, 'a', note('a', 'asks')),
    timer(2, 0, 'c', note('c', 'asks too')),
    command(3, 3, 'c', 'GET c', { reads: ['c'] }),
    fault(10, 1, 'fault/partition/a heals'),
    command(11, 2, 'a', 'GET a', { reads: ['a'] }),
    arrival(12, 4, 'redis', 'c', 'reply to GET c'),
  ];

  it('delay what travels on it, and nothing else', () => {
    expect(follows(events, 'GET a', 'cut from redis for 9ms')).toBe(true);
    expect(follows(events, 'GET c', 'cut from redis for 9ms')).toBe(false);
    expect(follows(events, 'reply to GET c', 'cut from redis for 9ms')).toBe(false);
  });

  it('lead from a reset to the reconnect', () => {
    const reset = [
      fault(1, 0, 'fault/reset/a', struck('a', 'connection to redis reset, the reply to the next request is lost')),
      command(2, 0, 'a', 'INCR k', { writes: ['k'] }),
      { atMs: 3, cause: 2, seen: [{ host: 'redis', peer: 'a', kind: 'reset', text: 'was reset' }] } as const,
      arrival(4, 3, 'redis', 'a', 'sees the reset'),
      arrival(5, 4, 'a', 'redis', 'connect'),
    ];
    expect(follows(reset, 'connect', 'connection to redis reset, the reply to the next request is lost')).toBe(true);
  });

  it('press on what happens while they last', () => {
    const slow = [
      fault(1, 0, 'fault/slow/a', struck('a', '100ms late in everything for 9ms')),
      timer(2, 0, 'a', note('a', 'late')),
      fault(10, 1, 'fault/slow/a heals'),
      timer(11, 0, 'a', note('a', 'in time')),
    ];
    expect(follows(slow, 'late', '100ms late in everything for 9ms')).toBe(true);
    expect(follows(slow, 'in time', '100ms late in everything for 9ms')).toBe(false);
  });
});

describe('the best path', () => {
  const trace = told([
    command(1, 0, 'a', 'SET start 1', { writes: ['start'] }),
    command(2, 0, 'x', 'COPY start aside', { reads: ['start'], writes: ['aside'] }),
    command(3, 0, 'y', 'MOVE c7 there', { reads: ['start'], writes: ['there'] }),
    command(4, 0, 'z', 'MOVE c7 here', { reads: ['there'], writes: ['here'] }),
    command(5, 0, 'b', 'MGET here aside', { reads: ['here', 'aside'] }),
  ]);
  const causality: Causality = causalityOf(trace);
  const effect = at(trace, 'MGET here aside', 'command');
  const texts = (isSubject: (entry: TraceEvent) => boolean): readonly string[] =>
    pathsTo(causality, effect, isSubject)
      .from(at(trace, 'SET start 1', 'command'))
      .map(({ index }) => trace[index]?.text ?? '');

  it('is the shortest when nothing is known of the subject', () => {
    expect(texts(() => false)).toEqual(['SET start 1', 'COPY start aside', 'MGET here aside']);
  });

  it('prefers entries about the subject', () => {
    expect(texts(mentions(['c7']))).toEqual(['SET start 1', 'MOVE c7 there', 'MOVE c7 here', 'MGET here aside']);
  });

  it('does not exist where nothing led there', () => {
    const ways = pathsTo(causality, at(trace, 'COPY start aside', 'command'), () => true);
    expect(ways.from(effect)).toEqual([]);
    expect(ways.distance(effect)).toBe(Infinity);
  });
});
