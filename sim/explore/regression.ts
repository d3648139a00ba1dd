/**
 * A kept world: a finding that became a test. It is plain data with a version, so that it outlives the code that found it: which world it
 * is, what was violated in it, its story for people, and what it must show from now on. A world of a repaired bug must hold; a world of a
 * known hazard must still be violated.
 */
import { UsageError } from './usage-error.ts';
import type { Finding } from './finding.ts';
import { suggestion } from '../wording/index.ts';
import type { WorldName } from './outcome.ts';
import type { TraceEvent } from '../trace/index.ts';
import { isRecord, isTexts, isWorldName } from './shapes.ts';
import type { Suite } from './suite.ts';
import { asTape, type Tape } from './tape.ts';
import { checkHash, checkWorldName } from './world-name.ts';

/** What a kept world must show. */
export type Expectation = 'held' | 'violated';

/** What `<name>.world.json` holds. */
export interface Regression {
  readonly v: 1;
  readonly type: 'kept-world';
  /** Lower-case words joined by dashes; the file is called after it. */
  readonly name: string;
  /** Id of the finding it was kept from. */
  readonly finding: string;
  readonly expect: Expectation;
  /** Name of the property that was violated. */
  readonly property: string;
  /** The violation in one sentence. */
  readonly sentence: string;
  readonly world: WorldName;
  /** The world's hash when it was kept: 16 hexadecimal digits. */
  readonly hash: string;
  /** The tape of the shrunk world; null when the finding was not shrunk, and the world is run by its seed. */
  readonly tape: Tape | null;
  /** When it went wrong, and how many events had happened by then: a world that does not come so far is stale. */
  readonly moment: Moment;
  /** The faults that struck and were needed, one line each; a world in which they strike no more is stale. */
  readonly faults: readonly string[];
  /** The story as it was told, line by line. */
  readonly story: readonly string[];
}

/** A moment of a world. */
export interface Moment {
  /** Virtual milliseconds. */
  readonly atMs: number;
  /** Events up to then. */
  readonly events: number;
}

/** The name in words joined by dashes. Throws UsageError `bad-name`. */
export function checkRegressionName(name: string): string {
  if (/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name) && name.length <= 80) return name;
  throw new UsageError(
    'bad-name',
    `"${name}" is no name for a kept world: write lower-case words joined by dashes, for example worker-pauses-after-lease.`,
  );
}

/** A finding as a kept world. */
export function regressionOf(
  finding: Finding,
  { tape, moment, name, expect, story }: Pick<Regression, 'tape' | 'moment' | 'name' | 'expect' | 'story'>,
): Regression {
  return {
    v: 1,
    type: 'kept-world',
    name: checkRegressionName(name),
    finding: finding.id,
    expect,
    property: finding.violation.property,
    sentence: finding.violation.sentence,
    world: finding.world,
    hash: finding.hash,
    tape,
    moment,
    faults: faultsOf(finding),
    story,
  };
}

/**
 * When the world of a finding went wrong: at the last fact before the contradiction (which may be judged much later) or at the last fault that
 * was necessary. `trace` is the record beside the finding.
 */
export function momentOf({ violation, blame, events }: Finding, trace: readonly TraceEvent[]): Moment {
  const facts = violation.facts.length > 1 ? violation.facts.slice(0, -1) : violation.facts;
  const times = [...facts, ...blame.filter((one) => one.necessary)].map(({ atMs }) => atMs);
  const atMs = Math.max(0, ...times);
  const past = trace.filter((entry) => entry.atMicros <= atMs * 1000);
  return { atMs, events: trace.length === 0 ? events : past.reduce((most, { event }) => Math.max(most, event), 0) };
}

/** The faults without which the world would be another one: those that were necessary, as far as that is known. */
function faultsOf({ blame, faults }: Finding): readonly string[] {
  if (blame.length === 0) return faults;
  return blame.filter((one) => one.necessary).map(({ atMs, target, fault }) => `${(atMs / 1000).toFixed(3)}s ${target} ${fault}`);
}

/** Found in every suite: a call that would really happen. */
const ALWAYS_THERE = 'no-real-io';

/**
 * Throws UsageError `unknown-property` when the suite does not list the property: no world could be violated as it is kept. A suite that
 * lists none says nothing about what it has.
 */
export function checkProperty(suite: Suite, property: string): void {
  const names = suite.properties.map(({ name }) => name);
  if (names.length === 0 || property === ALWAYS_THERE || names.includes(property)) return;
  throw new UsageError(
    'unknown-property',
    `Suite "${suite.name}" has no property "${property}".${suggestion(property, names, 'properties there')} A property that is judged has to be listed in the suite's "properties".`,
  );
}

/** Reads the parsed text of a kept world. Throws UsageError `bad-regression` that says what is wrong with which field. */
export function readRegression(value: unknown, place: string): Regression {
  const wrong = problemOf(value);
  if (wrong !== null) throw new UsageError('bad-regression', `${place} is no kept world: ${wrong}. Keep it again with "manyworlds keep".`);
  const regression = value as Regression;
  checkHash(regression.hash);
  const { tape } = regression;
  return { ...regression, world: checkWorldName(regression.world), tape: tape === null ? null : asTape(tape, place) };
}

/** What is wrong, naming the field; null when all is well. */
function problemOf(value: unknown): string | null {
  if (!isRecord(value)) return 'it holds no object';
  if (value['type'] !== 'kept-world') return `"type" is ${shown(value['type'])} and must be "kept-world"`;
  if (value['v'] !== 1) return `"v" is ${shown(value['v'])}, and this manyworlds reads version 1`;
  if (value['expect'] !== 'held' && value['expect'] !== 'violated')
    return `"expect" is ${shown(value['expect'])} and must be "held" or "violated"`;
  for (const field of ['name', 'finding', 'property', 'sentence', 'hash'])
    if (typeof value[field] !== 'string') return `"${field}" is ${shown(value[field])} and must be text`;
  for (const field of ['faults', 'story'])
    if (!isTexts(value[field])) return `"${field}" is ${shown(value[field])} and must be a list of lines`;
  const { moment } = value;
  if (!isRecord(moment) || ![moment['atMs'], moment['events']].every(Number.isFinite))
    return `"moment" is ${shown(moment)} and must have "atMs" and "events"`;
  if (value['tape'] === undefined) return '"tape" is missing and must be a tape or null';
  return isWorldName(value['world']) ? null : `"world" is ${shown(value['world'])} and must name suite, seed, strategy and settings`;
}

function shown(value: unknown): string {
  const text = value === undefined ? 'missing' : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
