/**
 * What JavaScript's maps and sets lack and Redis's hash tables have: a random member, and a scan that survives every change. An index is made
 * when somebody first asks for either; from then on whoever owns it tells it of each member that comes or goes.
 */
import { OrderedMembers } from './ordered-members.ts';

/** Something with members that may have an index. */
export interface Indexed {
  memberIndex: MemberIndex | null;
  /** All members, in any order. */
  names(): Iterable<string>;
}

/** The index of a collection; made with the first look through it. */
export function indexOf(owner: Indexed): MemberIndex {
  owner.memberIndex ??= new MemberIndex(owner);
  return owner.memberIndex;
}

/** Members by position, and in the order of a hash; each is kept once it has been asked for. */
export class MemberIndex {
  readonly #owner: Indexed;
  #sample: string[] = [];
  #positions: Map<string, number> | null = null;
  #byHash: OrderedMembers | null = null;
  #seed = 0;

  constructor(owner: Indexed) {
    this.#owner = owner;
  }

  /** Nodes of the scan's order looked at so far: what scanning costs, for tests. */
  get visits(): number {
    return this.#byHash?.visits ?? 0;
  }

  /** A member has come. */
  add(member: string): void {
    if (this.#positions !== null) {
      this.#positions.set(member, this.#sample.length);
      this.#sample.push(member);
    }
    this.#byHash?.place(member, undefined, hashOf(member, this.#seed));
  }

  /** A member has gone. */
  delete(member: string): void {
    this.#byHash?.remove(hashOf(member, this.#seed), member);
    const position = this.#positions?.get(member);
    if (this.#positions === null || position === undefined) return;
    this.#positions.delete(member);
    const last = this.#sample.pop();
    if (last === undefined || last === member) return;
    this.#sample[position] = last;
    this.#positions.set(last, position);
  }

  /** The member at a position; every member has one, and it changes when members go. Constant time after the first call. */
  at(position: number): string | undefined {
    if (this.#positions === null) {
      this.#sample = [...this.#owner.names()];
      this.#positions = new Map(this.#sample.map((member, index) => [member, index]));
    }
    return this.#sample[position];
  }

  /**
   * The next members from a cursor on, at least `count` of them if there are so many, and the cursor behind them. Members are visited in the order
   * of a hash; the cursor is the hash to go on from, so that it needs no state.
   */
  scan(cursor: number, count: number, seed: number): { members: string[]; next: number } {
    const order = this.#inOrderOfHash(seed);
    const from = order.countBefore((hash) => hash < cursor);
    const found = order.slice(from, from + count);
    const last = found.at(-1)?.score;
    for (let rank = from + found.length; ; rank++) {
      const [entry] = order.slice(rank, rank + 1);
      if (entry !== undefined && entry.score === last) found.push(entry);
      else return { members: found.map(({ member }) => member), next: entry?.score ?? 0 };
    }
  }

  #inOrderOfHash(seed: number): OrderedMembers {
    if (this.#byHash !== null && this.#seed === seed) return this.#byHash;
    this.#seed = seed;
    this.#byHash = new OrderedMembers();
    for (const member of this.#owner.names()) this.#byHash.place(member, undefined, hashOf(member, seed));
    return this.#byHash;
  }
}

/** FNV-1a over the bytes, mixed once more; never 0, which is the cursor of the end. */
function hashOf(member: string, seed: number): number {
  let hash = (0x811c9dc5 ^ seed) >>> 0;
  for (let index = 0; index < member.length; index++) hash = Math.imul(hash ^ member.charCodeAt(index), 0x01000193) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b) >>> 0;
  return (hash ^ (hash >>> 13)) >>> 0 || 1;
}
