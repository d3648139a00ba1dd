/** Commands and faults in words that a person understands. */
import { describe, expect, it } from 'vitest';
import { wordsFor } from '../../../sim/report/words.ts';
import { causalityOf } from '../../../sim/trace/index.ts';
import { arrival, command, fault, struck, told, type ToldEvent } from '../trace/told-world.ts';

/** What is said of the last entry of each event. */
function texts(events: readonly ToldEvent[]): readonly string[] {
  const causality = causalityOf(told(events));
  const words = wordsFor(causality, '…');
  return causality.groups.map(({ last }) => words.of(last));
}

/** A command of gateway-1. */
const run = (text: string, ...writes: string[]): ToldEvent => command(1, 0, 'gateway-1', text, { writes });
/** Another key, so that the namespace shows. */
const other = run('INCR app:other', 'app:other');

describe('a command', () => {
  it('loses the namespace that nearly all keys share, and tokens', () => {
    const token = '0f4b1c2d-1111-2222-3333-444455556666';
    expect(texts([run(`SET app:lease:c7 ${token}`, 'app:lease:c7'), other])[0]).toBe('SET lease:c7 0f4b…');
    expect(texts([run('SET lone:c7 1', 'lone:c7')])[0]).toBe('SET lone:c7 1');
  });

  it('tells moments of the world instead of wall-clock milliseconds, and what is in a record by its id', () => {
    const text = 'ZADD app:backlog 1700000000500 {"container_id":"c7","cpu":200}';
    expect(texts([run(text, 'app:backlog'), other])[0]).toBe('ZADD backlog @0.500s {c7…}');
  });

  it('that sets fields again tells those that change, until the record is gone', () => {
    const set = (status: string): ToldEvent => run(`HSET app:c7 cpu 5 status ${status}`, 'app:c7');
    expect(texts([set('NEW'), set('OLD'), run('DEL app:c7', 'app:c7'), set('OLD'), other]).slice(0, 4)).toEqual([
      'HSET c7 cpu 5 status NEW',
      'HSET c7 status OLD …',
      'DEL c7',
      'HSET c7 cpu 5 status OLD',
    ]);
  });

  it('that is a script is told by its name and what it changed, or by its first key', () => {
    const keys = ['app:worker:worker-4', 'app:queue:worker-4', 'app:state:c7', 'app:gateway:gateway-1', 'app:index'];
    expect(texts([run(`EVALSHA commit 5 ${keys.join(' ')} 5 7`, ...keys)])[0]).toBe('EVALSHA commit worker-4 c7');
    expect(texts([run('EVALSHA beat 1 app:gateway:gateway-1', 'app:gateway:gateway-1'), other])[0]).toBe('EVALSHA beat gateway:gateway-1');
  });

  it('that was answered with an error keeps the error', () => {
    expect(texts([run('EVALSHA commit 1 app:state:c7  -NOSCRIPT No matching script.', 'app:state:c7')])[0]).toBe(
      'EVALSHA commit c7  -NOSCRIPT No matching script.',
    );
  });

  it('that found the key taken says so', () => {
    expect(texts([run('SET app:lock 1 PX 5 NX')])[0]).toBe('SET app:lock 1 PX 5 NX  refused, the key is there');
  });
});

it('a reply is known by its command, and a script by its name', () => {
  const reply = (text: string): string => texts([arrival(1, 0, 'redis', 'a', `reply to ${text}`)])[0] ?? '';
  expect(reply('HSET c7')).toBe('gets the reply to HSET c7');
  expect(reply('EVALSHA intake backlog leases')).toBe('gets the reply to EVALSHA intake');
});

describe('the end of a fault', () => {
  it.each([
    ['paused for 9ms', 'resumes'],
    ['is killed, restarted after 9ms', 'is up again'],
    ['cut from redis for 9ms', 'is no longer cut from redis'],
    ['connections to redis half open for 9ms, then they time out', 'no longer: connections to redis half open'],
  ])('of "%s" is "%s"', (words, end) => {
    expect(texts([fault(1, 0, 'fault/x/a', struck('a', words)), fault(10, 1, 'fault/x/a heals')])[1]).toBe(end);
  });
});
