/** RESP as a client reads it, into plain values that can be compared, printed and kept as JSON. Bytes are latin1 text. */

/** A reply. Strings are bulk strings, numbers integers (as text when beyond 2^53), null the bulk nil. */
export type Wire =
  | null
  | string
  | number
  | boolean
  | readonly Wire[]
  | { readonly status: string }
  | { readonly error: string }
  | { readonly integer: string }
  | { readonly double: string }
  | { readonly map: readonly Wire[] }
  | { readonly set: readonly Wire[] }
  | { readonly push: readonly Wire[] }
  | { readonly verbatim: string }
  | { readonly bigNumber: string }
  | { readonly nil: 'array' | 'resp3' }
  | { readonly nothing: string };

/** Whether a reply is an array (Array.isArray does not narrow readonly arrays). */
export function isItems(reply: Wire): reply is readonly Wire[] {
  return Array.isArray(reply);
}

/** A request as clients send it. */
export function encodeRequest(words: readonly string[]): Buffer {
  return Buffer.from(`*${words.length}\r\n${words.map((word) => `$${word.length}\r\n${word}\r\n`).join('')}`, 'latin1');
}

/** Cuts a stream into replies. */
export class WireDecoder {
  #text = '';
  #at = 0;
  readonly replies: Wire[] = [];

  push(bytes: Buffer): void {
    this.#text = this.#text.slice(this.#at) + bytes.toString('latin1');
    this.#at = 0;
    for (;;) {
      const start = this.#at;
      const reply = this.#read();
      if (reply === undefined) {
        this.#at = start;
        return;
      }
      this.replies.push(reply);
    }
  }

  #line(): string | undefined {
    const end = this.#text.indexOf('\r\n', this.#at);
    if (end === -1) return undefined;
    const line = this.#text.slice(this.#at, end);
    this.#at = end + 2;
    return line;
  }

  #read(): Wire | undefined {
    const line = this.#line();
    if (line === undefined) return undefined;
    const rest = line.slice(1);
    switch (line.charAt(0)) {
      case '+':
        return { status: rest };
      case '-':
        return { error: rest };
      case ':':
        return Number.isSafeInteger(Number(rest)) ? Number(rest) : { integer: rest };
      case ',':
        return { double: rest };
      case '#':
        return rest === 't';
      case '_':
        return { nil: 'resp3' };
      case '(':
        return { bigNumber: rest };
      case '$':
        return rest === '-1' ? null : this.#bytes(Number(rest));
      case '=': {
        const text = this.#bytes(Number(rest));
        return text === undefined ? undefined : { verbatim: text };
      }
      case '*':
        return rest === '-1' ? { nil: 'array' } : this.#items(Number(rest));
      case '%':
        return wrap('map', this.#items(Number(rest) * 2));
      case '~':
        return wrap('set', this.#items(Number(rest)));
      case '>':
        return wrap('push', this.#items(Number(rest)));
      default:
        throw new Error(`No RESP reply begins with ${JSON.stringify(line.slice(0, 40))}`);
    }
  }

  #bytes(size: number): string | undefined {
    if (this.#at + size + 2 > this.#text.length) return undefined;
    const bytes = this.#text.slice(this.#at, this.#at + size);
    this.#at += size + 2;
    return bytes;
  }

  #items(count: number): Wire[] | undefined {
    const items: Wire[] = [];
    while (items.length < count) {
      const item = this.#read();
      if (item === undefined) return undefined;
      items.push(item);
    }
    return items;
  }
}

function wrap(kind: 'map' | 'set' | 'push', items: Wire[] | undefined): Wire | undefined {
  if (items === undefined) return undefined;
  if (kind === 'map') return { map: items };
  return kind === 'set' ? { set: items } : { push: items };
}
