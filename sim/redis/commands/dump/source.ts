/** Reading the bytes of a dump. */
import { failure } from '../../resp/index.ts';
import { integerOf } from '../../keyspace/index.ts';
import { decompress } from './lzf.ts';
import type { Integer } from '../../keyspace/index.ts';

/** What cannot be read. */
export const BAD_DATA: Error = failure('Bad data format');

/** Bytes that are read from front to back; what makes no sense is thrown as BAD_DATA. */
export class Source {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(text: string) {
    this.#bytes = Buffer.from(text, 'latin1');
  }

  take(length: number): Buffer {
    const end = this.#at + length;
    if (end > this.#bytes.length) throw BAD_DATA;
    const taken = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }

  get atEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  byte(): number {
    return this.take(1)[0] ?? 0;
  }

  /** A length, or which special string follows. */
  length(): { length: number; special: boolean } {
    const first = this.byte();
    if (first < 0x40) return { length: first, special: false };
    if (first < 0x80) return { length: ((first & 63) << 8) | this.byte(), special: false };
    if (first === 0x80) return { length: this.take(4).readUInt32BE(), special: false };
    if (first < 0xc0) throw BAD_DATA;
    return { length: first & 63, special: true };
  }

  /** The mark of a special string counts as the number in it, as in Redis. */
  count(): number {
    return this.length().length;
  }

  /** An unsigned integer of up to 64 bits, written as a length. */
  integer(): Integer {
    if (this.#bytes[this.#at] !== 0x81) return this.count();
    this.#at++;
    return integerOf(this.take(8).readBigUInt64BE());
  }

  string(): string {
    const { length, special } = this.length();
    if (!special) return this.take(length).toString('latin1');
    if (length < 3) return String(this.take(2 ** length).readIntLE(0, 2 ** length));
    if (length > 3) throw BAD_DATA;
    const compressed = this.count();
    const whole = this.count();
    const bytes = decompress(this.take(compressed), whole);
    if (bytes === null) throw BAD_DATA;
    return bytes.toString('latin1');
  }

  strings(count: number): string[] {
    return this.repeat(count, () => this.string());
  }

  /** Reads something so many times; each must take a byte at least. */
  repeat<Item>(count: number, read: () => Item): Item[] {
    if (count > this.#bytes.length - this.#at) throw BAD_DATA;
    return Array.from({ length: count }, read);
  }
}
