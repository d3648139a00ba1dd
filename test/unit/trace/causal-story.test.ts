/** Which entries tell how a claim came about: faults, what they struck behind, what waited for them, and what changed the subject. */
import { describe, expect, it } from 'vitest';
import { causalStory, type CausalEntry, type Claim, type FaultVerdict, type TraceEvent } from '../../../sim/trace/index.ts';
import { arrival, command, fault, note, struck, timer, told } from './told-world.ts';

/** A lock changes hands while its holder is paused, and the late holder gives back what is no longer its own. */
const trace = told([
  command(1, 0, 'a', 'SET lock:c7 a PX 50 NX', { writes: ['lock:c7'] }),
  fault(1, 1, 'fault/pause/a after SET', struck('a', 'paused for 99ms')),
  fault(2, 0, 'fault/pause/other', struck('other', 'paused for 5ms')),
  fault(7, 3, 'fault/pause/other heals'),
  command(51, 0, 'b', 'SET lock:c7 b PX 50 NX', { writes: ['lock:c7'] }),
  timer(60, 0, 'b', note('b', 'works on c7')),
  fault(100, 2, 'fault/pause/a heals', { host: 'a', kind: 'event', text: 'resumed' }),
  arrival(100, 1, 'redis', 'a', 'reply to SET lock:c7'),
  command(101, 8, 'a', 'DEL lock:c7', { writes: ['lock:c7'] }),
  command(102, 0, 'stranger', 'SET x 1', { writes: ['x'] }),
]);
const claim: Claim = {
  facts: [
    { atMs: 51, host: 'redis', text: 'b took lock c7 (SET by b)' },
    { atMs: 101, host: 'redis', text: 'a ended lock c7 of b (DEL by a)' },
  ],
  about: ['c7', 'a', 'b'],
};
const verdict = (target: string, atMs: number, necessary: boolean): FaultVerdict => ({ target, atMs, necessary });

function textsOf(entries: readonly CausalEntry[], from: readonly TraceEvent[] = trace): readonly string[] {
  return entries.filter(({ rank }) => rank >= 30).map(({ index }) => from[index]?.text ?? '');
}

describe('the story of a claim', () => {
  const story = causalStory(trace, claim, null);

  it('finds the facts again by their moments and words', () => {
    expect(story.anchors.map((anchor) => trace[anchor ?? -1]?.text)).toEqual(['SET lock:c7 b PX 50 NX', 'DEL lock:c7']);
  });

  it('tells what the fault struck behind, its end, what waited for it, and the facts', () => {
    expect(textsOf(story.entries)).toEqual([
      'SET lock:c7 a PX 50 NX',
      'paused for 99ms',
      'SET lock:c7 b PX 50 NX',
      'resumed',
      'reply to SET lock:c7',
      'DEL lock:c7',
    ]);
    expect(story.entries.filter(({ delayed }) => delayed).map(({ index }) => trace[index]?.text)).toEqual(['reply to SET lock:c7']);
  });

  it('leaves out faults that lead to no fact, and strangers', () => {
    expect(story.faults.map(({ host }) => host)).toEqual(['a']);
    expect(textsOf(story.entries)).not.toContain('SET x 1');
  });
});

describe('a claim without facts', () => {
  it('is told by the last changes of what it is about, and the faults before them', () => {
    const { entries, faults } = causalStory(trace, { facts: [], about: ['c7'] }, null);
    expect(textsOf(entries)).toEqual([
      'SET lock:c7 a PX 50 NX',
      'paused for 99ms',
      'SET lock:c7 b PX 50 NX',
      'works on c7',
      'resumed',
      'reply to SET lock:c7',
      'DEL lock:c7',
    ]);
    expect(faults.map(({ host }) => host)).toEqual(['a']);
  });
  it('is told by the last changes of all when nothing names what it is about', () => {
    const { anchors } = causalStory(trace, { facts: [], about: ['nobody'] }, null);
    expect(anchors.map((anchor) => trace[anchor ?? -1]?.text)).toContain('SET x 1');
  });
});

describe('faults that were removed', () => {
  it('are told only when they were necessary, if any was', () => {
    const verdicts = [verdict('a', 1, false), verdict('other', 2, true)];
    expect(causalStory(trace, claim, verdicts).faults.map(({ host }) => host)).toEqual(['other']);
  });

  it('are told as far as they led to a fact when none was', () => {
    expect(causalStory(trace, claim, [verdict('a', 1, false), verdict('other', 2, false)]).faults.map(({ host }) => host)).toEqual(['a']);
  });

  it('do not matter when they cannot be found in the trace', () => {
    expect(causalStory(trace, claim, [verdict('nobody', 5, true)]).faults.map(({ host }) => host)).toEqual(['a']);
  });
});

describe('what never happened', () => {
  const lost = told([
    command(1, 0, 'client', 'ZADD backlog c7', { writes: ['backlog'] }),
    command(5, 0, 'gateway', 'ZPOPMIN backlog', { writes: ['backlog'] }),
    arrival(6, 2, 'redis', 'gateway', 'reply to ZPOPMIN backlog', note('gateway', 'gives up: no route')),
    command(9, 0, 'worker', 'PING', {}),
  ]);
  const never: Claim = {
    facts: [
      { atMs: 5, host: 'redis', text: 'c7 left the backlog (ZPOPMIN by gateway)' },
      { atMs: 900, host: 'redis', text: 'nobody holds c7' },
    ],
    about: ['c7', 'gateway'],
  };

  it('is told up to where the thread was lost', () => {
    expect(textsOf(causalStory(lost, never, null).entries, lost)).toContain('gives up: no route');
  });

  it('of an empty trace tells nothing and throws nothing', () => {
    expect(causalStory([], never, null)).toMatchObject({ anchors: [null, null], entries: [], faults: [], paths: [] });
  });
});

it('a trace that does not tell causes is told by names', () => {
  const bare = trace.map((entry) => ({ ...entry, event: 0, cause: 0 }));
  expect(textsOf(causalStory(bare, claim, null).entries, bare)).toContain('SET lock:c7 a PX 50 NX');
});
