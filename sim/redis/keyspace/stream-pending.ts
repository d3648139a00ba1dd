/**
 * Pending entries of a consumer group or of one consumer (Redis's PEL): what was delivered and not acknowledged, ordered by id. Short sorted
 * blocks; finding, adding and removing are a binary search over blocks and one within a block.
 */
import { compareIds, type Integer, type StreamId } from './stream-id.ts';

/** One delivery that was not acknowledged; a group and one of its consumers share it. */
export interface PendingEntry {
  readonly id: StreamId;
  readonly consumer: string;
  /** By the server's clock. */
  readonly deliveredAtMs: number;
  readonly deliveries: Integer;
}

const BLOCK_MAX = 256;

/** Pending entries in order of their ids. */
export class PendingEntries {
  readonly #blocks: PendingEntry[][] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get first(): PendingEntry | undefined {
    return this.#blocks[0]?.[0];
  }

  get last(): PendingEntry | undefined {
    return this.#blocks.at(-1)?.at(-1);
  }

  get(id: StreamId): PendingEntry | undefined {
    const found = this.atOrAfter(id);
    return found !== undefined && compareIds(found.id, id) === 0 ? found : undefined;
  }

  /** The first entry whose id is not before the given one. */
  atOrAfter(id: StreamId): PendingEntry | undefined {
    const block = this.#blocks[this.#blockOf(id)];
    return block?.[placeOf(block, id)];
  }

  /** Puts an entry in, in place of the one with its id. */
  put(entry: PendingEntry): void {
    const index = Math.min(this.#blockOf(entry.id), this.#blocks.length - 1);
    const block = this.#blocks[index];
    if (block === undefined) {
      this.#blocks.push([entry]);
      this.#size++;
      return;
    }
    const place = placeOf(block, entry.id);
    const there = block[place];
    if (there !== undefined && compareIds(there.id, entry.id) === 0) {
      block[place] = entry;
      return;
    }
    this.#size++;
    if (place < block.length) block.splice(place, 0, entry);
    // A full last block stays full: entries come in order, and halves would stay halves.
    else if (block.length >= BLOCK_MAX) this.#blocks.push([entry]);
    else block.push(entry);
    if (block.length > BLOCK_MAX) this.#blocks.splice(index + 1, 0, block.splice(BLOCK_MAX >>> 1));
  }

  delete(id: StreamId): boolean {
    const index = this.#blockOf(id);
    const block = this.#blocks[index];
    if (block === undefined) return false;
    const place = placeOf(block, id);
    const there = block[place];
    if (there === undefined || compareIds(there.id, id) !== 0) return false;
    if (place === 0) block.shift();
    else block.splice(place, 1);
    this.#size--;
    if (block.length === 0) this.#blocks.splice(index, 1);
    return true;
  }

  /** All entries in order. */
  all(): PendingEntry[] {
    return this.#blocks.flat();
  }

  /** The first block that ends at or behind an id; the number of blocks when there is none. */
  #blockOf(id: StreamId): number {
    let low = 0;
    let high = this.#blocks.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const top = this.#blocks[middle]?.at(-1);
      if (top !== undefined && compareIds(top.id, id) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** The first place in a block that is not before an id. */
function placeOf(block: readonly PendingEntry[], id: StreamId): number {
  let low = 0;
  let high = block.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const entry = block[middle];
    if (entry !== undefined && compareIds(entry.id, id) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
