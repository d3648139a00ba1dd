/** The twin as an engine: through its RESP path, on a clock that moves only when a case sleeps. */
import { RedisServer, warmUpRedis } from '../../../sim/redis/index.ts';
import { ManualEnvironment } from './manual-environment.ts';
import { encodeRequest, WireDecoder } from './wire.ts';
import type { Engine, EngineConnection } from './engine.ts';
import type { Wire } from './wire.ts';

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
  const connection = server.connect(
    {
      write: (bytes) => decoder.push(bytes),
      close: () => {
        closed = true;
      },
    },
    'test',
  );
  const next = (): Wire => {
    const reply = decoder.replies.shift();
    return reply === undefined ? { nothing: closed ? 'closed' : 'silence' } : reply;
  };
  return {
    send: (words) => connection.receive(encodeRequest(words)),
    sendAll: (requests) => connection.receive(Buffer.concat(requests.map(encodeRequest))),
    sendBytes: (bytes) => connection.receive(bytes),
    isClosed: () => closed,
    receive: () => Promise.resolve(next()),
    take: () => decoder.replies.splice(0),
    until: () => Promise.resolve(),
    silent: () => Promise.resolve(decoder.replies.length === 0),
    close: () => connection.closed(),
  };
}

/** The twin, ready for scripts. */
export async function startTwin(): Promise<Engine> {
  await warmUpRedis();
  return new TwinEngine();
}
