/**
 * The end of an append-only file that the operating system has, but the disk perhaps not: the steps of the last second (`everysec`) or
 * half minute (`no`). A power loss cuts it behind some step: a command, a whole script or a whole EXEC, never within one.
 */
import type { UndoJournal } from '../keyspace/index.ts';

interface Step {
  /** The moment in the journal behind it. */
  readonly position: number;
  readonly atMs: number;
}

/** The steps of one server that a power loss could take. */
export class UnsyncedTail {
  readonly #journal: UndoJournal;
  #keptMs = 0;
  #steps: Step[] = [];
  #first = 0;
  /** Up to here everything is on disk. */
  #safe = 0;

  constructor(journal: UndoJournal) {
    this.#journal = journal;
  }

  /** Are steps taken down? */
  get isKept(): boolean {
    return this.#keptMs > 0;
  }

  /** The earliest moment to which a power loss goes back. */
  get oldest(): number {
    return this.isKept ? this.#safe : Number.POSITIVE_INFINITY;
  }

  /** A write is safe after so many milliseconds; 0: at once. What has been written so far counts as safe. */
  keepFor(keptMs: number): void {
    this.#keptMs = keptMs;
    this.synced();
  }

  /** A step is over. `atMs` is a time that never goes back. True when older steps have become safe. */
  stepDone(atMs: number): boolean {
    if (!this.isKept) return false;
    const safeBefore = this.#safe;
    const { position } = this.#journal;
    if (position !== (this.#steps.at(-1)?.position ?? this.#safe)) this.#steps.push({ position, atMs });
    for (let step = this.#steps[this.#first]; step !== undefined && step.atMs < atMs - this.#keptMs; step = this.#steps[this.#first]) {
      this.#safe = step.position;
      this.#first += 1;
    }
    if (this.#first > 0 && this.#first * 2 >= this.#steps.length) {
      this.#steps = this.#steps.slice(this.#first);
      this.#first = 0;
    }
    return this.#safe !== safeBefore;
  }

  /** Everything is on disk. */
  synced(): void {
    this.#steps = [];
    this.#first = 0;
    this.#safe = this.#journal.position;
  }

  /** The journal was taken back; what is there now is what the disk has. */
  wentBack(): void {
    this.synced();
  }

  /**
   * The moment up to which the disk has the file, when steps since `sinceMs` are in doubt: `draw` chooses how many of the last ones are lost;
   * without it all of them are.
   */
  cut(sinceMs: number, draw: ((below: number) => number) | null): number {
    const doubtful = this.#steps.slice(this.#first).filter(({ atMs }) => atMs > sinceMs).length;
    const lost = draw === null ? doubtful : draw(doubtful + 1);
    return this.#steps.slice(this.#first).at(-1 - lost)?.position ?? this.#safe;
  }
}
