/**
 * Cases as data. A step is one line: a request of connection `a`, or with a prefix
 *   `b> BLPOP q 0`  send on connection b and do not wait     `b< `  the next reply or push on b
 *   `b: GET k`      send on b and wait for the reply         `b. `  nothing has arrived on b
 *   `b! `           close b                                  `wait 20`  20 ms pass on the server
 * Words are separated by spaces; `"…"` quotes, with \r \n \0 \\ \" and \xhh.
 */
import type { Engine, EngineConnection } from './engines/engine.ts';
import type { Wire } from './engines/wire.ts';

/** Steps by the name of their case. */
export type CaseTable = Readonly<Record<string, readonly string[]>>;

export interface FidelityCase {
  readonly name: string;
  readonly steps: readonly string[];
}

export interface Step {
  readonly kind: 'ask' | 'send' | 'receive' | 'silent' | 'close' | 'wait';
  readonly connection: string;
  readonly words: readonly string[];
}

/** What a step gave; null for steps without an answer. */
export interface StepResult {
  readonly step: Step;
  readonly reply: Wire | null;
}

/** Reads one line of a case. */
export function parseStep(line: string): Step {
  const wait = /^wait (\d+)$/.exec(line);
  if (wait?.[1] !== undefined) return { kind: 'wait', connection: 'a', words: [wait[1]] };
  const [, connection = 'a', mark = ':', rest = line] = /^([a-z])([:><.!])\s?(.*)$/s.exec(line) ?? [];
  const kinds: Readonly<Record<string, Step['kind']>> = { ':': 'ask', '>': 'send', '<': 'receive', '.': 'silent', '!': 'close' };
  return { kind: kinds[mark] ?? 'ask', connection, words: splitWords(rest) };
}

/** Splits a line into words. */
export function splitWords(line: string): string[] {
  const words: string[] = [];
  for (const match of line.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/gs)) {
    const [, quoted, plain] = match;
    words.push(quoted === undefined ? (plain ?? '') : unescape(quoted));
  }
  return words;
}

const ESCAPES: Readonly<Record<string, string>> = { r: '\r', n: '\n', t: '\t', '0': '\0' };

function unescape(text: string): string {
  return text.replace(/\\(x[0-9a-fA-F]{2}|.)/gs, (_match, escaped: string) =>
    escaped.startsWith('x') && escaped.length === 3
      ? String.fromCharCode(Number.parseInt(escaped.slice(1), 16))
      : (ESCAPES[escaped] ?? escaped),
  );
}

/** Runs a case on an engine that has been reset. */
export async function runCase(engine: Engine, one: FidelityCase): Promise<StepResult[]> {
  const connections = new Map<string, EngineConnection>();
  const results: StepResult[] = [];
  for (const line of one.steps) {
    const step = parseStep(line);
    const connection = connections.get(step.connection) ?? (await engine.connect());
    connections.set(step.connection, connection);
    results.push({ step, reply: await runStep(engine, connection, step) });
    if (step.kind === 'close') connections.delete(step.connection);
  }
  for (const connection of connections.values()) connection.close();
  return results;
}

async function runStep(engine: Engine, connection: EngineConnection, step: Step): Promise<Wire | null> {
  switch (step.kind) {
    case 'wait':
      await engine.sleep(Number(step.words[0]));
      return null;
    case 'close':
      connection.close();
      return null;
    case 'send':
      connection.send(step.words);
      return null;
    case 'silent':
      return await connection.silent();
    case 'receive':
      return await connection.receive();
    case 'ask':
      connection.send(step.words);
      return await connection.receive();
  }
}
