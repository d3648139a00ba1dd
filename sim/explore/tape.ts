/**
 * A tape: a world as the decisions that made it, each under its own name. It holds the scenario as data and, by name of event, how much
 * later than by default something happened; everything that it does not name is decided by default (lowest latency, order of due time).
 * So it still means the same when the program changes a little: names that vanished are skipped, new events get defaults, and the match
 * says how much of the recorded world was met again. The program's own random numbers come from the seed.
 */
import { hashName, type NamedEvent } from '../kernel/index.ts';
import type { Settings } from './suite.ts';
import { UsageError } from './usage-error.ts';

/** A world as a scenario and a sparse list of named decisions: plain data, made to be stored. */
export interface Tape {
  readonly v: 1;
  readonly suite: string;
  /** 1 to 16 hexadecimal digits: random numbers that the tape does not decide. */
  readonly seed: string;
  readonly settings: Settings;
  /** As the suite's arbitrary made it, shrunk. */
  readonly scenario: unknown;
  /** From names of events to microseconds by which they happen later than by default; fractions order the events of one microsecond. */
  readonly delays: Readonly<Record<string, number>>;
  /** Sixteen-bit digests of the names of all events in order, base64: tells where a changed program first did something else. */
  readonly trail: string;
}

/** How much of a tape's world was met again. */
export interface TapeMatch {
  /** Events of the recorded world, each a decision of what happens next. */
  readonly decisions: number;
  /** Those of them that happened in this world too. */
  readonly matched: number;
  /** Events that the tape delays by name and that did not happen. */
  readonly vanished: readonly string[];
  /** The first event of this world that is not the recorded one at its place; null when all are the same. */
  readonly firstDivergence: { readonly atMs: number; readonly name: string } | null;
}

/** Events whose names a trail keeps. */
const trailMax = 20_000;

/** Digests of the names of what happened, in order. */
export function trailOf(named: readonly NamedEvent[]): string {
  const kept = named.slice(0, trailMax);
  const bytes = Buffer.alloc(kept.length * 2);
  kept.forEach(({ name }, index) => bytes.writeUInt16LE(digestOf(name), index * 2));
  return bytes.toString('base64');
}

/** Compares what happened with what a tape recorded. */
export function matchTape(tape: Tape, named: readonly NamedEvent[], used: ReadonlySet<string>): TapeMatch {
  const recorded = digestsOf(tape.trail);
  const counts = new Map<number, number>();
  for (const { name } of named) counts.set(digestOf(name), (counts.get(digestOf(name)) ?? 0) + 1);
  let matched = 0;
  for (const digest of recorded) {
    const left = counts.get(digest) ?? 0;
    if (left === 0) continue;
    matched += 1;
    counts.set(digest, left - 1);
  }
  return {
    decisions: recorded.length,
    matched,
    vanished: Object.keys(tape.delays).filter((name) => !used.has(name)),
    firstDivergence: firstDivergence(recorded, named),
  };
}

/** The tape in parsed JSON. Throws UsageError `bad-tape` naming the field that is wrong; `where` names the file for it. */
export function asTape(value: unknown, where: string): Tape {
  const refuse = (field: string, wanted: string): never => {
    throw new UsageError('bad-tape', `${where} holds no tape: ${field} is not ${wanted}. Make it again with "manyworlds keep".`);
  };
  if (!isRecord(value)) return refuse('it', 'an object');
  if (value['v'] !== 1) refuse('"v"', '1, the version that this manyworlds reads');
  for (const field of ['suite', 'seed', 'trail']) if (typeof value[field] !== 'string') refuse(`"${field}"`, 'text');
  if (!/^[0-9a-f]{1,16}$/.test(String(value['seed']))) refuse('"seed"', '1 to 16 hexadecimal digits');
  if (!isTrail(String(value['trail']))) refuse('"trail"', 'base64 of pairs of bytes');
  if (!isRecord(value['settings'])) refuse('"settings"', 'an object');
  if (!('scenario' in value)) refuse('"scenario"', 'there');
  const delays = value['delays'];
  if (!isRecord(delays)) return refuse('"delays"', 'an object');
  for (const [name, delay] of Object.entries(delays)) {
    if (typeof delay !== 'number' || !Number.isFinite(delay) || delay < 0) refuse(`"delays" of ${name}`, 'a number of microseconds');
  }
  return value as unknown as Tape;
}

function firstDivergence(recorded: readonly number[], named: readonly NamedEvent[]): TapeMatch['firstDivergence'] {
  for (const [index, event] of named.entries()) {
    const digest = recorded[index];
    if (digest === undefined) return index >= trailMax ? null : { atMs: event.atMicros / 1000, name: event.name };
    if (digest !== digestOf(event.name)) return { atMs: event.atMicros / 1000, name: event.name };
  }
  const last = named.at(-1);
  return recorded.length > named.length && last !== undefined ? { atMs: last.atMicros / 1000, name: `the end, behind ${last.name}` } : null;
}

function digestsOf(trail: string): readonly number[] {
  const bytes = Buffer.from(trail, 'base64');
  return Array.from({ length: bytes.length >> 1 }, (_, index) => bytes.readUInt16LE(index * 2));
}

/** Each digest has two bytes. */
function isTrail(text: string): boolean {
  const isBase64 = text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
  return isBase64 && Buffer.from(text, 'base64').length % 2 === 0;
}

const digestOf = (name: string): number => hashName(name) & 0xffff;

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
