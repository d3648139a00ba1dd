/**
 * When keys die. Redis looks ten times a second for keys whose time has passed; the twin does better and sets one timer for the earliest
 * deadline, so that a key dies at the very millisecond and an idle server without such keys has nothing pending.
 */
import type { TwinEnvironment } from '../contract.ts';

/** The deadlines of a database by key, in milliseconds; SWAPDB moves them to another one as they are. */
export type Deadlines = Map<string, number>;

interface Deadline {
  readonly atMs: number;
  readonly deadlines: Deadlines;
  readonly key: string;
}

/** Deadlines of all databases, earliest first. Entries that no longer hold are dropped when they come up. */
export class ExpirySchedule {
  readonly #environment: TwinEnvironment;
  readonly #onDue: () => void;
  #heap: Deadline[] = [];
  #timer: { cancel(): void } | null = null;
  #armedForMs = 0;

  constructor(environment: TwinEnvironment, onDue: () => void) {
    this.#environment = environment;
    this.#onDue = onDue;
  }

  /** A key got a deadline. `alive` is the number of keys that have one: a heap of mostly stale entries is thinned out. */
  add(deadline: Deadline, alive: number, holds: (deadline: Deadline) => boolean, isArmed: boolean): void {
    this.#heap.push(deadline);
    rise(this.#heap, this.#heap.length - 1);
    if (this.#heap.length > 2 * alive + 64) this.#thin(holds);
    if (isArmed && (this.#timer === null || deadline.atMs < this.#armedForMs)) this.#arm();
  }

  /** No key has a deadline any more. */
  clear(): void {
    this.#timer?.cancel();
    this.#timer = null;
    this.#heap = [];
  }

  /** Takes the entries whose time has passed, in order. */
  takeDue(nowMs: number): Deadline[] {
    const due: Deadline[] = [];
    for (let first = this.#heap[0]; first !== undefined && first.atMs < nowMs; first = this.#heap[0]) {
      due.push(first);
      removeFirst(this.#heap);
    }
    return due;
  }

  /** Sets the timer for the earliest entry that holds. */
  rearm(holds: (deadline: Deadline) => boolean): void {
    for (let first = this.#heap[0]; first !== undefined && !holds(first); first = this.#heap[0]) removeFirst(this.#heap);
    this.#arm();
  }

  #arm(): void {
    this.#timer?.cancel();
    this.#timer = null;
    const first = this.#heap[0];
    if (first === undefined) return;
    this.#armedForMs = first.atMs;
    const delayMs = Math.max(0, first.atMs + 1 - this.#environment.nowMs());
    this.#timer = this.#environment.after(delayMs, () => {
      this.#timer = null;
      this.#onDue();
    });
  }

  /** Keeps one entry of each key: one that got the same deadline twice has several that hold. */
  #thin(holds: (deadline: Deadline) => boolean): void {
    const kept = new Map<Deadlines, Map<string, Deadline>>();
    for (const deadline of this.#heap) {
      if (!holds(deadline)) continue;
      const byKey = kept.get(deadline.deadlines);
      if (byKey === undefined) kept.set(deadline.deadlines, new Map([[deadline.key, deadline]]));
      else byKey.set(deadline.key, deadline);
    }
    this.#heap = [...kept.values()].flatMap((byKey) => [...byKey.values()]).sort((a, b) => a.atMs - b.atMs);
  }
}

function rise(heap: Deadline[], from: number): void {
  const entry = heap[from];
  let at = from;
  while (at > 0 && entry !== undefined) {
    const up = (at - 1) >>> 1;
    const parent = heap[up];
    if (parent === undefined || parent.atMs <= entry.atMs) break;
    heap[at] = parent;
    at = up;
  }
  if (entry !== undefined) heap[at] = entry;
}

function removeFirst(heap: Deadline[]): void {
  const entry = heap.pop();
  if (entry === undefined || heap.length === 0) return;
  let at = 0;
  for (;;) {
    let down = 2 * at + 1;
    const right = heap[down + 1];
    let child = heap[down];
    if (child !== undefined && right !== undefined && right.atMs < child.atMs) {
      child = right;
      down++;
    }
    if (child === undefined || child.atMs >= entry.atMs) break;
    heap[at] = child;
    at = down;
  }
  heap[at] = entry;
}
