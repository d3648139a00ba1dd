/** A violated property with the world that shows it, as it is stored, printed with `--json` and replayed. */
import type { Violation } from '../check/index.ts';
import type { RecordedSighting, SuiteResult } from './explore.ts';
import type { WorldName } from './outcome.ts';
import type { Blame, DecidedAt, Explanation, PartCounts } from './shrink/index.ts';
import { isRecord, isTexts, isWorldName } from './shapes.ts';
import type { Tape } from './tape.ts';
import { encodeToken } from './token.ts';

/** What `finding.json` holds. */
export interface Finding {
  readonly v: 2;
  /** Four or more letters and digits, the same for the same bug in every world. */
  readonly id: string;
  /** What the id is a beginning of; findings of the first version have none. */
  readonly fingerprint?: string;
  /** Replays the world anywhere: `manyworlds replay mw2.…`. */
  readonly token: string;
  readonly world: WorldName;
  /** The world's hash: 16 hexadecimal digits. */
  readonly hash: string;
  /** As the shrunk world shows it, when there is one. */
  readonly violation: Violation;
  /** The faults of the world that the story tells, one line each. */
  readonly faults: readonly string[];
  /** Number of the world in the run that found it, from 1. */
  readonly worldNumber: number;
  /** Worlds of that run. */
  readonly worlds: number;
  /** Worlds of that run that showed the same bug. */
  readonly occurrences: number;
  readonly baseSeed: string;
  readonly events: number;
  readonly choices: number;
  readonly virtualMs: number;
  /** How the world in which it was found was resolved. */
  readonly configuration: Readonly<Record<string, string | number | boolean>>;
  /** The smallest world that shows the bug; null when it was not shrunk. */
  readonly tape: Tape | null;
  /** What shrinking cost and came to. */
  readonly shrunk: {
    readonly replays: number;
    /** Removing any single fault, task, host or delay was tried, and the bug was gone. */
    readonly isMinimal: boolean;
    readonly before: PartCounts;
    readonly after: PartCounts;
    readonly decisionsBefore: number;
    readonly decisionsAfter: number;
    readonly events: number;
  } | null;
  /** The faults that are left, each with what happens without it. */
  readonly blame: readonly Blame[];
  readonly decidedAt: DecidedAt | null;
}

/** The finding of a sighting under the id that the store gave it. */
export function findingOf(id: string, result: SuiteResult, sighting: RecordedSighting): Finding {
  const { outcome, violation, explanation } = sighting;
  const tape = explanation?.shrunk.tape ?? null;
  const token = { world: outcome.world, hash: outcome.hash, property: violation.property };
  return {
    v: 2,
    id,
    fingerprint: sighting.fingerprint,
    token: encodeToken(tape === null ? token : { ...token, tape }),
    world: outcome.world,
    hash: outcome.hash,
    violation: (explanation?.recorded ?? sighting.recorded).violation ?? violation,
    faults: (explanation?.recorded ?? outcome).faults,
    worldNumber: sighting.index + 1,
    worlds: result.worlds,
    occurrences: sighting.occurrences,
    baseSeed: result.baseSeed,
    events: outcome.events,
    choices: outcome.choices,
    virtualMs: outcome.virtualMs,
    configuration: outcome.configuration,
    ...explanationFields(explanation),
  };
}

function explanationFields(explanation: Explanation | null): Pick<Finding, 'tape' | 'shrunk' | 'blame' | 'decidedAt'> {
  if (explanation === null) return { tape: null, shrunk: null, blame: [], decidedAt: null };
  const { shrunk, recorded, blame, decidedAt } = explanation;
  const { tape, ...cost } = shrunk;
  return { tape, shrunk: { ...cost, events: recorded.events }, blame, decidedAt };
}

/** The finding in a parsed `finding.json`; null when it is none. Whether its world can be run is for the replay to say. */
export function asFinding(value: unknown): Finding | null {
  if (!isRecord(value)) return null;
  const candidate: Partial<Finding> = value;
  const isWhole =
    candidate.v === 2 &&
    [candidate.id, candidate.token, candidate.hash, candidate.baseSeed].every((field) => typeof field === 'string') &&
    [candidate.worldNumber, candidate.worlds, candidate.occurrences, candidate.events, candidate.choices].every(Number.isFinite) &&
    isTexts(candidate.faults) &&
    isWorldName(candidate.world) &&
    isViolation(candidate.violation) &&
    isExplained(value);
  return isWhole ? (candidate as Finding) : null;
}

/** Whatever is known beyond the discovery; the tape itself is checked when it is to be run. */
function isExplained({ configuration, tape, shrunk, blame, decidedAt }: Readonly<Record<string, unknown>>): boolean {
  const known = (one: unknown, fields: readonly string[]): boolean =>
    one === null || (isRecord(one) && fields.every((field) => Number.isFinite(one[field])));
  return (
    isRecord(configuration) &&
    (tape === null || isRecord(tape)) &&
    known(shrunk, ['replays', 'decisionsBefore', 'decisionsAfter']) &&
    known(decidedAt, ['atMs', 'failingBefore', 'failingAfter', 'tries']) &&
    Array.isArray(blame) &&
    blame.every((one) => isRecord(one) && isTexts([one['fault'], one['target']]) && known(one, ['atMs', 'worldsTried', 'worldsFailing']))
  );
}

function isViolation(value: unknown): boolean {
  if (!isRecord(value) || !Array.isArray(value['facts'])) return false;
  const facts = value['facts'] as readonly unknown[];
  return (
    isTexts([value['property'], value['sentence']]) &&
    Number.isFinite(value['atMs']) &&
    isTexts(value['about']) &&
    facts.every((fact) => isRecord(fact) && Number.isFinite(fact['atMs']) && isTexts([fact['host'], fact['text']]))
  );
}
