/** AsyncLocalStorage: entering a context inside a world is noticed, so that the world's timers carry it. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { activeWorld } from '../active-world.ts';
import { noteContextUse } from '../async-contexts.ts';
import { functionOf, type Patch } from './patch.ts';

function notice(owner: object, name: string): void {
  const original = functionOf(owner, name);
  if (original === undefined) return;
  Object.defineProperty(owner, name, {
    configurable: true,
    writable: true,
    value: function (this: unknown, ...args: never[]): unknown {
      if (activeWorld() !== null) noteContextUse();
      return Reflect.apply(original, this, args);
    },
  });
}

/** AsyncLocalStorage. */
export const asyncContextPatches: readonly Patch[] = [
  {
    api: 'AsyncLocalStorage',
    treatment: 'simulated',
    reason: 'Node hands contexts on to its own timers, and not to those of a world',
    install: () => {
      for (const name of ['run', 'enterWith', 'withScope']) notice(AsyncLocalStorage.prototype, name);
    },
  },
];
