/**
 * Members in order of score and then of bytes: a tree of short arrays in which every branch knows how many members are below it (a counted
 * B-tree). Finding a place, a rank or the member at a rank, adding and removing look at one node a level, as Redis's skip list does.
 */

/** A member with its score. */
export interface SortedSetEntry {
  readonly member: string;
  readonly score: number;
}

/** Tells whether an entry lies before the place looked for; true for a prefix of the set, then false. */
export type Before = (score: number, member: string) => boolean;

/** Neighbours in order: entries in a leaf; in a branch its children, each with its highest entry and the number of entries below it. */
class Node {
  readonly scores: number[];
  readonly members: string[];
  readonly children: Node[] | null;
  readonly sizes: number[];

  constructor(scores: number[], members: string[], children: Node[] | null, sizes: number[]) {
    this.scores = scores;
    this.members = members;
    this.children = children;
    this.sizes = sizes;
  }
}

const LONGEST = 64;
/** Neighbours that have shrunk to this together become one. */
const SHORTEST = LONGEST / 4;
const NO_SIZES: number[] = [];

/** Members in order; each is there once, which whoever uses this takes care of. */
export class OrderedMembers {
  /** Nodes looked at since it was made: what an operation costs, for tests. */
  visits = 0;
  #root = new Node([], [], null, NO_SIZES);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Puts a member to its score; `placed` is where it is so far, undefined when it is not there. */
  place(member: string, placed: number | undefined, score: number): void {
    if (placed !== undefined) this.remove(placed, member);
    this.#add(score, member);
  }

  #add(score: number, member: string): void {
    const root = this.#root;
    const upper = this.#insert(root, score, member);
    this.#size++;
    if (upper !== null) this.#root = branchOf([root, upper]);
  }

  /** Removes a member that is there with this score. */
  remove(score: number, member: string): void {
    this.#cutOut(this.#root, score, member);
    this.#size--;
    const { children } = this.#root;
    const [only] = children ?? [];
    if (children !== null && children.length <= 1) this.#root = only ?? new Node([], [], null, NO_SIZES);
  }

  /** How many entries lie before a member with a score. */
  rank(score: number, member: string): number {
    let rank = 0;
    for (let node: Node | undefined = this.#root; node !== undefined;) {
      this.visits++;
      const place = placeIn(node, score, member);
      if (node.children === null) return rank + place;
      for (let index = 0; index < place; index++) rank += node.sizes[index] ?? 0;
      node = node.children[place];
    }
    return rank;
  }

  /** How many entries lie before a place: the rank of the first that does not. */
  countBefore(before: Before): number {
    let rank = 0;
    for (let node: Node | undefined = this.#root; node !== undefined;) {
      this.visits++;
      const place = partition(node, before);
      if (node.children === null) return rank + place;
      for (let index = 0; index < place; index++) rank += node.sizes[index] ?? 0;
      node = node.children[place];
    }
    return rank;
  }

  /** The entries with ranks in `[from, to)`, in order. */
  slice(from: number, to: number): SortedSetEntry[] {
    const found: SortedSetEntry[] = [];
    const first = Math.max(0, from);
    const end = Math.min(to, this.#size);
    if (first < end) this.#collect(this.#root, first, end, found);
    return found;
  }

  /** Takes over entries of a node with ranks in `[from, to)` within it. */
  #collect(node: Node, from: number, to: number, found: SortedSetEntry[]): void {
    this.visits++;
    const { children, sizes, scores, members } = node;
    if (children === null) {
      for (let index = from; index < to; index++) found.push({ member: members[index] ?? '', score: scores[index] ?? 0 });
      return;
    }
    let start = 0;
    for (let index = 0; start < to; index++) {
      const size = sizes[index] ?? 0;
      const child = children[index];
      if (child === undefined) return;
      if (start + size > from) this.#collect(child, Math.max(0, from - start), Math.min(size, to - start), found);
      start += size;
    }
  }

  /** Adds below a node; answers its new upper half when it had become too long. */
  #insert(node: Node, score: number, member: string): Node | null {
    this.visits++;
    const { scores, members, children, sizes } = node;
    const place = placeIn(node, score, member);
    if (children === null) {
      insertAt(scores, place, score);
      insertAt(members, place, member);
    } else {
      const index = Math.min(place, children.length - 1);
      const child = children[index];
      if (child === undefined) return null;
      const upper = this.#insert(child, score, member);
      if (place > index) {
        scores[index] = score;
        members[index] = member;
      }
      sizes[index] = (sizes[index] ?? 0) + 1;
      if (upper !== null) adopt(node, index, child, upper);
    }
    return members.length > LONGEST ? upperHalfOf(node) : null;
  }

  #cutOut(node: Node, score: number, member: string): void {
    this.visits++;
    const { scores, members, children, sizes } = node;
    const place = placeIn(node, score, member);
    if (children === null) {
      removeAt(scores, place);
      removeAt(members, place);
      return;
    }
    const child = children[place];
    if (child === undefined) return;
    this.#cutOut(child, score, member);
    sizes[place] = (sizes[place] ?? 0) - 1;
    const last = child.members.length - 1;
    if (last >= 0) {
      scores[place] = child.scores[last] ?? 0;
      members[place] = child.members[last] ?? '';
    }
    if (last < SHORTEST) shrink(node, place, child);
  }
}

/** The first place in a node that is not before a member with a score; a child's place is that of its highest entry. */
function placeIn({ scores, members }: Node, score: number, member: string): number {
  let low = 0;
  let high = scores.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = scores[middle] ?? 0;
    if (other < score || (other === score && (members[middle] ?? '') < member)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function partition({ scores, members }: Node, before: Before): number {
  let low = 0;
  let high = scores.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (before(scores[middle] ?? 0, members[middle] ?? '')) low = middle + 1;
    else high = middle;
  }
  return low;
}

function insertAt<T>(items: T[], place: number, item: T): void {
  if (place === items.length) items.push(item);
  else items.splice(place, 0, item);
}

function removeAt(items: unknown[], place: number): void {
  if (place === items.length - 1) items.pop();
  else items.splice(place, 1);
}

function sizeOf({ children, members, sizes }: Node): number {
  return children === null ? members.length : sizes.reduce((sum, size) => sum + size, 0);
}

function branchOf(children: Node[]): Node {
  const branch = new Node([], [], [], []);
  for (const [index, child] of children.entries()) put(branch, index, child, 0);
  return branch;
}

/** Puts a child in the place of so many. */
function put({ scores, members, children, sizes }: Node, index: number, child: Node, instead: number): void {
  const last = child.members.length - 1;
  scores.splice(index, instead, child.scores[last] ?? 0);
  members.splice(index, instead, child.members[last] ?? '');
  children?.splice(index, instead, child);
  sizes.splice(index, instead, sizeOf(child));
}

function adopt(node: Node, index: number, lower: Node, upper: Node): void {
  put(node, index, lower, 1);
  put(node, index + 1, upper, 0);
}

function upperHalfOf({ scores, members, children, sizes }: Node): Node {
  const half = members.length >>> 1;
  return new Node(
    scores.splice(half),
    members.splice(half),
    children?.splice(half) ?? null,
    children === null ? NO_SIZES : sizes.splice(half),
  );
}

/** A child has become short: it goes when it is empty, and becomes one with a neighbour that is short too. */
function shrink(node: Node, index: number, child: Node): void {
  if (child.members.length === 0) {
    for (const items of [node.scores, node.members, node.children, node.sizes]) items?.splice(index, 1);
    return;
  }
  const left = index > 0 ? index - 1 : index;
  const lower = node.children?.[left];
  const upper = node.children?.[left + 1];
  if (lower === undefined || upper === undefined || lower.members.length + upper.members.length > 2 * SHORTEST) return;
  put(node, left, joined(lower, upper), 2);
}

function joined(lower: Node, upper: Node): Node {
  const children = lower.children === null ? null : lower.children.concat(upper.children ?? []);
  return new Node(lower.scores.concat(upper.scores), lower.members.concat(upper.members), children, lower.sizes.concat(upper.sizes));
}
