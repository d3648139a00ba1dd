/**
 * Three engines that answer the same commands: the twin called directly, ioredis-mock called directly, and a real redis-server on loopback
 * behind ioredis. Commands are sent in bursts; a burst is over when all its answers are there.
 */
import { createRequire } from 'node:module';
import { Redis } from 'ioredis';
import { RedisServer } from '../../sim/redis/index.ts';

/** Sends one command. */
export type Send = (command: string, ...args: string[]) => void;

/** Something that answers commands, as fast as it can. */
export interface Engine {
  /** How figures call it. */
  readonly name: string;
  /** Sends what `run` sends, and waits for the answers. */
  burst(run: (send: Send) => void): Promise<void>;
  /** The time it is measured by: of the processor where all work is done in this process, else of the wall. */
  clockMs(): number;
  close(): void;
}

type MockMethod = (...args: readonly unknown[]) => Promise<unknown>;
type MockClient = Record<string, MockMethod | undefined> & { disconnect(): void };
const Mock = createRequire(import.meta.url)('ioredis-mock') as new (options: object) => MockClient;
let lastMockPort = 30_000;

/** A client of ioredis-mock that shares its data with no other. */
export function freshMock(): MockClient {
  lastMockPort += 1;
  return new Mock({ port: lastMockPort });
}

/** A twin on which no time passes. */
export function idleServer(): RedisServer {
  return new RedisServer({ nowMs: () => 1_700_000_000_000, after: () => ({ cancel: () => undefined }), draw: () => 0 });
}

/** Milliseconds that the processors have spent on this process. */
export function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** The twin, called in process. */
export function twinEngine(): Engine {
  const server = idleServer();
  const send: Send = (command, ...args) => void server.execute(command, ...args);
  return {
    name: 'the twin',
    burst: async (run) => run(send),
    clockMs: processorMs,
    close: () => undefined,
  };
}

/** ioredis-mock, whose commands run when they are called; what they answered is waited for at the end of a burst. */
export function mockEngine(): Engine {
  const client = freshMock();
  let last: Promise<unknown> = Promise.resolve();
  const send: Send = (command, ...args) => {
    const method = client[command.toLowerCase()];
    if (method === undefined) throw new Error(`ioredis-mock has no ${command}; leave it out of this measure`);
    last = method.apply(client, args);
  };
  return {
    name: 'ioredis-mock',
    burst: async (run) => {
      run(send);
      await last;
    },
    clockMs: processorMs,
    close: () => client.disconnect(),
  };
}

/** A redis-server, emptied first; each burst is one pipeline of ioredis. */
export async function realEngine(url: string): Promise<Engine> {
  const redis = new Redis(url);
  await redis.flushall();
  return {
    name: 'redis-server on loopback',
    burst: async (run) => {
      const pipeline = redis.pipeline();
      run((command, ...args) => void pipeline.call(command, ...args));
      await pipeline.exec();
    },
    clockMs: () => performance.now(),
    close: () => redis.disconnect(),
  };
}

/** How one engine is measured. */
export interface Pace {
  /** Commands sent before answers are waited for. */
  readonly burst: number;
  readonly rounds: number;
  readonly roundMs: number;
}

/** Calls of `run` a second, by the engine's own clock: the best of some rounds, since a busy machine only ever makes things slower. */
export async function callsPerSecond(engine: Engine, run: (send: Send, index: number) => void, pace: Pace): Promise<number> {
  let best = 0;
  let index = 0;
  const burst = (send: Send): void => {
    for (let call = 0; call < pace.burst; call++) run(send, index++);
  };
  for (let round = 0; round <= pace.rounds; round++) {
    const began = engine.clockMs();
    let calls = 0;
    while (engine.clockMs() - began < pace.roundMs) {
      await engine.burst(burst);
      calls += pace.burst;
    }
    if (round > 0 || pace.rounds === 0) best = Math.max(best, (calls / (engine.clockMs() - began)) * 1000);
  }
  return best;
}

/** Microseconds of processor time for one call of `make`: the best of five rounds of so many calls. */
export function microsecondsEach(make: () => unknown, calls: number): number {
  let least = Infinity;
  for (let round = 0; round <= 5; round++) {
    const began = processorMs();
    for (let call = 0; call < calls; call++) make();
    if (round > 0) least = Math.min(least, ((processorMs() - began) * 1000) / calls);
  }
  return least;
}
