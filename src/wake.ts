/** A latch that a loop sleeps on: a signal ends the sleep at once, and one that comes while the loop works is not forgotten. */

/** One sleeper at a time. */
export class Wake {
  #signalled = false;
  #rouse: (() => void) | undefined;

  /** Ends the current sleep, or the next one before it begins. */
  signal(): void {
    this.#signalled = true;
    this.#rouse?.();
  }

  /** Sleeps until a signal, at most so long (infinite: until a signal). */
  async sleep(limitMs: number): Promise<void> {
    if (!this.#signalled) {
      await new Promise<void>((resolve) => {
        const timer = Number.isFinite(limitMs) ? setTimeout(resolve, Math.max(1, limitMs)) : undefined;
        this.#rouse = (): void => {
          clearTimeout(timer);
          resolve();
        };
      });
      this.#rouse = undefined;
    }
    this.#signalled = false;
  }
}

/** Resolves after so many milliseconds. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

/** Waits for work, but at most so long; the work goes on. Leaves no timer behind. */
export async function atMost<Result>(work: Promise<Result>, limitMs: number): Promise<Result | 'late'> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), limitMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
