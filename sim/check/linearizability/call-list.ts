/**
 * Calls and returns of a history as one doubly linked list in their order. A call without a return may be placed at any later time. Node 0
 * stands before the first; what is lifted keeps its links, so that putting back in reverse order needs no search.
 */
import type { Operation } from '../history/index.ts';

/** See the file's head. Calls are positions in the list of operations. */
export class CallList {
  readonly #next: number[] = [];
  readonly #previous: number[] = [];
  readonly #call: number[] = [-1];
  readonly #callNode: number[] = [];
  readonly #returnNode: (number | null)[] = [];

  constructor(operations: readonly Operation[]) {
    const nodes = operations.flatMap((operation, call) => [
      { call, order: operation.invokedOrder, isCall: true },
      ...(operation.outcome === 'ok' && operation.returnedOrder !== null ? [{ call, order: operation.returnedOrder, isCall: false }] : []),
    ]);
    for (const { call, isCall } of nodes.toSorted((a, b) => a.order - b.order)) {
      const node = this.#call.push(call) - 1;
      if (isCall) this.#callNode[call] = node;
      else this.#returnNode[call] = node;
    }
    const size = this.#call.length;
    for (let node = 0; node < size; node += 1) {
      this.#next.push((node + 1) % size);
      this.#previous.push((node + size - 1) % size);
    }
  }

  /** The calls before the first return that is left, and whose return that is. */
  front(): { readonly calls: readonly number[]; readonly blocking: number } {
    const calls: number[] = [];
    let node = this.#next[0] ?? 0;
    while (node !== 0) {
      const call = this.#call[node] ?? -1;
      if (this.#callNode[call] !== node) return { calls, blocking: call };
      calls.push(call);
      node = this.#next[node] ?? 0;
    }
    return { calls, blocking: -1 };
  }

  lift(call: number): void {
    this.#unlink(this.#callNode[call] ?? 0);
    const end = this.#returnNode[call];
    if (end !== undefined && end !== null) this.#unlink(end);
  }

  /** Undoes `lift`; what was lifted last is put back first. */
  putBack(call: number): void {
    const end = this.#returnNode[call];
    if (end !== undefined && end !== null) this.#link(end);
    this.#link(this.#callNode[call] ?? 0);
  }

  #unlink(node: number): void {
    const next = this.#next[node] ?? 0;
    const previous = this.#previous[node] ?? 0;
    this.#next[previous] = next;
    this.#previous[next] = previous;
  }

  #link(node: number): void {
    this.#next[this.#previous[node] ?? 0] = node;
    this.#previous[this.#next[node] ?? 0] = node;
  }
}
