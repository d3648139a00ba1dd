/**
 * uuid and nanoid draw random bytes ahead and keep them in module scope, where they would outlive a world: what the next one gets would
 * depend on how many ids the last one took. Inside a world such a pool says that it is empty, so its library fills it anew for each id.
 */
import crypto from 'node:crypto';
import { activeWorld, type ActiveWorld } from '../active-world.ts';
import { functionOf, type Patch } from './patch.ts';

/** No pool is smaller; a stack is only looked at for arrays that may be one. */
const POOL_BYTES_MIN = 128;
const owners = /\bnode_modules[\\/](?:uuid|nanoid)[\\/]/;

/** Is this array being filled by a library that keeps it? */
function isPool(value: unknown): value is Uint8Array {
  return value instanceof Uint8Array && value.byteLength >= POOL_BYTES_MIN && owners.test(new Error().stack ?? '');
}

/** From now on it says inside worlds that nothing is left in it. */
function emptyInWorlds(pool: Uint8Array): void {
  if (Object.hasOwn(pool, 'length')) return;
  Object.defineProperty(pool, 'length', { get: () => (activeWorld() === null ? pool.byteLength : 0) });
}

/** Fills a whole pool from two named choices: one for each byte would be thousands for one id. (mulberry32) */
function fillPool(world: ActiveWorld, pool: Uint8Array): void {
  let state = Math.floor(world.random('crypto') * 2 ** 32) ^ Math.floor(world.random('crypto') * 2 ** 32);
  for (let index = 0; index < pool.byteLength; index += 1) {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    pool[index] = (mixed ^ (mixed >>> 14)) & 0xff;
  }
}

function watch(owner: object, name: string): void {
  const original = functionOf(owner, name);
  if (original === undefined) return;
  const watcher = function (this: unknown, ...args: unknown[]): unknown {
    const [pool] = args;
    if (args.length > 1 || !isPool(pool)) return Reflect.apply(original, this, args);
    const world = activeWorld();
    if (world === null) Reflect.apply(original, this, args);
    else fillPool(world, pool);
    emptyInWorlds(pool);
    return pool;
  };
  Object.defineProperty(owner, name, { value: watcher, configurable: true, writable: true, enumerable: true });
}

/** The pools of uuid and nanoid. Stands behind the patches of node:crypto, which it wraps. */
export const randomPoolPatches: readonly Patch[] = [
  {
    api: 'the random pools of uuid and nanoid',
    treatment: 'simulated',
    reason: 'they keep what was drawn ahead over the end of a world',
    install: () => {
      watch(crypto, 'randomFillSync');
      watch(Object.getPrototypeOf(crypto.webcrypto) as object, 'getRandomValues');
    },
  },
];
