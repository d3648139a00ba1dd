/** Timers: global, `node:timers` and `node:timers/promises`. They fire as events of the process that set them, in virtual time. */
import timers from 'node:timers';
import timersPromises from 'node:timers/promises';
import { promisify } from 'node:util';
import { activeWorld, type ActiveWorld } from '../active-world.ts';
import { WorldImmediate, WorldTimeout } from '../world-timeout.ts';
import { functionOf, type AnyFunction, type Patch } from './patch.ts';

type Callback = (...args: unknown[]) => void;

function callbackOf(value: unknown, api: string): Callback {
  if (typeof value === 'function') return value as Callback;
  throw new TypeError(`${api}: the "callback" argument must be of type function, received ${String(value)}`);
}

function startTimeout(world: ActiveWorld, args: readonly unknown[]): WorldTimeout {
  const [callback, delay, ...rest] = args;
  return new WorldTimeout(world, callbackOf(callback, 'setTimeout'), delay, rest, false);
}

function startInterval(world: ActiveWorld, args: readonly unknown[]): WorldTimeout {
  const [callback, delay, ...rest] = args;
  return new WorldTimeout(world, callbackOf(callback, 'setInterval'), delay, rest, true);
}

function startImmediate(world: ActiveWorld, args: readonly unknown[]): WorldImmediate {
  const [callback, ...rest] = args;
  return new WorldImmediate(world, callbackOf(callback, 'setImmediate'), rest);
}

function starter(name: string, start: (world: ActiveWorld, args: readonly unknown[]) => unknown): () => void {
  return () => {
    const original = functionOf(globalThis, name);
    const dispatcher = function (this: unknown, ...args: unknown[]): unknown {
      const world = activeWorld();
      return world === null ? Reflect.apply(original as AnyFunction, this, args) : start(world, args);
    };
    const promisified: unknown = Reflect.get(timersPromises, name);
    Object.defineProperty(dispatcher, promisify.custom, { value: promisified, configurable: true });
    replaceEverywhere(name, dispatcher);
  };
}

/** A clear function recognises the world's own timers by their class, so it works on whichever side of a world's border it is called. */
function clearer(name: string): () => void {
  return () => {
    const original = functionOf(globalThis, name);
    replaceEverywhere(name, function (this: unknown, timer: unknown): unknown {
      if (timer instanceof WorldTimeout || timer instanceof WorldImmediate) {
        timer.close();
        return undefined;
      }
      if (activeWorld() !== null && (typeof timer === 'number' || typeof timer === 'string')) {
        WorldTimeout.closeNumber(Number(timer));
        return undefined;
      }
      return Reflect.apply(original as AnyFunction, this, [timer]);
    });
  };
}

function replaceEverywhere(name: string, value: unknown): void {
  for (const owner of [globalThis, timers])
    Object.defineProperty(owner, name, { value, configurable: true, writable: true, enumerable: true });
}

interface SignalOption {
  signal?: AbortSignal;
}

function delayed(world: ActiveWorld, delay: unknown, value: unknown, options: unknown): Promise<unknown> {
  const signal = (options as SignalOption | undefined)?.signal;
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) {
      reject(abortError(signal));
      return;
    }
    const abort = (): void => {
      timeout.close();
      if (signal !== undefined) reject(abortError(signal));
    };
    const timeout = new WorldTimeout(
      world,
      () => {
        signal?.removeEventListener('abort', abort);
        resolve(value);
      },
      delay,
      [],
      false,
    );
    signal?.addEventListener('abort', abort, { once: true });
  });
}

function abortError(signal: AbortSignal): Error {
  const error = new Error('The operation was aborted', { cause: signal.reason });
  return Object.assign(error, { name: 'AbortError', code: 'ABORT_ERR' });
}

async function* ticks(world: ActiveWorld, delay: unknown, value: unknown, options: unknown): AsyncGenerator {
  for (;;) {
    await delayed(world, delay, undefined, options);
    yield value;
  }
}

function installTimersPromises(): void {
  const original = { ...timersPromises };
  const scheduler: object = timersPromises.scheduler;
  const originalWait = functionOf(scheduler, 'wait');
  const originalYield = functionOf(scheduler, 'yield');
  Object.assign(timersPromises, {
    setTimeout: (delay?: number, value?: unknown, options?: object): unknown => {
      const world = activeWorld();
      return world === null ? original.setTimeout(delay, value, options) : delayed(world, delay, value, options);
    },
    setImmediate: (value?: unknown, options?: object): unknown => {
      const world = activeWorld();
      return world === null
        ? original.setImmediate(value, options)
        : new Promise((resolve) =>
            world.immediate(() => {
              resolve(value);
            }),
          );
    },
    setInterval: (delay?: number, value?: unknown, options?: object): unknown => {
      const world = activeWorld();
      return world === null ? original.setInterval(delay, value, options) : ticks(world, delay, value, options);
    },
  });
  const prototype: object = Object.getPrototypeOf(scheduler) as object;
  const owner = Object.hasOwn(scheduler, 'wait') ? scheduler : prototype;
  Object.defineProperty(owner, 'wait', {
    configurable: true,
    writable: true,
    value: function (this: unknown, delay?: number, options?: object): unknown {
      const world = activeWorld();
      return world === null
        ? Reflect.apply(originalWait as AnyFunction, this, [delay, options])
        : delayed(world, delay, undefined, options);
    },
  });
  Object.defineProperty(owner, 'yield', {
    configurable: true,
    writable: true,
    value: function (this: unknown): unknown {
      const world = activeWorld();
      return world === null
        ? Reflect.apply(originalYield as AnyFunction, this, [])
        : new Promise<void>((resolve) => world.immediate(resolve));
    },
  });
}

const reason = 'real timers fire in real time, outside the loop';

/** All timer functions. The promise forms come first: the callback forms carry them as their promisified selves. */
export const timerPatches: readonly Patch[] = [
  { api: 'node:timers/promises', treatment: 'simulated', reason, install: installTimersPromises },
  { api: 'setTimeout', treatment: 'simulated', reason, install: starter('setTimeout', startTimeout) },
  { api: 'setInterval', treatment: 'simulated', reason, install: starter('setInterval', startInterval) },
  { api: 'setImmediate', treatment: 'simulated', reason, install: starter('setImmediate', startImmediate) },
  { api: 'clearTimeout', treatment: 'simulated', reason, install: clearer('clearTimeout') },
  { api: 'clearInterval', treatment: 'simulated', reason, install: clearer('clearInterval') },
  { api: 'clearImmediate', treatment: 'simulated', reason, install: clearer('clearImmediate') },
];
