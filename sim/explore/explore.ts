/**
 * Many worlds of one suite, by number or by time, over any number of lanes. Every world of the run is explored even after a finding, so
 * that the combined hash always covers the whole run; what was found is collected once per distinct bug and recorded at the end.
 */
import { findDivergence, type Divergence, type RunWorld } from './divergence.ts';
import { storyShape } from '../trace/index.ts';
import { fingerprintOfStory } from './fingerprint.ts';
import { goalsAreJudged, goalsMissed } from './goals.ts';
import type { Chunk, Lane } from './lane.ts';
import type { WorldOutcome } from './outcome.ts';
import { ensurePrepared } from './preparation.ts';
import { seedOfWorld } from './seeds.ts';
import { explain, type Explanation } from './shrink/index.ts';
import type { Settings, Suite } from './suite.ts';
import { Tally, type Inconclusive, type Sighting } from './tally.ts';

/** Distinct bugs that one run of a suite records; further ones are only counted. */
export const FINDINGS_MAX = 10;

/** A chunk should take about this long, in milliseconds, so that lanes stay busy and a run stops in time. */
const CHUNK_MS = 100;
const CHUNK_WORLDS_MAX = 64;
/** So many findings of a run are examined at full length; the others in fewer replays, so that a person gets an answer in time. The story says so. */
const EXAMINED_MAX = 4;
const BRIEF = { replaysMax: 250, cpuMsMax: 4_000 } as const;

/** What to explore and how long. */
export interface ExploreRequest {
  readonly suite: Suite;
  readonly settings: Settings;
  readonly strategy: string;
  readonly baseSeed: string;
  /** Worlds to run; null when only time limits the run. */
  readonly worlds: number | null;
  /** Wall-clock milliseconds after which no further world is started; null for no limit. */
  readonly timeMs: number | null;
  readonly checkDeterminism: boolean;
  /** Stop at the first violated world instead of exploring all; what is reported is then the only finding. */
  readonly stopAtFinding?: boolean;
  /** Shrink what was found and find out what of it was necessary; without it findings are told as they were found. */
  readonly shrink?: boolean;
  readonly lanes: readonly Lane[];
  /** Runs the worlds that are recorded, in this thread. */
  readonly run: RunWorld;
  /** Aborted when the person interrupts: the worlds that run are finished, no others are started. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
  /** A finding is about to be shrunk; its property. */
  readonly onExplain?: (property: string) => void;
}

/** How far a run of a suite is. */
export interface Progress {
  readonly suite: string;
  readonly worlds: number;
  readonly worldsPlanned: number | null;
  readonly findings: number;
  readonly virtualMs: number;
  readonly wallMs: number;
  readonly timeMs: number | null;
  /** Which finding is being shrunk, from 1; null while worlds are explored. */
  readonly shrinking: { readonly finding: number; readonly of: number } | null;
}

/** A distinct bug with its first world, recorded. */
export interface RecordedSighting extends Sighting {
  /** The same world with its trace. */
  readonly recorded: WorldOutcome;
  /** The smallest world that shows the bug, and what of it was necessary; null when it was not shrunk or could not be. */
  readonly explanation: Explanation | null;
}

/** What a run of one suite found out. */
export interface SuiteResult {
  readonly suite: string;
  readonly baseSeed: string;
  readonly strategy: string;
  readonly settings: Settings;
  readonly worlds: number;
  readonly violatedWorlds: number;
  readonly inconclusiveWorlds: number;
  readonly inconclusive: Inconclusive | null;
  readonly findings: readonly RecordedSighting[];
  /** Distinct bugs beyond `FINDINGS_MAX`, not recorded. */
  readonly findingsLeftOut: number;
  readonly divergences: readonly Divergence[];
  readonly goals: Readonly<Record<string, number>>;
  /** How many faults of each kind really acted: a plan whose cause never comes proves nothing. */
  readonly acted: Readonly<Record<string, number>>;
  /** Goals that were judged and not reached. */
  readonly goalsMissed: readonly string[];
  readonly goalsJudged: boolean;
  /** Over all worlds in the order of their numbers. */
  readonly hash: string;
  readonly events: number;
  readonly choices: number;
  readonly virtualMs: number;
  readonly wallMs: number;
  readonly interrupted: boolean;
}

/** Explores one suite. Rejects with UsageError (bad settings) or InternalError; never because of what worlds do. */
export async function explore(request: ExploreRequest): Promise<SuiteResult> {
  const startMs = performance.now();
  const tally = new Tally(request.suite);
  await exploreOnLanes(request, tally, startMs);
  const interrupted = request.signal?.aborted ?? false;
  const sightings = tally.sightings;
  const findings: RecordedSighting[] = [];
  const divergences = [...tally.divergences];
  const chosen = choose(sightings, request.stopAtFinding === true ? 1 : FINDINGS_MAX);
  for (const sighting of chosen) {
    const { recorded, divergence } = await record(request, sighting);
    const isExplained = request.shrink === true && divergence === null && request.signal?.aborted !== true;
    if (isExplained) {
      const shrinking = { finding: findings.length + 1, of: chosen.length };
      request.onProgress?.({ ...progressOf(request, tally, startMs), shrinking });
    }
    const explanation = isExplained ? await explanationOf(request, sighting, findings.length < EXAMINED_MAX) : null;
    addFinding(findings, { ...sighting, fingerprint: identityOf(sighting, explanation, request.suite.name), recorded, explanation });
    if (divergence !== null) divergences.push(divergence);
  }
  const goalsJudged = !interrupted && goalsAreJudged(request.suite, tally.worlds);
  return {
    suite: request.suite.name,
    baseSeed: request.baseSeed,
    strategy: request.strategy,
    settings: request.settings,
    worlds: tally.worlds,
    violatedWorlds: tally.violatedWorlds,
    inconclusiveWorlds: tally.inconclusiveWorlds,
    inconclusive: tally.inconclusive,
    findings,
    findingsLeftOut: sightings.length - chosen.length,
    divergences,
    goals: tally.goals,
    acted: tally.acted,
    goalsMissed: goalsJudged ? goalsMissed(request.suite.goals, tally.goals) : [],
    goalsJudged,
    hash: tally.hash,
    events: tally.events,
    choices: tally.choices,
    virtualMs: tally.virtualMs,
    wallMs: performance.now() - startMs,
    interrupted,
  };
}

async function exploreOnLanes(request: ExploreRequest, tally: Tally, startMs: number): Promise<void> {
  const limit = request.worlds ?? Number.MAX_SAFE_INTEGER;
  const deadlineMs = request.timeMs === null ? Number.POSITIVE_INFINITY : startMs + request.timeMs;
  let next = 0;
  let failed = false;
  // At least one world is run however short the time is, unless the run was interrupted before it.
  const isOver = (): boolean =>
    failed ||
    request.signal?.aborted === true ||
    (next > 0 && performance.now() >= deadlineMs) ||
    (request.stopAtFinding === true && tally.bugs > 0);
  const stop = (): boolean => failed || request.signal?.aborted === true;

  async function work(lane: Lane): Promise<void> {
    let worldMs = CHUNK_MS;
    while (next < limit && !isOver()) {
      const most = request.stopAtFinding === true ? 1 : CHUNK_WORLDS_MAX;
      const count = Math.min(limit - next, clamp(Math.round(CHUNK_MS / worldMs), 1, most));
      const chunk = chunkOf(request, next, count);
      next += count;
      const chunkStartMs = performance.now();
      const results = await lane.run(chunk, stop);
      worldMs = Math.max(0.01, (performance.now() - chunkStartMs) / count);
      for (const result of results) tally.add(result);
      request.onProgress?.(progressOf(request, tally, startMs));
    }
  }

  await Promise.all(
    request.lanes.map(async (lane) => {
      try {
        await work(lane);
      } catch (error) {
        failed = true;
        throw error;
      }
    }),
  );
}

/** At most `limit` bugs in the order of their worlds; those that are the first of their property go before those that are not. */
function choose(sightings: readonly Sighting[], limit: number): readonly Sighting[] {
  const first = new Map(sightings.toReversed().map((sighting) => [sighting.violation.property, sighting]));
  const others = sightings.filter((sighting) => first.get(sighting.violation.property) !== sighting);
  const chosen = [...sightings.filter((sighting) => !others.includes(sighting)), ...others].slice(0, limit);
  return chosen.toSorted((left, right) => left.index - right.index);
}

/** Runs the first world of a bug again with recording on. A different hash means that the world is not deterministic. */
async function record(request: ExploreRequest, sighting: Sighting): Promise<{ recorded: WorldOutcome; divergence: Divergence | null }> {
  const { suite, settings, strategy } = request;
  const options = { seed: seedOfWorld(request.baseSeed, sighting.index), settings, strategy };
  await ensurePrepared(suite, settings);
  const recorded = await request.run(suite, { ...options, record: true });
  if (recorded.hash === sighting.outcome.hash) return { recorded, divergence: null };
  const divergence = await findDivergence(request.run, suite, options, sighting.outcome, sighting.index);
  return { recorded, divergence: divergence ?? unexplained(suite.name, options.seed, sighting.outcome.hash, recorded.hash) };
}

function explanationOf(request: ExploreRequest, { index, violation }: Sighting, isExamined: boolean): Promise<Explanation | null> {
  const { suite, settings, strategy, baseSeed, signal } = request;
  request.onExplain?.(violation.property);
  const subject = { suite, settings, strategy, seed: seedOfWorld(baseSeed, index), property: violation.property, signal };
  return explain(isExamined ? subject : { ...subject, ...BRIEF }, isExamined ? 'whole' : 'brief');
}

/** One bug has one id over seeds: what its smallest world tells counts, not how the first world that showed it put it. */
function identityOf(sighting: Sighting, explanation: Explanation | null, suite: string): string {
  const { violation, trace } = explanation?.recorded ?? {};
  if (explanation === null || !violation || !trace) return sighting.fingerprint;
  return fingerprintOfStory(suite, violation.property, storyShape(trace, violation));
}

/** Two sightings of which the smallest worlds tell the same story are one finding. */
function addFinding(findings: RecordedSighting[], finding: RecordedSighting): void {
  const index = findings.findIndex((other) => other.fingerprint === finding.fingerprint);
  const same = findings[index];
  if (same === undefined) findings.push(finding);
  else findings[index] = { ...same, occurrences: same.occurrences + finding.occurrences };
}

/** The world differed once and not again: the hashes are all that is known. */
function unexplained(suite: string, seed: string, first: string, second: string): Divergence {
  return { suite, seed, between: 'two runs', hashes: [first, second], first: null, second: null, same: 0 };
}

function chunkOf(request: ExploreRequest, from: number, count: number): Chunk {
  const { suite, settings, strategy, baseSeed, checkDeterminism } = request;
  return { suite: suite.name, settings, strategy, baseSeed, from, count, checkDeterminism };
}

function progressOf(request: ExploreRequest, tally: Tally, startMs: number): Progress {
  return {
    suite: request.suite.name,
    worlds: tally.worlds,
    worldsPlanned: request.worlds,
    findings: tally.bugs,
    virtualMs: tally.virtualMs,
    wallMs: performance.now() - startMs,
    timeMs: request.timeMs,
    shrinking: null,
  };
}

function clamp(value: number, minimum: number, maximum: number): number {
  return Math.max(minimum, Math.min(maximum, value));
}
