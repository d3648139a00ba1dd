/** TCP: `net.connect`, `net.createConnection` and `new net.Socket()` give simulated sockets, also through http agents. */
import http from 'node:http';
import net, { type Socket } from 'node:net';
import { activeWorld, type ActiveWorld } from '../active-world.ts';
import { dispatch, functionOf, refuseCall, type AnyFunction, type Patch } from './patch.ts';

interface ConnectOptions {
  host?: string;
  port?: number | string;
  path?: string;
  timeout?: number;
  noDelay?: boolean;
}

/** Reads the four call forms of net.connect: (options), (port, host), (path), each with a listener behind. */
export function connectArguments(args: readonly unknown[]): { options: ConnectOptions; listener: (() => void) | undefined } {
  const last = args.at(-1);
  const listener = typeof last === 'function' ? (last as () => void) : undefined;
  const [first, second] = args;
  if (typeof first === 'object' && first !== null) return { options: first, listener };
  if (typeof first === 'string' && !Number.isFinite(Number(first))) return { options: { path: first }, listener };
  return { options: { port: Number(first), ...(typeof second === 'string' ? { host: second } : {}) }, listener };
}

function connect(world: ActiveWorld, args: readonly unknown[]): Socket {
  const { options, listener } = connectArguments(args);
  const socket = world.connect({ host: options.host ?? 'localhost', port: Number(options.port ?? 0), path: options.path ?? undefined });
  if (options.timeout !== undefined) socket.setTimeout(options.timeout);
  if (listener !== undefined) socket.once('connect', listener);
  return socket;
}

/** `new net.Socket()` in a world is a simulated one; outside, and for `instanceof`, the class is Node's. */
function installSocketClass(): void {
  const original = functionOf(net, 'Socket') as AnyFunction;
  const guarded = new Proxy(original, {
    construct(target, args: unknown[], newTarget): object {
      const world = activeWorld();
      if (world !== null && (newTarget as unknown) === guarded) return world.socket();
      return Reflect.construct(target, args, (newTarget as unknown) === guarded ? target : newTarget) as object;
    },
  });
  for (const name of ['Socket', 'Stream'])
    Object.defineProperty(net, name, { value: guarded, configurable: true, writable: true, enumerable: true });
}

const reason = 'a real socket answers in real time';

/** Client sockets are simulated; listening is refused. */
export const socketPatches: readonly Patch[] = [
  {
    api: 'net.connect',
    treatment: 'simulated',
    reason,
    install: () => {
      dispatch(net, 'connect', connect);
    },
  },
  {
    api: 'net.createConnection',
    treatment: 'simulated',
    reason,
    install: () => {
      dispatch(net, 'createConnection', connect);
    },
  },
  { api: 'new net.Socket', treatment: 'simulated', reason, install: installSocketClass },
  {
    api: 'http.Agent',
    treatment: 'simulated',
    reason: 'agents captured net.createConnection when they were loaded',
    install: () => {
      dispatch(http.Agent.prototype, 'createConnection', connect);
    },
  },
  {
    api: 'net.Server.listen',
    treatment: 'refused',
    reason: 'a real port would be opened',
    install: () => {
      refuseCall(
        net.Server.prototype,
        'listen',
        'net.Server.listen',
        "Call the service's handler directly, or put a simulated server on the network.",
      );
    },
  },
];
