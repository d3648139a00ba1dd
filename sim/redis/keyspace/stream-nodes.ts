/**
 * The entries of a stream in order, cut into nodes as Redis's listpacks cut them: appending fills the last node, a deleted entry only leaves a
 * mark, and a node goes when nothing in it is alive. Looking an id up is a binary search over nodes and one within a node. A copy shares the
 * nodes; whoever changes a shared node first takes one of its own.
 */
import { counterBytes, entryBytes, masterBytes, payloadBytes } from './stream-bytes.ts';
import { radixNodes } from './stream-radix.ts';
import { compareIds, LARGEST_ID, SMALLEST_ID, type StreamId } from './stream-id.ts';
import type { UndoJournal } from './undo-journal.ts';

/** An entry: field, value, field, value. */
export interface StreamEntry {
  readonly id: StreamId;
  readonly fields: readonly string[];
}

/** When a node is full: `stream-node-max-entries` and `stream-node-max-bytes`; 0 for no limit of entries, and for 1 GiB. */
export interface NodeLimits {
  readonly entries: number;
  readonly bytes: number;
}

/** How XADD and XTRIM trim. */
export interface Trimming {
  /** Keep so many of the latest entries; null to go by `minimumId`. */
  readonly length: number | null;
  /** Keep this entry and later ones. */
  readonly minimumId: StreamId;
  /** Whole nodes only (`~`). */
  readonly isApproximate: boolean;
  /** Remove at most so many entries; 0 for no limit. */
  readonly limit: number;
}

/** An entry as it is kept: a deleted one stays until its node goes. */
export interface StoredEntry extends StreamEntry {
  readonly isDeleted: boolean;
}

interface Node {
  readonly slots: StoredEntry[];
  alive: number;
  /** Without the counters of entries. */
  bytes: number;
  /** Another stream has it too: it must not be changed any more. */
  isShared: boolean;
}

const BYTES_MAX = 2 ** 30;

/** The nodes of one stream. */
export class StreamNodes {
  /** Where changes are taken down, when the server keeps a journal. */
  journal: UndoJournal | null = null;
  /** Removing a node moves those behind it: one move of a pointer for each hundred entries, once for each hundred entries removed. */
  readonly #nodes: Node[] = [];
  #length = 0;
  #treeNodes: number | null = null;

  /** The given nodes, each with all its entries in order. */
  static of(contents: readonly (readonly StoredEntry[])[]): StreamNodes {
    const nodes = new StreamNodes();
    for (const entries of contents) {
      const slots = entries.slice();
      const [master] = slots;
      if (master === undefined) continue;
      const alive = slots.filter(({ isDeleted }) => !isDeleted).length;
      const bytes = slots.reduce((sum, { id, fields }) => sum + entryBytes(id, fields, master), masterBytes(master.fields));
      nodes.#nodes.push({ slots, alive, bytes, isShared: false });
      nodes.#length += alive;
    }
    return nodes;
  }

  /** Every node with all its entries: what DUMP writes. */
  get contents(): readonly (readonly StoredEntry[])[] {
    return this.#nodes.map(({ slots }) => slots);
  }

  /** How many entries are alive. */
  get length(): number {
    return this.#length;
  }

  get nodeCount(): number {
    return this.#nodes.length;
  }

  /** Nodes of Redis's radix tree over the nodes' first ids: what XINFO shows. */
  get treeNodeCount(): number {
    this.#treeNodes ??= radixNodes(this.#nodes.map(firstId));
    return this.#treeNodes;
  }

  /** Appends an entry behind all others. */
  append(id: StreamId, fields: readonly string[], limits: NodeLimits): void {
    const bytesMax = limits.bytes === 0 ? BYTES_MAX : Math.min(limits.bytes, BYTES_MAX);
    let node = this.#own(this.#nodes.length - 1);
    const isFull =
      node === undefined ||
      node.bytes + counterBytes(node.alive, node.slots.length - node.alive) + payloadBytes(fields) >= bytesMax ||
      (limits.entries > 0 && node.slots.length >= limits.entries);
    if (node === undefined || isFull) {
      node = { slots: [], alive: 0, bytes: masterBytes(fields), isShared: false };
      this.#nodes.push(node);
      this.#treeNodes = null;
    }
    const slot = { id, fields, isDeleted: false };
    node.slots.push(slot);
    node.bytes += entryBytes(id, fields, node.slots[0] ?? slot);
    node.alive++;
    this.#length++;
    this.journal?.record(() => this.#takeBack());
  }

  /** Deletes an entry; false when it is not there. */
  delete(id: StreamId): boolean {
    const place = this.#nodeOf(id);
    const node = this.#nodes[place];
    const slot = node === undefined ? undefined : node.slots[slotOf(node, id)];
    if (node === undefined || slot === undefined || slot.isDeleted || compareIds(slot.id, id) !== 0) return false;
    // Redis looks for the last one alive, so a node that trimming left without any stays.
    if (node.alive === 1) this.#removeNode(place);
    else this.#markDeleted(place, slotOf(node, id));
    return true;
  }

  /** The entry with an id, if it is alive. */
  find(id: StreamId): StreamEntry | undefined {
    const node = this.#nodes[this.#nodeOf(id)];
    const slot = node === undefined ? undefined : node.slots[slotOf(node, id)];
    return slot === undefined || slot.isDeleted || compareIds(slot.id, id) !== 0 ? undefined : slot;
  }

  /** The entries from `from` to `to`, both included, at most `limit` of them. */
  forwards(from: StreamId, to: StreamId, limit: number = Infinity): StreamEntry[] {
    const found: StreamEntry[] = [];
    for (let place = Math.max(0, this.#nodeOf(from)); place < this.#nodes.length; place++) {
      const node = this.#nodes[place];
      if (node === undefined) break;
      for (let index = Math.max(0, slotOf(node, from)); index < node.slots.length; index++) {
        const slot = node.slots[index];
        if (slot === undefined || compareIds(slot.id, to) > 0 || found.length >= limit) return found;
        if (!slot.isDeleted && compareIds(slot.id, from) >= 0) found.push(slot);
      }
    }
    return found;
  }

  /** The same entries, the latest first. */
  backwards(from: StreamId, to: StreamId, limit: number = Infinity): StreamEntry[] {
    const found: StreamEntry[] = [];
    for (let place = this.#nodeOf(to); place >= 0; place--) {
      const node = this.#nodes[place];
      if (node === undefined) break;
      for (let index = slotOf(node, to); index >= 0; index--) {
        const slot = node.slots[index];
        if (slot === undefined || compareIds(slot.id, from) < 0 || found.length >= limit) return found;
        if (!slot.isDeleted) found.push(slot);
      }
    }
    return found;
  }

  /** The id of the first entry alive, or of the last. */
  edge(which: 'first' | 'last'): StreamId | undefined {
    return (which === 'first' ? this.forwards(SMALLEST_ID, LARGEST_ID, 1) : this.backwards(SMALLEST_ID, LARGEST_ID, 1))[0]?.id;
  }

  /** Removes the oldest entries as `streamTrim` does; answers how many. */
  trim(trimming: Trimming): number {
    const before = this.#length;
    const { length, minimumId, isApproximate, limit } = trimming;
    for (let node = this.#nodes[0]; node !== undefined; node = this.#nodes[0]) {
      if (length !== null && this.#length <= length) break;
      if (limit > 0 && before - this.#length + node.alive > limit) break;
      const isWhole = length === null ? compareIds(lastId(node), minimumId) < 0 : this.#length - node.alive >= length;
      if (isWhole) {
        this.#removeNode(0);
        continue;
      }
      if (!isApproximate) this.#trimFirst(trimming);
      break;
    }
    return before - this.#length;
  }

  /** The same entries, the deleted ones included, to be changed apart from these. Costs a step for each node. */
  copy(): StreamNodes {
    const other = new StreamNodes();
    for (const node of this.#nodes) {
      node.isShared = true;
      other.#nodes.push(node);
    }
    other.#length = this.#length;
    return other;
  }

  /** Marks what is too old in the first node. */
  #trimFirst({ length, minimumId }: Trimming): void {
    const slots = this.#nodes[0]?.slots ?? [];
    for (const [index, slot] of slots.entries()) {
      if (length === null ? compareIds(slot.id, minimumId) >= 0 : this.#length <= length) return;
      if (!slot.isDeleted) this.#markDeleted(0, index);
    }
  }

  #markDeleted(place: number, index: number): void {
    const node = this.#own(place);
    const slot = node?.slots[index];
    if (node === undefined || slot === undefined) return;
    node.slots[index] = { ...slot, isDeleted: true };
    node.alive--;
    this.#length--;
    this.journal?.record(() => this.#revive(slot));
  }

  /** Undoes a deletion; by then the node is there again. */
  #revive(slot: StoredEntry): void {
    const node = this.#own(this.#nodeOf(slot.id));
    if (node === undefined) return;
    node.slots[slotOf(node, slot.id)] = slot;
    node.alive++;
    this.#length++;
  }

  /** The node at a place, ready to be changed. */
  #own(place: number): Node | undefined {
    const node = this.#nodes[place];
    if (node === undefined || !node.isShared) return node;
    const own = { ...node, slots: node.slots.slice(), isShared: false };
    this.#nodes[place] = own;
    return own;
  }

  #removeNode(place: number): void {
    const node = this.#nodes[place];
    if (node === undefined) return;
    if (place === 0) this.#nodes.shift();
    else this.#nodes.splice(place, 1);
    this.#treeNodes = null;
    this.#length -= node.alive;
    this.journal?.record(() => {
      this.#nodes.splice(place, 0, node);
      this.#treeNodes = null;
      this.#length += node.alive;
    });
  }

  /** Undoes an append: the entry is the last one again. */
  #takeBack(): void {
    const node = this.#own(this.#nodes.length - 1);
    const slot = node?.slots.pop();
    if (node === undefined || slot === undefined) return;
    node.alive--;
    this.#length--;
    node.bytes -= entryBytes(slot.id, slot.fields, node.slots[0] ?? slot);
    if (node.slots.length > 0) return;
    this.#nodes.pop();
    this.#treeNodes = null;
  }

  /** The last node that begins at or before an id; -1 when all begin behind it. */
  #nodeOf(id: StreamId): number {
    let low = 0;
    let high = this.#nodes.length;
    const last = this.#nodes[high - 1];
    if (last !== undefined && compareIds(firstId(last), id) <= 0) return high - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const node = this.#nodes[middle];
      if (node !== undefined && compareIds(firstId(node), id) <= 0) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}

/** The last slot of a node at or before an id; -1 when there is none. */
function slotOf(node: Node, id: StreamId): number {
  let low = 0;
  let high = node.slots.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const slot = node.slots[middle];
    if (slot !== undefined && compareIds(slot.id, id) <= 0) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function firstId(node: Node): StreamId {
  return node.slots[0]?.id ?? SMALLEST_ID;
}

/** The last id of a node, whether or not it was deleted: what Redis's trimming looks at. */
function lastId(node: Node): StreamId {
  return node.slots.at(-1)?.id ?? SMALLEST_ID;
}
