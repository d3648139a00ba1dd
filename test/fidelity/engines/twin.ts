/** The twin as an engine: through its RESP path, on a clock that moves only when a case sleeps. */
import { RedisServer, warmUpRedis } from '../../../sim/redis/index.ts';
import { encodeRequest, WireDecoder } from './wire.ts';
import type { Engine, EngineConnection } from './engine.ts';
import type { TwinEnvironment } from '../../../sim/redis/index.ts';
import type { Wire } from './wire.ts';

/** A clock with timers that the test moves by hand. */
export class ManualEnvironment implements TwinEnvironment {
  #nowMs: number;
  #timers: { atMs: number; run: () => void }[] = [];
  #state = 1;

  constructor(nowMs: number = Date.now()) {
    this.#nowMs = nowMs;
  }

  get pendingTimers(): number {
    return this.#timers.length;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  after(delayMs: number, run: () => void): { cancel(): void } {
    const timer = { atMs: this.#nowMs + delayMs, run };
    this.#timers.push(timer);
    return {
      cancel: () => {
        this.#timers = this.#timers.filter((other) => other !== timer);
      },
    };
  }

  draw(_stream: string, _key: string, below: number): number {
    this.#state = (Math.imul(this.#state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((this.#state / 2 ** 32) * below);
  }

  /** Moves time, firing what falls due on the way. */
  advance(milliseconds: number): void {
    const endMs = this.#nowMs + milliseconds;
    for (;;) {
      const [next] = this.#timers.filter(({ atMs }) => atMs <= endMs).sort((a, b) => a.atMs - b.atMs);
      if (next === undefined) break;
      this.#timers = this.#timers.filter((other) => other !== next);
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.run();
    }
    this.#nowMs = endMs;
  }

  /** Sets the wall clock without letting time pass: timers keep their distance. */
  jump(milliseconds: number): void {
    this.#nowMs += milliseconds;
    this.#timers = this.#timers.map((timer) => ({ ...timer, atMs: timer.atMs + milliseconds }));
  }
}

class TwinEngine implements Engine {
  readonly name = 'twin';
  environment: ManualEnvironment = new ManualEnvironment();
  server: RedisServer = this.#fresh();

  #fresh(): RedisServer {
    this.environment = new ManualEnvironment();
    return new RedisServer(this.environment, { order: 'insertion' });
  }

  reset(): Promise<void> {
    this.server = this.#fresh();
    return Promise.resolve();
  }

  connect(): Promise<EngineConnection> {
    return Promise.resolve(connectTo(this.server));
  }

  sleep(milliseconds: number): Promise<void> {
    this.environment.advance(milliseconds);
    return Promise.resolve();
  }

  nowMs(): Promise<number> {
    return Promise.resolve(this.environment.nowMs());
  }

  stop(): Promise<void> {
    return Promise.resolve();
  }
}

/** A client of a twin server, with its replies decoded. */
export function connectTo(server: RedisServer): EngineConnection {
  const decoder = new WireDecoder();
  let closed = false;
  const connection = server.connect({ write: (bytes) => decoder.push(bytes), close: () => { closed = true; } }, 'test');
  const next = (): Wire => {
    const reply = decoder.replies.shift();
    return reply === undefined ? { nothing: closed ? 'closed' : 'silence' } : reply;
  };
  return {
    send: (words) => connection.receive(encodeRequest(words)),
    sendAll: (requests) => connection.receive(Buffer.concat(requests.map(encodeRequest))),
    receive: () => Promise.resolve(next()),
    silent: () => Promise.resolve(decoder.replies.length === 0),
    close: () => connection.closed(),
  };
}

/** The twin, ready for scripts. */
export async function startTwin(): Promise<Engine> {
  await warmUpRedis();
  return new TwinEngine();
}
