/**
 * The contexts of AsyncLocalStorage inside worlds. Node hands them on to timers and completions by itself; a world's are its own, so it hands
 * them on here. Nothing is paid before a program of a world enters a context for the first time.
 */
import { AsyncResource } from 'node:async_hooks';

let areUsed = false;

/** A program of a world entered a context. */
export function noteContextUse(): void {
  areUsed = true;
}

/** The callback, which will run in the context of now. */
export function inContextOfNow<Args extends unknown[]>(callback: (...args: Args) => void): (...args: Args) => void {
  if (!areUsed) return callback;
  const resource = new AsyncResource('manyworlds');
  return (...args) => {
    resource.runInAsyncScope(callback, undefined, ...args);
  };
}

/** Runs an event of a world so that a context which it enters (`enterWith`) ends with it. */
export function inContextOfItsOwn(run: () => void): void {
  if (areUsed) new AsyncResource('manyworlds').runInAsyncScope(run);
  else run();
}
