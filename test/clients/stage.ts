/**
 * The stage that every client package plays on: one Redis, one program that uses the package as its users do, a reset whose reply is lost
 * and a restart of Redis. What the package made of them is measured and becomes its row in docs/clients.md.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { applyFaults } from '../../sim/faults/index.ts';
import type { DrainName } from '../../sim/kernel/index.ts';
import { addRedis, warmUpRedis, type RedisHost } from '../../sim/redis/index.ts';
import type { World } from '../../sim/world/index.ts';
import { simulate } from '../unit/world/simulate.ts';

/** Where clients find Redis. */
export const redisUrl = 'redis://redis:6379';

const RESTART_AT_MS = 60_000;
const DOWN_MS = 300;
const LOADING_MS = 200;
/** Operations that are asked for while Redis goes down and comes back, and the time between them. */
const ASKED = 20;
const BETWEEN_MS = 50;

/** What a client's program has beside the package itself. */
export interface Stage {
  readonly world: World;
  readonly redis: RedisHost;
  /** Counts one operation of the package and hands its promise through. */
  readonly act: <Result>(operation: Promise<Result>) => Promise<Result>;
  /**
   * Loses the reply to the next request of the host `client` and resets its connection; `operation` is one that does not bear being done
   * twice, `done` says how often it is done, as Redis itself sees it.
   */
  readonly loseReply: (operation: () => Promise<unknown>, done: () => number) => Promise<void>;
  /** Waits for the restart of Redis (killed, down for 300 ms, loading for 200 ms) and asks for twenty operations meanwhile, each 50 ms after the other. */
  readonly restart: (operation: (index: number) => Promise<unknown>) => Promise<void>;
}

/** One client package and the program that uses it. */
export interface ClientPlay {
  /** More hosts, added before the world begins. */
  readonly hosts?: (stage: Stage) => void;
  /** The program of the host `client`. The world ends when it has ended. */
  readonly program: (stage: Stage) => Promise<void>;
}

/** What was measured. */
export interface Played {
  readonly operations: number;
  /** What became of the operation whose reply was lost, in a few words. */
  readonly lostReply: string;
  /** What became of the twenty operations around the restart, in a few words. */
  readonly restart: string;
  /** The world's rolling hash. */
  readonly hash: string;
}

/** Plays in one world. Throws when the program threw, hung, left out one of the two faults, or used what the twin lacks. */
export async function play({ hosts, program }: ClientPlay, seed: string, drain: DrainName = 'synchronous'): Promise<Played> {
  await warmUpRedis();
  const measured = { operations: 0, lostReply: '', restart: '' };
  const failures: string[] = [];
  let done = false;
  const { hash, violation, acted, end } = await simulate(
    (world) => {
      const stage = new OneStage(world, addRedis(world), measured);
      world.onHostChange(({ host, change, reason }) => {
        if (change === 'died') failures.push(`${host.name} died: ${reason}`);
      });
      hosts?.(stage);
      world.host('client', async () => {
        await program(stage);
        done = true;
        world.finish();
      });
      applyFaults(world, [
        { kind: 'redis-crash', target: 'redis', atMs: RESTART_AT_MS, forMs: DOWN_MS, keeps: 'everything', loadingMs: LOADING_MS },
      ]);
    },
    { seed, strategy: 'random', stepsMax: 200_000, drain },
  );
  if (violation !== null) failures.push(violation.sentence);
  if (!done) failures.push(`the program did not come to its end: ${end}`);
  if (measured.lostReply === '') failures.push('no reply was lost');
  if (measured.restart === '' || acted['redis-crash'] !== 1) failures.push('Redis was not restarted while it was used');
  if (failures.length > 0) throw new Error(failures.join('; '));
  return { ...measured, hash };
}

/** Programs take the functions out of it, so they are arrows. */
class OneStage implements Stage {
  readonly world: World;
  readonly redis: RedisHost;
  readonly #measured: { operations: number; lostReply: string; restart: string };

  constructor(world: World, redis: RedisHost, measured: { operations: number; lostReply: string; restart: string }) {
    this.world = world;
    this.redis = redis;
    this.#measured = measured;
  }

  readonly act = <Result>(operation: Promise<Result>): Promise<Result> => {
    this.#measured.operations += 1;
    return operation;
  };

  readonly loseReply = async (operation: () => Promise<unknown>, done: () => number): Promise<void> => {
    const before = done();
    let lost = 0;
    this.world.network.onReplyLost(({ client }) => {
      if (client === 'client') lost += 1;
    });
    this.world.network.resetOnNext('client', 'redis', 'reply-lost');
    const answer = await this.act(operation()).then(
      () => 'answered',
      (error: unknown) => `fails: ${wordsOf(error)}`,
    );
    const doneThen = done();
    // Whoever sends it again on its own does so within this time; meanwhile a lock may have expired.
    await sleep(2000);
    const times = Math.max(done(), doneThen) - before;
    if (lost === 0) throw new Error('no reply was lost: none was asked for');
    if (times === 0) throw new Error('what the lost reply was to answer was never done');
    this.#measured.lostReply = `${answer}, done ${timesOf(times)}`;
  };

  readonly restart = async (operation: (index: number) => Promise<unknown>): Promise<void> => {
    const beginMs = RESTART_AT_MS - BETWEEN_MS * 2;
    if (this.world.nowMs > beginMs) throw new Error(`the program came to the restart of Redis at ${this.world.nowMs} ms, too late`);
    const changes: string[] = [];
    this.world.onHostChange(({ host, change }) => {
      if (host === this.redis.host) changes.push(change);
    });
    await sleep(beginMs - this.world.nowMs);
    const failures = new Map<string, number>();
    const asked: Promise<void>[] = [];
    for (let index = 0; index < ASKED; index += 1) {
      const one = this.act(operation(index)).then(
        () => undefined,
        (error: unknown) => void failures.set(wordsOf(error), (failures.get(wordsOf(error)) ?? 0) + 1),
      );
      asked.push(one);
      await sleep(BETWEEN_MS);
    }
    await Promise.all(asked);
    if (changes.join() !== 'crashed,restarted') throw new Error(`Redis was not restarted while it was used: ${changes.join()}`);
    const failed = [...failures.values()].reduce((sum, count) => sum + count, 0);
    const kinds = [...failures].map(([words, count]) => `${count} × ${words}`).toSorted();
    this.#measured.restart = [`${ASKED - failed} of ${ASKED} answered`, ...kinds].join('; ');
  };
}

/** The beginning of an error's message, without what differs from world to world. */
function wordsOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return (text.split('\n')[0] ?? '').slice(0, 100);
}

function timesOf(count: number): string {
  return ['never', 'once', 'twice'][count] ?? `${count} times`;
}
