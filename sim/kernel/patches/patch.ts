/** One entry of the patch table, and the two ways to replace a function. */
import { activeWorld, type ActiveWorld } from '../active-world.ts';

/** What a world does with one API of Node. */
export interface Patch {
  /** The name as a programmer writes it, e.g. `crypto.randomUUID`. */
  readonly api: string;
  /** `simulated`: virtual. `completed`: really done, synchronously, its result delivered as an event. `refused`: an escape error. */
  readonly treatment: 'simulated' | 'completed' | 'refused';
  /** Why it may not stay as it is. */
  readonly reason: string;
  /** Puts the dispatcher in place. */
  install(): void;
}

/** Any function, for replacing one whose type does not matter. */
export type AnyFunction = (this: unknown, ...args: never[]) => unknown;

/** Reads a function from an object of Node's, or undefined where this Node does not have it. */
export function functionOf(owner: object, name: string): AnyFunction | undefined {
  const value: unknown = Reflect.get(owner, name);
  return typeof value === 'function' ? (value as AnyFunction) : undefined;
}

/** Replaces `owner[name]` by a dispatcher: `inWorld` while a world runs, Node's own otherwise. Keeps the function's own properties. */
export function dispatch(
  owner: object,
  name: string,
  inWorld: (world: ActiveWorld, args: readonly unknown[], original: AnyFunction) => unknown,
): void {
  const original = functionOf(owner, name);
  if (original === undefined) return;
  const dispatcher = function (this: unknown, ...args: unknown[]): unknown {
    const world = activeWorld();
    if (world === null) return Reflect.apply(original, this, args);
    return inWorld(world, args, original);
  };
  copyProperties(original, dispatcher);
  Object.defineProperty(owner, name, { value: dispatcher, configurable: true, writable: true, enumerable: isEnumerable(owner, name) });
}

/** Replaces a class by one that refuses to be constructed inside a world. */
export function refuseConstruction(owner: object, name: string, api: string, advice: string): void {
  const original = functionOf(owner, name);
  if (original === undefined) return;
  const guarded = new Proxy(original, {
    construct(target, args: unknown[], newTarget): object {
      activeWorld()?.escape(api, advice);
      return Reflect.construct(target, args, newTarget) as object;
    },
  });
  Object.defineProperty(owner, name, { value: guarded, configurable: true, writable: true, enumerable: isEnumerable(owner, name) });
}

/** Replaces a function by one that refuses to be called inside a world. */
export function refuseCall(owner: object, name: string, api: string, advice: string): void {
  dispatch(owner, name, (world) => world.escape(api, advice));
}

function copyProperties(from: object, to: object): void {
  for (const key of Reflect.ownKeys(from)) {
    if (key === 'prototype' || key === 'arguments' || key === 'caller') continue;
    const descriptor = Object.getOwnPropertyDescriptor(from, key);
    if (descriptor !== undefined) Object.defineProperty(to, key, descriptor);
  }
}

function isEnumerable(owner: object, name: string): boolean {
  return Object.getOwnPropertyDescriptor(owner, name)?.enumerable ?? true;
}
