/** A list as a ring: both ends and any index in constant time; an item within is put in or taken out at the cost of the nearer end. */
import type { UndoJournal } from './undo-journal.ts';

/** A list of strings; see the file's head. */
export class ListValue {
  readonly type = 'list';
  /** Where changes are taken down, when the server keeps a journal. */
  journal: UndoJournal | null = null;
  #ring: string[] = new Array<string>(8).fill('');
  #head = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** A list of the given items, head first. */
  static of(items: readonly string[]): ListValue {
    const list = new ListValue();
    for (const item of items) list.pushRight(item);
    return list;
  }

  pushLeft(item: string): void {
    this.journal?.record(() => this.popLeft());
    if (this.#length === this.#ring.length) this.#grow();
    this.#head = (this.#head - 1) & (this.#ring.length - 1);
    this.#ring[this.#head] = item;
    this.#length++;
  }

  pushRight(item: string): void {
    this.journal?.record(() => this.popRight());
    if (this.#length === this.#ring.length) this.#grow();
    this.#ring[(this.#head + this.#length) & (this.#ring.length - 1)] = item;
    this.#length++;
  }

  /** Takes the head; undefined when empty. */
  popLeft(): string | undefined {
    if (this.#length === 0) return undefined;
    const item = this.#ring[this.#head];
    this.journal?.record(() => this.pushLeft(item ?? ''));
    this.#ring[this.#head] = '';
    this.#head = (this.#head + 1) & (this.#ring.length - 1);
    this.#length--;
    return item;
  }

  /** Takes the tail; undefined when empty. */
  popRight(): string | undefined {
    if (this.#length === 0) return undefined;
    this.#length--;
    const slot = (this.#head + this.#length) & (this.#ring.length - 1);
    const item = this.#ring[slot];
    this.journal?.record(() => this.pushRight(item ?? ''));
    this.#ring[slot] = '';
    return item;
  }

  /** The item at an index from the head; undefined outside. */
  at(index: number): string | undefined {
    if (index < 0 || index >= this.#length) return undefined;
    return this.#ring[(this.#head + index) & (this.#ring.length - 1)];
  }

  /** Replaces the item at an index that exists. */
  replace(index: number, item: string): void {
    if (this.journal !== null) {
      const before = this.at(index) ?? '';
      this.journal.record(() => this.replace(index, before));
    }
    this.#ring[(this.#head + index) & (this.#ring.length - 1)] = item;
  }

  /** Puts an item before the one at an index, or behind the last. */
  insert(index: number, item: string): void {
    this.journal?.record(() => this.remove(index));
    if (this.#length === this.#ring.length) this.#grow();
    if (index < this.#length - index) {
      this.#head = (this.#head - 1) & (this.#ring.length - 1);
      for (let at = 0; at < index; at++) this.#put(at, this.#get(at + 1));
    } else for (let at = this.#length; at > index; at--) this.#put(at, this.#get(at - 1));
    this.#put(index, item);
    this.#length++;
  }

  /** Takes out the item at an index that exists. */
  remove(index: number): void {
    if (this.journal !== null) {
      const item = this.#get(index);
      this.journal.record(() => this.insert(index, item));
    }
    const last = this.#length - 1;
    if (index < last - index) {
      for (let at = index; at > 0; at--) this.#put(at, this.#get(at - 1));
      this.#put(0, '');
      this.#head = (this.#head + 1) & (this.#ring.length - 1);
    } else {
      for (let at = index; at < last; at++) this.#put(at, this.#get(at + 1));
      this.#put(last, '');
    }
    this.#length = last;
  }

  #get(index: number): string {
    return this.#ring[(this.#head + index) & (this.#ring.length - 1)] ?? '';
  }

  #put(index: number, item: string): void {
    this.#ring[(this.#head + index) & (this.#ring.length - 1)] = item;
  }

  /** The items of `[from, to)`, clamped. */
  slice(from = 0, to: number = this.#length): string[] {
    const items: string[] = [];
    for (let index = Math.max(0, from); index < Math.min(to, this.#length); index++) {
      items.push(this.#ring[(this.#head + index) & (this.#ring.length - 1)] ?? '');
    }
    return items;
  }

  /** Keeps `[from, to)` only; costs what is dropped. */
  keep(from: number, to: number): void {
    for (let drop = this.#length - to; drop > 0; drop--) this.popRight();
    for (let drop = from; drop > 0; drop--) this.popLeft();
  }

  /** Replaces everything. */
  assign(items: readonly string[]): void {
    if (this.journal !== null) {
      const before = this.slice();
      this.journal.record(() => this.assign(before));
    }
    let capacity = 8;
    while (capacity < items.length) capacity *= 2;
    this.#ring = new Array<string>(capacity).fill('');
    for (const [index, item] of items.entries()) this.#ring[index] = item;
    this.#head = 0;
    this.#length = items.length;
  }

  #grow(): void {
    const items = this.slice();
    this.#ring = items.concat(new Array<string>(items.length).fill(''));
    this.#head = 0;
  }
}
