/**
 * What it takes to make the data of a server what it was at an earlier moment: for every change one function that takes it back, in order. A
 * moment is a number (how many changes there were), so noting one costs nothing; going back costs what has changed since, however much
 * data there is. Values write into the journal themselves, one entry for an element, not for a value.
 */

/** Changes of one server's data, the latest last. */
export class UndoJournal {
  /** How many changes of keys there were in all; a moment's position counts smaller things. */
  changes = 0;
  /** Undo functions from `#forgotten` on. */
  #undos: (() => void)[] = [];
  /** How many of the first entries are gone: nobody can go back behind them. */
  #forgotten = 0;
  /** How many entries at the front of `#undos` are gone already, but not cut off yet. */
  #head = 0;
  #isUndoing = false;

  /** The present moment: how many changes there have been. */
  get position(): number {
    return this.#forgotten + this.#undos.length - this.#head;
  }

  /** How many changes are kept. */
  get length(): number {
    return this.#undos.length - this.#head;
  }

  /** Something was changed; `undo` takes it back, given that everything later has been taken back. */
  record(undo: () => void): void {
    if (!this.#isUndoing) this.#undos.push(undo);
  }

  /** Nobody will go back behind a moment any more. */
  forgetBefore(position: number): void {
    const drop = Math.min(position, this.position) - this.#forgotten;
    if (drop <= 0) return;
    this.#head += drop;
    this.#forgotten += drop;
    if (this.#head * 2 < this.#undos.length) return;
    this.#undos = this.#undos.slice(this.#head);
    this.#head = 0;
  }

  /** Takes back every change since a moment, the latest first. Moments that were forgotten cannot be reached: a RangeError. */
  undoTo(position: number): void {
    if (position < this.#forgotten || position > this.position)
      throw new RangeError(`moment ${position} is not in the journal, which holds ${this.#forgotten} to ${this.position}`);
    this.#isUndoing = true;
    try {
      for (let count = this.position - position; count > 0; count--) this.#undos.pop()?.();
    } finally {
      this.#isUndoing = false;
    }
  }

  /** Forgets everything; the present moment stays what it is. */
  clear(): void {
    this.#forgotten = this.position;
    this.#undos = [];
    this.#head = 0;
  }
}
