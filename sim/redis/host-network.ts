/** The network of a world as the servers of Redis use it between themselves: one connects to another like any program does. */
import type { Host, World } from '../world/index.ts';
import type { Link, LinkHandlers, ReplicationNetwork } from './replication/index.ts';
import type { RedisServer } from './server.ts';

const serversOf = new WeakMap<World, Map<string, RedisServer>>();

/** Makes a server known under the name and the address of its host. */
export function registerServer(world: World, { name, address }: Host, port: number, server: RedisServer): void {
  const servers = serversOf.get(world) ?? new Map<string, RedisServer>();
  serversOf.set(world, servers);
  servers.set(`${name}:${port}`, server).set(`${address}:${port}`, server);
}

/** How the server of a host reaches others. */
export function replicationNetwork(world: World, host: Host): ReplicationNetwork {
  return {
    address: host.address,
    serverAt: (address, port) => serversOf.get(world)?.get(`${address}:${port}`),
    dial: (address, port, handlers) => dial(world, host, { address, port }, handlers),
  };
}

function dial(world: World, host: Host, to: { readonly address: string; readonly port: number }, handlers: LinkHandlers): Link {
  let socket: ReturnType<World['network']['dial']> = null;
  let isOver = false;
  // Whoever orders it may be the world itself: the connection must be one of the host's process.
  world.timerOn(host, 0, () => {
    if (isOver) return;
    socket = world.network.dial(host.name, to.address, to.port);
    socket?.on('connect', () => handlers.opened());
    socket?.on('data', (bytes: Buffer) => handlers.data(bytes.toString('latin1')));
    socket?.on('error', () => undefined);
    socket?.on('close', () => handlers.closed());
  });
  return {
    write: (text) => {
      if (!isOver) socket?.write(Buffer.from(text, 'latin1'));
    },
    close: () => {
      isOver = true;
      socket?.destroy();
    },
  };
}
