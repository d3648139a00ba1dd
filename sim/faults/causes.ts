/** Faults that wait for something to happen: deeds that the suite reports, messages by the words of their labels. */
import type { World } from '../world/index.ts';
import type { FaultBase } from './fault.ts';

/** One fault that waits. `happened` is called inside the event that is its cause, for the occurrence that it waits for. */
export interface Awaited {
  readonly fault: FaultBase;
  readonly happened: () => void;
}

/** Watches a world for the causes that a plan names, and only for kinds of causes that it names. */
export class Causes {
  readonly #waiting = new Map<Awaited, number>();
  #endListening: (() => void) | null = null;

  constructor(world: World, awaited: readonly Awaited[]) {
    for (const entry of awaited) this.#waiting.set(entry, entry.fault.when?.occurrence ?? 1);
    const names = new Set(awaited.map(({ fault }) => fault.when?.does));
    if (names.has('deed')) world.onDeed((host, deed) => this.#saw('deed', host, (what) => what === deed));
    if (!names.has('sent') && !names.has('received')) return;
    this.#endListening = world.onMessage(({ from, to, label, phase }) => {
      if (phase === 'sent') this.#saw('sent', from, (what) => saysWords(label, what));
      else this.#saw('received', to, (what) => saysWords(label, what));
    });
  }

  /** The fault waits no more. */
  forget(awaited: Awaited): void {
    this.#waiting.delete(awaited);
    this.#rest();
  }

  /** While somebody listens, every message of the world is put into words. */
  #rest(): void {
    for (const { fault } of this.#waiting.keys()) if (fault.when?.does !== 'deed') return;
    this.#endListening?.();
    this.#endListening = null;
  }

  #saw(does: string, host: string, isIt: (what: string) => boolean): void {
    for (const [awaited, remaining] of this.#waiting) {
      const { when, target } = awaited.fault;
      if (when === undefined || when.does !== does || (when.host ?? target) !== host || !isIt(when.what)) continue;
      this.#waiting.set(awaited, remaining - 1);
      if (remaining > 1) continue;
      this.#waiting.delete(awaited);
      awaited.happened();
      this.#rest();
    }
  }
}

/** Does a label contain some words, whole and in this order? */
export function saysWords(label: string, words: string): boolean {
  return ` ${label} `.includes(` ${words.trim()} `);
}
