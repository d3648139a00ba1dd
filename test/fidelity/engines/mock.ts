/**
 * ioredis-mock, asked the same questions. It is a client double without a wire, so its answers are compared with what the real ioredis would
 * have made of Redis's replies. A case ends at the first wrong answer, since its state is another one from there on.
 */
import { createRequire } from 'node:module';
import { parseStep } from '../case.ts';
import { comparisonOf, shapeOf } from '../compare.ts';
import { isItems } from './wire.ts';
import type { FidelityCase, Step } from '../case.ts';
import type { Wire } from './wire.ts';

/** How one step went. */
export interface MockVerdict {
  readonly command: string;
  readonly outcome: 'right' | 'wrong' | 'missing';
  readonly got: string;
}

type MockMethod = (...args: readonly unknown[]) => unknown;
type MockClient = Record<string, MockMethod | undefined> & {
  on(event: string, listener: (...words: string[]) => void): void;
  disconnect(): void;
};

const ANSWER_TIMEOUT_MS = 150;
const Mock = createRequire(import.meta.url)('ioredis-mock') as new (options: object) => MockClient;
let nextPort = 20_000;

/** A mock's connection: what was asked and not yet answered, and the messages that came. */
class MockConnection {
  readonly client: MockClient;
  /** A MULTI is a pipeline there, which answers nothing before `exec()`. */
  #pipeline: MockClient | null = null;
  readonly #pending: Promise<unknown>[] = [];
  readonly #messages: unknown[] = [];

  constructor(port: number) {
    this.client = new Mock({ port, lazyConnect: false });
    this.client.on('error', () => undefined);
    this.client.on('message', (channel, message) => this.#messages.push(['message', channel, message]));
    this.client.on('pmessage', (pattern, channel, message) => this.#messages.push(['pmessage', pattern, channel, message]));
  }

  send(words: readonly string[]): void {
    this.#pending.push(this.#answer(words));
  }

  async #answer(words: readonly string[]): Promise<unknown> {
    const name = methodOf(words);
    if (name === 'multi' && this.#pipeline === null) {
      this.#pipeline = this.client['multi']?.() as MockClient;
      return 'OK';
    }
    const pipeline = this.#pipeline;
    if (pipeline === null || name === 'multi' || name === 'watch') return await call(this.client, words);
    if (name === 'exec' || name === 'discard') this.#pipeline = null;
    if (name === 'exec') return await call(pipeline, words);
    if (name === 'discard') return await call(this.client, words);
    const answer = await call(pipeline, words);
    return answer instanceof Error ? answer : 'QUEUED';
  }

  async receive(): Promise<unknown> {
    const pending = this.#pending.shift();
    if (pending !== undefined) return await pending;
    for (let wait = 0; wait < 5 && this.#messages.length === 0; wait++) await new Promise((resolve) => setTimeout(resolve, 2));
    return this.#messages.length > 0 ? this.#messages.shift() : new Error('nothing came');
  }
}

/** The wire itself, which a mock has not; and counts with which ioredis-mock fills the memory of the process. */
const NOT_ASKED = /HELLO 3|^.: HELLO|CLIENT REPLY|RAND\w+ \w -\d{19}/;

/** Runs a case on a fresh mock; `replies` are Redis's. Null for a case that it is not asked. */
export async function judgeMock(one: FidelityCase, replies: readonly Wire[]): Promise<MockVerdict[] | null> {
  if (one.steps.some((step) => NOT_ASKED.test(step))) return null;
  const port = nextPort++;
  const connections = new Map<string, MockConnection>();
  const asked = new Map<string, readonly string[]>();
  const verdicts: MockVerdict[] = [];
  for (const [index, line] of one.steps.entries()) {
    const step = parseStep(line);
    const connection = connections.get(step.connection) ?? new MockConnection(port);
    connections.set(step.connection, connection);
    const verdict = await judgeStep(connection, step, replies[index] ?? null, asked);
    if (verdict !== null) verdicts.push(verdict);
    if (verdict !== null && verdict.outcome !== 'right') break;
  }
  for (const { client } of connections.values()) client.disconnect();
  return verdicts;
}

async function judgeStep(
  connection: MockConnection,
  step: Step,
  reply: Wire,
  asked: Map<string, readonly string[]>,
): Promise<MockVerdict | null> {
  if (step.kind === 'wait') await new Promise((resolve) => setTimeout(resolve, Number(step.words[0])));
  if (step.kind === 'send' || step.kind === 'ask') {
    asked.set(step.connection, step.words);
    if (typeof connection.client[methodOf(step.words)] !== 'function')
      return { command: commandOf(step.words), outcome: 'missing', got: '' };
    connection.send(step.words);
  }
  if (step.kind !== 'ask' && step.kind !== 'receive') return null;
  const words = asked.get(step.connection) ?? [];
  const answer = await connection.receive();
  if (answer instanceof Error && /unsupported command/i.test(answer.message))
    return { command: commandOf(words), outcome: 'missing', got: '' };
  const got = plain(answer);
  const right = same(words, got, expectedOf(words, reply));
  return { command: commandOf(words), outcome: right ? 'right' : 'wrong', got: canonical(got, false) };
}

/** Single commands on fresh data, each on a mock of its own. */
export class MockSession {
  /** The first of the last requests that is answered wrongly; null when none is. `replies` are Redis's to these. */
  async judge(requests: readonly (readonly string[])[], replies: readonly Wire[]): Promise<{ kind: string; isMissing: boolean } | null> {
    const connection = new MockConnection(nextPort++);
    const first = requests.length - replies.length;
    try {
      for (const words of requests.slice(0, first)) await call(connection.client, words);
      for (const [index, words] of requests.slice(first).entries()) {
        const reply = replies[index] ?? null;
        if (index > 0 && (reply === null || isError(reply))) continue;
        const verdict = await this.#judgeOne(connection, words, reply);
        if (verdict !== null) return index === 0 ? verdict : { ...verdict, kind: 'leaves other data' };
      }
      return null;
    } finally {
      connection.client.disconnect();
    }
  }

  async #judgeOne(connection: MockConnection, words: readonly string[], reply: Wire): Promise<{ kind: string; isMissing: boolean } | null> {
    const isMissing = typeof connection.client[methodOf(words)] !== 'function';
    if (isMissing) return isError(reply) && /unknown command/i.test(reply.error) ? null : { kind: 'missing', isMissing };
    const raw = await call(connection.client, words);
    if (raw instanceof Error && /unsupported command/i.test(raw.message))
      return isError(reply) && /unknown command/i.test(reply.error) ? null : { kind: 'missing', isMissing: true };
    const answer = plain(raw);
    if (same(words, answer, expectedOf(words, reply))) return null;
    return { kind: `${shapeOf(reply)} is ${Array.isArray(answer) ? 'array' : typeof answer}`, isMissing };
  }
}

function methodOf(words: readonly string[]): string {
  return (words[0] ?? '').toLowerCase();
}

function commandOf(words: readonly string[]): string {
  return (words[0] ?? '').toUpperCase();
}

async function call(client: MockClient, words: readonly string[]): Promise<unknown> {
  const [, ...args] = words.map((word) => (/[\u0080-\u00ff]/.test(word) ? Buffer.from(word, 'latin1') : word));
  const method = client[methodOf(words)];
  const late = new Promise((resolve) => {
    setTimeout(() => resolve(new Error('no answer')), ANSWER_TIMEOUT_MS).unref();
  });
  try {
    const answer = method?.call(client, ...args);
    // A pipeline has a `then` of its own in some versions and must not be waited for.
    return isPipeline(answer) ? 'QUEUED' : await Promise.race([answer, late]);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function isPipeline(answer: unknown): boolean {
  return typeof answer === 'object' && answer !== null && 'batch' in answer;
}

/** What the real ioredis would give for a reply. */
function expectedOf(words: readonly string[], reply: Wire): unknown {
  const name = methodOf(words);
  if (isItems(reply) && /^p?subscribe$/.test(name) && typeof reply[0] === 'string' && /^p?subscribe$/.test(reply[0])) return reply[2];
  if (isItems(reply) && name === 'exec') return reply.map((item) => (isError(item) ? [plainWire(item), null] : [null, plainWire(item)]));
  const value = plainWire(reply);
  if (!Array.isArray(value) || !(name === 'hgetall' || (name === 'config' && words[1]?.toLowerCase() === 'get'))) return value;
  return Object.fromEntries(
    Array.from({ length: value.length / 2 }, (_unused, index): [string, unknown] => [String(value[index * 2]), value[index * 2 + 1]]),
  );
}

function isError(reply: Wire): reply is { readonly error: string } {
  return reply !== null && typeof reply === 'object' && 'error' in reply;
}

function plainWire(reply: Wire): unknown {
  if (reply === null || typeof reply === 'number' || typeof reply === 'boolean') return reply;
  if (typeof reply === 'string') return Buffer.from(reply, 'latin1').toString('utf8');
  if (isItems(reply)) return reply.map(plainWire);
  if ('status' in reply) return reply.status;
  if ('error' in reply) return { error: reply.error.split(' ')[0] };
  if ('integer' in reply) return reply.integer;
  return null;
}

/** What the mock gave, with errors reduced to their code. */
function plain(value: unknown): unknown {
  if (value instanceof Error) return { error: value.message.split(' ')[0] };
  if (Buffer.isBuffer(value)) return value.toString('utf8');
  if (Array.isArray(value)) return value.map(plain);
  return value;
}

function same(words: readonly string[], got: unknown, expected: unknown): boolean {
  const comparison = comparisonOf(words);
  if (comparison === 'kind') return typeof got === typeof expected;
  if (comparison === 'time band' && typeof got === 'number' && typeof expected === 'number')
    return got < 0 || expected < 0 ? got === expected : Math.abs(got - expected) < 1500;
  return canonical(got, comparison !== 'exact') === canonical(expected, comparison !== 'exact');
}

function canonicalObject(value: object): string {
  try {
    return JSON.stringify(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  } catch {
    return 'an object that is no reply';
  }
}

function canonical(value: unknown, unordered: boolean): string {
  if (Array.isArray(value)) {
    const items = value.map((item) => canonical(item, unordered));
    return `[${(unordered ? items.sort() : items).join(',')}]`;
  }
  if (value !== null && typeof value === 'object') return canonicalObject(value);
  return JSON.stringify(value) ?? 'undefined';
}
