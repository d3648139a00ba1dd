/**
 * What a request says, in a few words that mean the same in every world: the command, a script by the name in its first comment line, and
 * the last part of its first keys. Numbers that only this world drew (tokens, digests) and prefixes of keys are left out on purpose: the
 * words name events in tapes, and a tape should survive a renamed prefix.
 */
import { createHash } from 'node:crypto';

/** Arguments that are looked at. */
const argumentsMax = 6;
const keysMax = 2;
const lineFeed = 10;

/** Describes the requests that reach one server; it remembers which script has which digest. */
export class RequestDescriber {
  readonly #scriptNames = new Map<string, string>();

  /** `EVALSHA commit worker-1`, `SET lock (+2)` for a pipeline of three. */
  describe(bytes: Buffer): string {
    const requests = readRequests(bytes);
    const [first] = requests;
    if (first === undefined) return `${bytes.length} bytes`;
    for (const request of requests) this.#learn(request);
    const more = requests.length > 1 ? ` (+${requests.length - 1})` : '';
    return `${this.#words(first)}${more}`;
  }

  /** The name of a script's digest, as far as it was seen; a digest would name another event after every change of the script. */
  scriptName(digest: string): string {
    return this.#scriptNames.get(digest) ?? 'unseen';
  }

  #words(request: readonly string[]): string {
    const command = (request[0] ?? '').toUpperCase();
    if (command !== 'EVALSHA' && command !== 'EVAL') return [command, ...request.slice(1, 2).map(lastPart)].join(' ').trim();
    const name = command === 'EVAL' ? nameOf(request[1] ?? '') : this.scriptName(request[1] ?? '');
    const keys = Math.min(Number(request[2]) || 0, keysMax);
    return [command, name, ...request.slice(3, 3 + keys).map(lastPart)].join(' ');
  }

  #learn(request: readonly string[]): void {
    const command = (request[0] ?? '').toUpperCase();
    const script = command === 'EVAL' ? request[1] : command === 'SCRIPT' && request[1]?.toUpperCase() === 'LOAD' ? request[2] : undefined;
    if (script !== undefined) this.#scriptNames.set(digestOf(script), nameOf(script));
  }
}

/** The SHA-1 under which Redis knows a script, given as latin1 text. */
export function digestOf(script: string): string {
  return createHash('sha1').update(script, 'latin1').digest('hex');
}

/** The name in the first comment line of a script: `-- commit …`; the beginning of its digest when there is none. */
export function nameOf(script: string): string {
  return /^\s*--\s*([\w-]+)/.exec(script)?.[1] ?? digestOf(script).slice(0, 8);
}

/** `worker-1` of `scheduler:worker:state:worker-1`; what looks like a drawn number is only its kind. */
function lastPart(text: string): string {
  const part = text.slice(text.lastIndexOf(':') + 1);
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$|^[0-9a-f]{16,}$/.test(part)) return '*';
  return part.length > 40 ? `${part.slice(0, 40)}…` : part;
}

/** The requests in one write: RESP arrays of bulk strings. What is no whole request is left out. */
function readRequests(bytes: Buffer): readonly (readonly string[])[] {
  const requests: string[][] = [];
  let at = 0;
  while (at < bytes.length && bytes[at] === 0x2a) {
    const end = bytes.indexOf(lineFeed, at);
    const count = Number(bytes.toString('latin1', at + 1, end - 1));
    if (end < 0 || !Number.isInteger(count)) break;
    at = end + 1;
    const request: string[] = [];
    for (let index = 0; index < count; index += 1) {
      const header = bytes.indexOf(lineFeed, at);
      const size = Number(bytes.toString('latin1', at + 1, header - 1));
      if (header < 0 || bytes[at] !== 0x24 || !Number.isInteger(size)) return requests;
      if (index < argumentsMax) request.push(bytes.toString('latin1', header + 1, header + 1 + size));
      at = header + 1 + size + 2;
    }
    requests.push(request);
  }
  return requests;
}
