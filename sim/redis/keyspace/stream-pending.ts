/**
 * Pending entries of a consumer group or of one consumer (Redis's PEL): what was delivered and not acknowledged, ordered by id. Short sorted
 * blocks; finding, adding and removing are a binary search over blocks and one within a block. A copy shares the blocks; whoever changes a
 * shared block first takes one of its own.
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

/** Neighbouring entries. */
interface Block {
  readonly entries: PendingEntry[];
  /** Another list has it too: it must not be changed any more. */
  isShared: boolean;
}

const BLOCK_MAX = 256;

/** Pending entries in order of their ids. */
export class PendingEntries {
  readonly #blocks: Block[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get first(): PendingEntry | undefined {
    return this.#blocks[0]?.entries[0];
  }

  get last(): PendingEntry | undefined {
    return this.#blocks.at(-1)?.entries.at(-1);
  }

  get(id: StreamId): PendingEntry | undefined {
    const found = this.atOrAfter(id);
    return found !== undefined && compareIds(found.id, id) === 0 ? found : undefined;
  }

  /** The first entry whose id is not before the given one. */
  atOrAfter(id: StreamId): PendingEntry | undefined {
    const entries = this.#blocks[this.#blockOf(id)]?.entries;
    return entries?.[placeOf(entries, id)];
  }

  /** Puts an entry in, in place of the one with its id. */
  put(entry: PendingEntry): void {
    const index = Math.min(this.#blockOf(entry.id), this.#blocks.length - 1);
    const entries = this.#own(index);
    if (entries === undefined) {
      this.#addBlock(0, [entry]);
      this.#size++;
      return;
    }
    const place = placeOf(entries, entry.id);
    const there = entries[place];
    if (there !== undefined && compareIds(there.id, entry.id) === 0) {
      entries[place] = entry;
      return;
    }
    this.#size++;
    if (place < entries.length) entries.splice(place, 0, entry);
    // A full last block stays full: entries come in order, and halves would stay halves.
    else if (entries.length >= BLOCK_MAX) this.#addBlock(index + 1, [entry]);
    else entries.push(entry);
    if (entries.length > BLOCK_MAX) this.#addBlock(index + 1, entries.splice(BLOCK_MAX >>> 1));
  }

  delete(id: StreamId): boolean {
    if (this.get(id) === undefined) return false;
    const index = this.#blockOf(id);
    const entries = this.#own(index);
    if (entries === undefined) return false;
    entries.splice(placeOf(entries, id), 1);
    this.#size--;
    if (entries.length === 0) this.#blocks.splice(index, 1);
    return true;
  }

  /** All entries in order. */
  all(): PendingEntry[] {
    return this.#blocks.flatMap(({ entries }) => entries);
  }

  /** The same entries, to be changed apart from these. Costs a step for each block. */
  copy(): PendingEntries {
    const other = new PendingEntries();
    for (const block of this.#blocks) {
      block.isShared = true;
      other.#blocks.push(block);
    }
    other.#size = this.#size;
    return other;
  }

  #addBlock(index: number, entries: PendingEntry[]): void {
    this.#blocks.splice(index, 0, { entries, isShared: false });
  }

  /** The entries of a block, ready to be changed. */
  #own(index: number): PendingEntry[] | undefined {
    const block = this.#blocks[index];
    if (block === undefined || !block.isShared) return block?.entries;
    const entries = block.entries.slice();
    this.#blocks[index] = { entries, isShared: false };
    return entries;
  }

  /** The first block that ends at or behind an id; the number of blocks when there is none. */
  #blockOf(id: StreamId): number {
    let low = 0;
    let high = this.#blocks.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const top = this.#blocks[middle]?.entries.at(-1);
      if (top !== undefined && compareIds(top.id, id) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** The first place in a block that is not before an id. */
function placeOf(entries: readonly PendingEntry[], id: StreamId): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const entry = entries[middle];
    if (entry !== undefined && compareIds(entry.id, id) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
