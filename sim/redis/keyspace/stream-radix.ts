/**
 * The size of Redis's radix tree over the nodes of a stream, which XINFO STREAM shows. Redis keeps the tree; the twin only counts what it would
 * have, when it is asked and only once per change.
 */
import type { StreamId } from './stream-id.ts';

const KEY_BYTES = 16;

/**
 * The nodes of a compressed radix tree over ids in order: each leaf, each place where keys part, and each stretch between such places (an empty
 * tree is one node). Found from the lengths of the prefixes that neighbours share.
 */
export function radixNodes(ids: readonly StreamId[]): number {
  if (ids.length === 0) return 1;
  const keys = ids.map(keyOf);
  const shared = keys.slice(1).map((key, index) => sharedLength(keys[index] ?? '', key));
  let nodes = 0;
  for (const [index] of keys.entries()) nodes += nodesDownTo(KEY_BYTES, Math.max(shared[index - 1] ?? -1, shared[index] ?? -1));
  // Places where keys part that are still open, the deepest last.
  const open: number[] = [];
  for (const length of [...shared, -1]) {
    for (let depth = open.at(-1); depth !== undefined && depth > length; depth = open.at(-1)) {
      open.pop();
      nodes += nodesDownTo(depth, Math.max(open.at(-1) ?? -1, length));
    }
    if ((open.at(-1) ?? -1) < length) open.push(length);
  }
  return nodes;
}

/** A node, and the stretch that leads to it from the parting above, if there is one between. */
function nodesDownTo(depth: number, parent: number): number {
  return depth > parent + 1 ? 2 : 1;
}

/** An id as the tree's key: 16 bytes, the most significant first. */
function keyOf({ ms, seq }: StreamId): string {
  const digits = (BigInt(ms) * 2n ** 64n + BigInt(seq)).toString(16).padStart(2 * KEY_BYTES, '0');
  return Buffer.from(digits, 'hex').toString('latin1');
}

function sharedLength(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length++;
  return length;
}
