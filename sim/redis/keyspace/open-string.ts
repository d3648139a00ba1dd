/**
 * A long string while it is changed in place (SETBIT, SETRANGE, BITFIELD). A text of JavaScript cannot be changed, so its bytes lie here, with
 * room to grow, until somebody wants the text. Redis changes a byte of a megabyte as fast as one of ten, and so does this.
 */

/** The bytes of one string. */
export class OpenString {
  #bytes: Buffer;
  #length: number;

  constructor(text: string) {
    this.#bytes = Buffer.from(text, 'latin1');
    this.#length = text.length;
  }

  get length(): number {
    return this.#length;
  }

  /** The text, each byte a character. */
  text(): string {
    return this.#bytes.toString('latin1', 0, this.#length);
  }

  /** Makes it at least so long; what is added are zero bytes. */
  grow(length: number): void {
    if (length <= this.#length) return;
    if (length > this.#bytes.length) {
      const larger = Buffer.alloc(Math.max(length, this.#bytes.length * 2));
      this.#bytes.copy(larger, 0, 0, this.#length);
      this.#bytes = larger;
    }
    this.#length = length;
  }

  /** A byte, 0 behind the end. */
  at(index: number): number {
    return index < this.#length ? (this.#bytes[index] ?? 0) : 0;
  }

  /** Sets a byte that is there; true when it was another. */
  set(index: number, byte: number): boolean {
    const before = this.#bytes[index];
    this.#bytes[index] = byte;
    return before !== this.#bytes[index];
  }

  /** Writes a piece over what is there. */
  write(piece: string, offset: number): void {
    this.#bytes.write(piece, offset, 'latin1');
  }

  /** A part, from and to before. */
  slice(from: number, to: number): string {
    return this.#bytes.toString('latin1', from, Math.min(to, this.#length));
  }
}
