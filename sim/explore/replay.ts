/**
 * One world again, recorded, and whether it is the world that was meant. A world of a seed is the same when its hash is; a shrunk world when
 * every decision of its tape matched. What is not the same is told apart by running it twice: if the world agrees with itself, the code
 * changed since; if not, it is not deterministic.
 */
import { existsSync } from 'node:fs';
import type { TraceEvent } from '../trace/index.ts';
import { findDivergence, firstDifference, type Divergence, type RunWorld } from './divergence.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import type { Finding } from './finding.ts';
import { suggestion } from '../wording/index.ts';
import type { WorldName, WorldOutcome } from './outcome.ts';
import { ensurePrepared } from './preparation.ts';
import { inAnotherOrder } from './reenact.ts';
import { findById, findByPath, readTrace } from './store.ts';
import { isRegressionFile, readRegressionFile } from './regression-files.ts';
import { checkProperty, type Regression } from './regression.ts';
import type { RunWorldOptions } from './run-world.ts';
import type { Suite } from './suite.ts';
import { asTape, type Tape } from './tape.ts';
import { isSameWorld, prepareTape, runTape } from './taped-world.ts';
import { decodeToken, looksLikeToken } from './token.ts';
import { UsageError } from './usage-error.ts';
import { checkHash, checkSettings, checkWorldName } from './world-name.ts';

/** What is to be replayed. */
export interface ReplaySubject {
  readonly world: WorldName;
  /** The hash that the world had. */
  readonly hash: string;
  readonly stepsMax: number | null;
  /** The tape of the shrunk world, which is what is replayed when there is one. */
  readonly tape: Tape | null;
  /** Name of the property that the world violated; null when the token is from before tokens named it. */
  readonly property: string | null;
  /** It is a kept world: its property must be one of its suite. */
  readonly isKept?: true;
  /** The stored finding, when it came from one. */
  readonly finding: Finding | null;
  /** Its recorded events, when they are there: those of the shrunk world when there is one. */
  readonly trace: readonly TraceEvent[] | null;
}

/** How a replay ended. */
export interface Replay {
  /**
   * `reproduced`: the same world. `code-changed`: another world that agrees with itself. `nondeterministic`: it does not agree with itself.
   */
  readonly result: 'reproduced' | 'code-changed' | 'nondeterministic';
  /**
   * What became of the recorded violation: `there` again; `other`: the world violates another property; `gone`: it violates none;
   * `unrecorded`: the subject names no property to compare with.
   */
  readonly recorded: 'there' | 'other' | 'gone' | 'unrecorded';
  readonly outcome: WorldOutcome;
  /** Where this run and the record (or this run and itself) part; null when reproduced or when nothing was recorded. */
  readonly divergence: Divergence | null;
  readonly exitCode: ExitCode;
  /** The tape's own order does not fail any more, and another order of its scenario does: `outcome` is of that one. */
  readonly isOtherOrder?: true;
}

/**
 * What an id, token, finding or kept world means; `store` is the folder of findings. With `original` the world as it was found, before it was shrunk.
 * Throws UsageError when it is none of them or damaged.
 */
export function resolveSubject(text: string, store: string, original = false): ReplaySubject {
  if (looksLikeToken(text)) {
    const { world, hash, stepsMax, property, tape } = decodeToken(text);
    return {
      world,
      hash,
      stepsMax: stepsMax ?? null,
      tape: original ? null : (tape ?? null),
      property: property ?? null,
      finding: null,
      trace: null,
    };
  }
  if (isRegressionFile(text)) return keptSubject(readRegressionFile(text));
  const isId = /^[a-z0-9]{4,30}$/.test(text);
  const { finding, folder } = !isId && existsSync(text) ? findByPath(text) : findById(store, text);
  const { property } = finding.violation;
  const tape = tapeOf(finding, folder);
  return {
    world: checkWorldName(finding.world),
    hash: checkHash(finding.hash),
    stepsMax: null,
    tape: original ? null : tape,
    property,
    finding,
    // The record is of the world that the story tells.
    trace: original && tape !== null ? null : readTrace(folder),
  };
}

function keptSubject({ world, hash, tape, property }: Regression): ReplaySubject {
  return { world, hash, stepsMax: null, tape, property, isKept: true, finding: null, trace: null };
}

/** The tape of a finding, null when it was not shrunk. Throws UsageError `bad-tape`. */
export function tapeOf(finding: Finding, folder: string): Tape | null {
  const tape: unknown = 'tape' in finding ? finding.tape : null;
  return tape === null ? null : asTape(tape, `${folder}/finding.json`);
}

/**
 * Runs the subject's world and compares it. Throws UsageError `unknown-suite` when the configuration does not have its suite,
 * `unknown-property` when it is a kept world of a property that the suite does not have, `unknown-setting` or `bad-setting` when the suite does not have or allow its settings, `foreign-tape` when the tape is of another suite,
 * and PropertyError.
 */
export async function replay(suites: readonly Suite[], subject: ReplaySubject, run: RunWorld): Promise<Replay> {
  const suite = suiteOf(subject.world, suites);
  if (subject.isKept === true) checkProperty(suite, subject.property ?? '');
  const options = await optionsOf(subject, suite, suites);
  const outcome = await runTape(run, suite, { ...options, record: true });
  const recorded = compareViolation(subject, outcome);
  if (isSame(subject, outcome)) {
    const exitCode = recorded === 'unrecorded' ? exitCodeOf(outcome) : exitCodeOfRecorded(recorded);
    return { result: 'reproduced', recorded, outcome, divergence: null, exitCode };
  }
  const self = await findDivergence(run, suite, options, outcome, 1);
  if (self !== null) return { result: 'nondeterministic', recorded, outcome, divergence: self, exitCode: EXIT.nondeterministic };
  const isViolated = recorded === 'unrecorded' && outcome.violation !== null;
  const again = recorded === 'there' || subject.property === null ? null : await inAnotherOrder(run, suite, options, subject.property);
  if (again !== null) {
    const divergence = fromRecord(subject, outcome);
    return { result: 'code-changed', recorded: 'there', outcome: again, divergence, exitCode: EXIT.violated, isOtherOrder: true };
  }
  return {
    result: 'code-changed',
    recorded,
    outcome,
    divergence: fromRecord(subject, outcome),
    exitCode: isViolated ? EXIT.violated : exitCodeOfRecorded(recorded),
  };
}

async function optionsOf({ world, tape, stepsMax }: ReplaySubject, suite: Suite, suites: readonly Suite[]): Promise<RunWorldOptions> {
  const limit = stepsMax === null ? {} : { stepsMax };
  if (tape !== null) return { ...(await prepareTape(tape, world, suite, suites)), ...limit };
  const { seed, settings, strategy } = checkSettings(world, suite, suites);
  await ensurePrepared(suite, settings);
  return { seed, settings, strategy, ...limit };
}

/** A tape that carries no trail (in a token) cannot be compared: the same violation has to do. */
function isSame(subject: ReplaySubject, outcome: WorldOutcome): boolean {
  const match = outcome.tapeMatch;
  if (subject.tape === null || match === null) return outcome.hash === subject.hash;
  return match.decisions === 0 ? compareViolation(subject, outcome) === 'there' : isSameWorld(match);
}

/** The suite of a world. Throws UsageError `unknown-suite`. */
export function suiteOf(world: WorldName, suites: readonly Suite[]): Suite {
  const suite = suites.find((candidate) => candidate.name === world.suite);
  if (suite !== undefined) return suite;
  const names = suites.map((candidate) => candidate.name);
  throw new UsageError(
    'unknown-suite',
    `The world belongs to suite "${world.suite}", which this configuration does not have.${suggestion(world.suite, names, 'suites')}`,
  );
}

function compareViolation({ property }: ReplaySubject, { violation }: WorldOutcome): Replay['recorded'] {
  if (property === null) return 'unrecorded';
  if (violation === null) return 'gone';
  return violation.property === property ? 'there' : 'other';
}

function exitCodeOfRecorded(recorded: Replay['recorded']): ExitCode {
  return recorded === 'there' ? EXIT.violated : EXIT.nondeterministic;
}

function exitCodeOf(outcome: WorldOutcome): ExitCode {
  if (outcome.status === 'violated') return EXIT.violated;
  return outcome.status === 'inconclusive' ? EXIT.inconclusive : EXIT.held;
}

function fromRecord(subject: ReplaySubject, outcome: WorldOutcome): Divergence | null {
  if (subject.trace === null) return null;
  const hashes = [subject.hash, outcome.hash] as const;
  return {
    suite: subject.world.suite,
    seed: subject.world.seed,
    between: 'the record and this run',
    hashes,
    ...firstDifference(subject.trace, outcome.trace ?? []),
  };
}
