/** Name look-ups: the hosts of a world are found by name, nobody else is. */
import dns from 'node:dns';
import net from 'node:net';
import type { ActiveWorld } from '../active-world.ts';
import { dispatch, refuseCall, refuseConstruction, type Patch } from './patch.ts';

interface LookupOptions {
  all?: boolean;
}

function lookUp(world: ActiveWorld, name: string): { address: string; family: 4 } {
  if (net.isIPv4(name)) return { address: name, family: 4 };
  const failure = world.lookupFailure(name);
  const address = name === 'localhost' ? '127.0.0.1' : world.address(name);
  if (address !== null && failure === null) return { address, family: 4 };
  const code = failure ?? 'ENOTFOUND';
  throw Object.assign(new Error(`getaddrinfo ${code} ${name}`), {
    errno: code === 'ENOTFOUND' ? -3008 : -3001,
    code,
    syscall: 'getaddrinfo',
    hostname: name,
  });
}

function lookUpWithCallback(world: ActiveWorld, args: readonly unknown[]): void {
  const callback = args.at(-1) as (error: unknown, address?: unknown, family?: number) => void;
  const options = args[1] as LookupOptions | number | null | undefined;
  const all = typeof options === 'object' && options?.all === true;
  world.immediate(() => {
    let found: { address: string; family: 4 };
    try {
      found = lookUp(world, String(args[0]));
    } catch (error) {
      callback(error);
      return;
    }
    if (all) callback(null, [found]);
    else callback(null, found.address, found.family);
  });
}

const resolvers = [
  'resolve',
  'resolve4',
  'resolve6',
  'resolveSrv',
  'resolveTxt',
  'resolveCname',
  'resolveMx',
  'resolveNs',
  'resolveAny',
  'resolvePtr',
  'resolveNaptr',
  'resolveSoa',
  'resolveCaa',
  'resolveTlsa',
  'lookupService',
  'reverse',
];

/** dns.lookup, and the resolvers that ask a real name server. */
export const namePatches: readonly Patch[] = [
  {
    api: 'dns.lookup',
    treatment: 'simulated',
    reason: 'the machine asks a real resolver',
    install: () => {
      dispatch(dns, 'lookup', lookUpWithCallback);
      dispatch(dns.promises, 'lookup', async (world, [name, options]) => {
        const found = lookUp(world, String(name));
        return (options as LookupOptions | undefined)?.all === true ? [found] : found;
      });
    },
  },
  ...resolvers.map((name): Patch => ({
    api: `dns.${name}`,
    treatment: 'refused',
    reason: 'the machine asks a real name server',
    install: () => {
      refuseCall(dns, name, `dns.${name}`, 'Use dns.lookup, which knows the hosts of the world.');
      refuseCall(dns.promises, name, `dns.promises.${name}`, 'Use dns.lookup, which knows the hosts of the world.');
    },
  })),
  {
    api: 'new dns.Resolver',
    treatment: 'refused',
    reason: 'the machine asks a real name server',
    install: () => {
      refuseConstruction(dns, 'Resolver', 'new dns.Resolver', 'Use dns.lookup, which knows the hosts of the world.');
      refuseConstruction(dns.promises, 'Resolver', 'new dns.promises.Resolver', 'Use dns.lookup, which knows the hosts of the world.');
    },
  },
];
