/**
 * After every event all microtasks and next-ticks must have run before the next event starts. Node's own (undocumented) tick callback does
 * that synchronously when it is called from a macrotask; where it is gone, a real setImmediate boundary after each event does the same,
 * slower. Both give the same trace.
 */

/** `synchronous`: the tick callback. `boundary`: one real setImmediate per event. */
export type DrainName = 'synchronous' | 'boundary';

const realSetImmediate = globalThis.setImmediate;

interface ProcessWithTickCallback {
  _tickCallback?: () => void;
}

/** Runs all pending next-ticks and microtasks. Works only in a macrotask; inside a microtask it does nothing. */
export function drainSynchronously(): void {
  const callback = (process as ProcessWithTickCallback)._tickCallback;
  if (callback !== undefined) callback.call(process);
}

/** Resolves in a fresh macrotask, with everything pending drained. */
export function nextMacrotask(): Promise<void> {
  return new Promise((resolve) => {
    realSetImmediate(resolve);
  });
}

/** Runs `work` in a fresh macrotask, not in a microtask behind one: only there does the synchronous drain work. */
export function inMacrotask<Result>(work: () => Result): Promise<Result> {
  return new Promise((resolve, reject) => {
    realSetImmediate(() => {
      try {
        resolve(work());
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    });
  });
}

let probed: Promise<boolean> | null = null;

/** Does the synchronous drain work here? Asked once a process: a promise chain and a next-tick must have run when it returns. */
export function probeSynchronousDrain(): Promise<boolean> {
  probed ??= new Promise((resolve) => {
    realSetImmediate(() => {
      resolve(probeNow());
    });
  });
  return probed;
}

function probeNow(): boolean {
  if ((process as ProcessWithTickCallback)._tickCallback === undefined) return false;
  let steps = 0;
  const count = (): void => {
    steps += 1;
  };
  void Promise.resolve()
    .then(count)
    .then(() => {
      process.nextTick(() => {
        count();
        queueMicrotask(count);
      });
    });
  process.nextTick(count);
  drainSynchronously();
  return steps === 4;
}
