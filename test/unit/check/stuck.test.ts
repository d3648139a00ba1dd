/** Deadlock, livelock and slowness, told apart in worlds that really ran and in traces by hand. */
import { Redis } from 'ioredis';
import { beforeAll, describe, expect, it } from 'vitest';
import { explainStuck } from '../../../sim/check/index.ts';
import { addRedis, warmUpRedis } from '../../../sim/redis/index.ts';
import type { TraceEvent } from '../../../sim/trace/index.ts';
import type { World } from '../../../sim/world/index.ts';
import { simulate } from '../world/simulate.ts';

const question = { calmMs: 2_000, deadlineMs: 10_000 };

beforeAll(() => warmUpRedis());

/** The trace of ten seconds of a world with Redis. */
async function tenSeconds(build: (world: World) => void): Promise<readonly TraceEvent[]> {
  const { trace } = await simulate(
    (world) => {
      addRedis(world);
      build(world);
      world.at(10_000, 'end', () => world.finish());
    },
    { record: true },
  );
  return trace ?? [];
}

const connect = (): Redis => new Redis('redis://redis:6379');

describe('a world in which everybody waits', () => {
  /** The client pushes to another list than the workers pop; heartbeats and blocked pops go on. */
  async function wrongQueue(): Promise<readonly TraceEvent[]> {
    return tenSeconds((world) => {
      for (const name of ['worker-1', 'worker-2'])
        world.host(name, async () => {
          const heart = connect();
          setInterval(() => void heart.set(`alive:${name}`, Date.now(), 'PX', 3_000), 1_000);
          const redis = connect();
          for (;;) await redis.blpop('jobs', 2);
        });
      world.host('client', async () => {
        await connect().lpush('job', 'c7');
      });
    });
  }

  it('is a deadlock, whatever heartbeats and polls go on', async () => {
    expect(explainStuck(await wrongQueue(), question)).toEqual({
      kind: 'deadlock',
      sentence: 'nothing has been tried since 2.000s',
      waits: [
        expect.stringMatching(/^worker-1 is blocked in BLPOP jobs since 8\.\d{3}s$/),
        expect.stringMatching(/^worker-2 is blocked in BLPOP jobs since 8\.\d{3}s$/),
      ],
    });
  });

  it('says who touched last what is stuck', async () => {
    expect(explainStuck(await wrongQueue(), { ...question, about: ['c7', 'worker-1'] }).sentence).toBe(
      'nobody has touched c7 since client ran LPUSH at 0.002s',
    );
  });

  it('says what a property saw later than the trace, which does not know what a pop pops', async () => {
    const facts = [
      { atMs: 3, host: 'redis', text: 'c7 entered job (LPUSH by client)' },
      { atMs: 1_501, host: 'redis', text: 'c7 left job (RPOP by worker-1)' },
      { atMs: 1_600, host: 'worker-1', text: 'crashed: SIGKILL' },
      { atMs: 10_000, host: 'redis', text: 'nobody holds c7' },
    ];
    expect(explainStuck(await wrongQueue(), { ...question, about: ['c7', 'worker-1'], facts }).sentence).toBe(
      'nothing has happened to c7 since 1.501s: c7 left job (RPOP by worker-1)',
    );
    const record = { atMs: 2_000, host: 'redis', text: 'record of c7 disappeared (a key expired)' };
    const started = { atMs: 3_000, host: 'worker-1', text: 'started c7' };
    const since = async (fact: typeof record): Promise<string> =>
      explainStuck(await wrongQueue(), { ...question, about: ['c7'], facts: [fact] }).sentence;
    expect(await since(record)).toBe('nothing has happened to c7 since 2.000s: record of c7 disappeared (a key expired)');
    expect(await since(started)).toBe('nothing has happened to c7 since 3.000s: worker-1 started c7');
    expect(explainStuck(await wrongQueue(), { ...question, about: ['c7'], facts: facts.slice(2) }).sentence).toBe(
      'nobody has touched c7 since client ran LPUSH at 0.002s',
    );
  });

  it('says that a host does nothing when it is asked about it', async () => {
    expect(explainStuck(await wrongQueue(), { ...question, about: ['c7', 'client'] }).waits).toContain(
      'client has done nothing since 0.002s',
    );
  });

  it('says who is down, who is paused, and who waits for a reply that never came', async () => {
    const trace = await tenSeconds((world) => {
      const idle = (): void => {
        setInterval(() => undefined, 1_500);
      };
      const down = world.host('gateway-1', idle);
      const paused = world.host('gateway-2', idle);
      world.host('gateway-3', idle);
      world.at(3_000, 'crash', () => down.crash('SIGKILL by the plan'));
      world.at(4_000, 'pause', () => paused.pause());
    });
    expect(explainStuck(trace, question).waits).toEqual([
      'gateway-1 is down (SIGKILL by the plan), since 3.000s',
      'gateway-2 is paused, since 4.000s',
      'gateway-3 waits for timers; the last that fired was one of 1500ms, at 9.000s',
    ]);
  });
});

describe('what a host waits for', () => {
  it('is a message, when it listens to a channel on which nothing comes', async () => {
    const trace = await tenSeconds((world) => {
      world.host('worker-1', async () => {
        const wake = connect();
        await wake.subscribe('wake:worker-1');
        wake.on('message', () => undefined);
        const redis = connect();
        setInterval(() => void redis.get('queue:worker-1'), 1_000);
      });
      world.host('gateway-1', async () => {
        const redis = connect();
        for (const channel of ['wake:worker-1', 'wake:worker-2']) await redis.publish(channel, 'c7');
      });
    });
    expect(explainStuck(trace, question).waits[0]).toMatch(
      /^worker-1 repeats GET every 1000ms, the last time at 9\.\d{3}s; no message on wake:worker-1 since 0\.00\ds$/,
    );
  });

  it('is the reply to a command that was lost on the way back', async () => {
    const trace = await tenSeconds((world) => {
      world.host('gateway-1', async () => {
        await connect().set('x', '1');
      });
    });
    // Everything up to the reply, and a world that goes on without it.
    const lost = [...trace.filter(({ text }) => text !== 'reply to SET x').filter(({ kind }) => kind !== 'event'), ...trace.slice(-1)];
    expect(explainStuck(lost, question).waits).toEqual(['gateway-1 waits for the reply to SET x since 0.002s']);
    expect(explainStuck(trace, question).waits).toEqual(['gateway-1 has done nothing since 0.002s']);
  });
});

describe('a world in which the same happens again and again', () => {
  it('is a livelock, with the turn that repeats and how often', async () => {
    const trace = await tenSeconds((world) => {
      world.host('client', async () => {
        await connect().lpush('jobs', 'c7');
      });
      for (const name of ['gateway-1', 'gateway-2'])
        world.host(name, async () => {
          const heart = connect();
          setInterval(() => void heart.set(`alive:${name}`, Date.now(), 'PX', 3_000), 333);
          const redis = connect();
          for (;;) {
            const job = await redis.rpop('jobs');
            if (job !== null) await redis.lpush('jobs', job);
            await new Promise((resolve) => setTimeout(resolve, 200));
          }
        });
    });
    const stuck = explainStuck(trace, { ...question, about: ['c7'] });
    expect(stuck.kind).toBe('livelock');
    expect(stuck.sentence).toMatch(/^gateway-1 and gateway-2 repeat the same 2 commands every 1\d\dms, \d\d times since 2\.\d{3}s$/);
    expect(stuck.cycle?.steps.join(', ')).toMatch(/^gateway-(\d) RPOP, gateway-\1 LPUSH$/);
    expect(stuck.cycle?.periodMs).toBeGreaterThan(100);
    expect(stuck.cycle?.times).toBeGreaterThan(50);
    expect(stuck.waits[0]).toMatch(/^gateway-1 repeats RPOP every 2\d\dms, the last time at 9\.\d{3}s$/);
  });

  it('is one too when the attempts change nothing', async () => {
    const trace = await tenSeconds((world) => {
      world.host('holder', async () => {
        await connect().set('lock:c7', 'holder');
      });
      world.host('gateway-1', async () => {
        const redis = connect();
        await new Promise((resolve) => setTimeout(resolve, 100));
        while ((await redis.set('lock:c7', 'gateway-1', 'PX', 5_000, 'NX')) === null)
          await new Promise((resolve) => setTimeout(resolve, 500));
      });
    });
    expect(explainStuck(trace, question)).toMatchObject({
      kind: 'livelock',
      cycle: { steps: ['gateway-1 SET'] },
      sentence: expect.stringMatching(/^gateway-1 repeats the same command every 50\dms, 1\d times since 2\.\d{3}s$/) as string,
    });
  });
});

describe('a world in which work goes on', () => {
  it('is slow: the commands are alike, and the keys are others', async () => {
    const trace = await tenSeconds((world) => {
      world.host('worker-1', async () => {
        const redis = connect();
        for (let item = 1; ; item += 1) {
          await redis.set(`done:c${item}`, 1);
          await new Promise((resolve) => setTimeout(resolve, 100));
        }
      });
    });
    const stuck = explainStuck(trace, question);
    expect(stuck.kind).toBe('slow');
    expect(stuck.cycle).toBeUndefined();
    expect(stuck.sentence).toMatch(
      /^work went on \(\d\d commands since the calm; the last: worker-1 ran SET at 9\.\d{3}s\): it is slow, not stuck$/,
    );
  });
});

describe('a trace by hand', () => {
  let event = 0;
  const command = (atMs: number, host: string, text: string, keys: readonly string[], writes: readonly string[] = keys): TraceEvent => {
    event += 1;
    const name = text.split(' ', 1)[0] ?? '';
    return {
      step: event,
      event,
      cause: event - 1,
      atMicros: atMs * 1_000,
      host: 'redis',
      kind: 'command',
      name,
      text,
      peer: host,
      keys,
      writes,
    };
  };
  const every = (periodMs: number, fromMs: number, toMs: number, make: (atMs: number, turn: number) => TraceEvent): readonly TraceEvent[] =>
    Array.from({ length: Math.floor((toMs - fromMs) / periodMs) }, (_, turn) => make(fromMs + turn * periodMs, turn));
  const inOrder = (...parts: readonly (readonly TraceEvent[])[]): readonly TraceEvent[] =>
    parts
      .flat()
      .toSorted((a, b) => a.atMicros - b.atMicros)
      .map((entry, index) => ({ ...entry, step: index + 1 }));

  const requeue = (atMs: number): TraceEvent =>
    command(atMs, 'gateway-1', `EVALSHA requeue 1 leases f00d${(atMs * 7_919 + 0xabcdef0).toString(16)} c7 ${atMs}`, [
      'backlog',
      'leases',
      'state:c7',
    ]);
  const commit = (atMs: number, turn: number): TraceEvent =>
    command(atMs, 'gateway-1', `EVALSHA commit 1 state:c7 ${turn}`, ['state:c7'], ['state:c7']);

  it('repeats although tokens and numbers differ each time', () => {
    const trace = inOrder(every(700, 2_000, 10_000, requeue), every(700, 2_100, 10_000, commit));
    expect(explainStuck(trace, question)).toMatchObject({
      kind: 'livelock',
      sentence: 'gateway-1 repeats the same 2 commands every 700ms, 11 times since 2.000s',
      cycle: { periodMs: 700, times: 11, steps: ['gateway-1 EVALSHA requeue', 'gateway-1 EVALSHA commit'] },
    });
  });

  it('repeats although the retries wait longer and longer', () => {
    const trace = inOrder(
      [2_000, 2_500, 3_500, 5_500, 9_500].map((atMs, turn) => commit(atMs, turn)),
      [2_001, 2_501, 3_501, 5_501, 9_501].map(requeue),
    );
    expect(explainStuck(trace, question)).toMatchObject({ kind: 'livelock', cycle: { times: 5 } });
  });

  it('has stopped to repeat when the last turn is long over: then it is a deadlock', () => {
    const trace = inOrder(every(100, 2_000, 4_000, requeue), every(100, 2_050, 4_000, commit), [command(10_000, 'gateway-1', 'PING', [])]);
    expect(explainStuck(trace, question)).toMatchObject({
      kind: 'deadlock',
      sentence: 'nothing has been tried since gateway-1 ran EVALSHA requeue at 3.900s',
    });
  });

  it('does not repeat when it came late, or only twice', () => {
    const late = inOrder(
      every(100, 2_000, 9_800, (atMs, turn) => command(atMs, 'gateway-1', 'SET', [`c${turn}`])),
      every(50, 9_800, 10_000, requeue),
      every(50, 9_825, 10_000, commit),
    );
    expect(explainStuck(late, question).kind).toBe('slow');
    const twice = inOrder([requeue(3_000), commit(3_500, 1), requeue(8_000), commit(9_500, 2)]);
    expect(explainStuck(twice, question).kind).toBe('slow');
  });

  it('does not repeat up to the deadline when it stopped a while before', () => {
    const trace = inOrder(every(100, 2_000, 8_500, requeue), every(100, 2_050, 8_500, commit), [command(10_000, 'gateway-1', 'PING', [])]);
    expect(explainStuck(trace, question).kind).toBe('slow');
  });

  it('takes a script that changes nothing for a poll, and for an attempt when it is about what is stuck', () => {
    const trace = every(500, 2_000, 10_000, (atMs) => command(atMs, 'gateway-1', 'EVALSHA commit 1 state:c7', ['state:c7'], []));
    expect(explainStuck(trace, question).kind).toBe('deadlock');
    expect(explainStuck(trace, { ...question, about: ['c7'] }).kind).toBe('livelock');
    expect(explainStuck(trace, { ...question, about: ['c77', 'state'] }).kind).toBe('livelock');
    expect(explainStuck(trace, { ...question, about: ['c77'] }).kind).toBe('deadlock');
  });

  it('is about what is stuck, not about what else goes on', () => {
    const others = every(130, 2_000, 10_000, (atMs, turn) => command(atMs, 'gateway-1', 'SET', [`other:c${turn + 100}`]));
    const trace = inOrder(every(700, 2_000, 10_000, requeue), every(700, 2_100, 10_000, commit), others);
    expect(explainStuck(trace, question).kind).toBe('slow');
    expect(explainStuck(trace, { ...question, about: ['c7'] }).kind).toBe('livelock');
  });

  it('repeats although its hosts take turns as they like, and carry other work along', () => {
    const turns = [1, 2, 2, 1, 1, 1, 2, 1].map((host, turn) => {
      const atMs = 2_000 + turn * 1_000;
      const other = `state:c${turn + 20}`;
      const take = command(atMs, `gateway-${host}`, 'EVALSHA intake 2 backlog leases', ['backlog', 'leases', 'state:c7', other]);
      return [take, command(atMs + 10, `gateway-${host}`, `EVALSHA requeue 1 leases ${turn} c7`, ['backlog', 'leases', 'state:c7'])];
    });
    const trace = inOrder(...turns);
    expect(explainStuck(trace, question).kind).toBe('slow');
    expect(explainStuck(trace, { ...question, about: ['c7'] })).toMatchObject({
      kind: 'livelock',
      sentence: 'gateway-1 and gateway-2 repeat the same 2 commands every 1000ms, 8 times since 2.000s',
      cycle: { steps: ['gateway-1 EVALSHA intake', 'gateway-1 EVALSHA requeue'] },
    });
  });

  it('may have lost one thing while work on all others goes on', () => {
    const others = every(130, 2_000, 10_000, (atMs, turn) => command(atMs, 'gateway-1', 'SET', [`state:c${turn + 100}`]));
    const trace = inOrder([commit(1_500, 1)], others);
    expect(explainStuck(trace, { ...question, about: ['c7'] })).toMatchObject({
      kind: 'deadlock',
      sentence: 'nobody has touched c7 since gateway-1 ran EVALSHA commit at 1.500s',
    });
  });

  it('names the commands that lead to the attempts, though they do not name what is stuck', () => {
    const turns = Array.from({ length: 8 }, (_, turn) => {
      const atMs = 2_000 + turn * 1_000;
      const pop = command(atMs, 'gateway-1', 'LPOP backlog', ['backlog']);
      return [pop, requeue(atMs + 10)];
    });
    expect(explainStuck(inOrder(...turns), { ...question, about: ['c7'] }).cycle?.steps).toEqual([
      'gateway-1 LPOP',
      'gateway-1 EVALSHA requeue',
    ]);
  });

  it('may be empty, or end before the calm', () => {
    expect(explainStuck([], question)).toEqual({ kind: 'deadlock', sentence: 'nothing has been tried since 2.000s', waits: [] });
    expect(explainStuck([commit(1_000, 1)], question).kind).toBe('deadlock');
  });
});
