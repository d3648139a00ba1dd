/**
 * The finding of a refuted cell. It is the world as `run` would run it when that shows the same violation, so that both give it the same id;
 * when another property fails there before, the world is named with this property alone.
 */
import { exploreQuietly } from './explore-quietly.ts';
import { findingOf, type Finding } from './finding.ts';
import { localLane } from './local-lane.ts';
import type { Shown } from './matrix.ts';
import { ensurePrepared } from './preparation.ts';
import { quietly } from './console.ts';
import { settingsOfRow, type Refutation, type RowRequest } from './row.ts';
import { runWorld } from './run-world.ts';
import { idFor } from './store.ts';
import type { Settings, Suite } from './suite.ts';
import type { TraceEvent } from '../trace/index.ts';

/** A finding with the record of its smallest world. */
export interface RefutedCell {
  readonly finding: Finding;
  readonly trace: readonly TraceEvent[];
}

/** A world that shows a violation. */
export interface Sight {
  readonly suite: Suite;
  readonly settings: Settings;
  readonly seed: string;
  /** Number of the world in its search, from 0. */
  readonly index: number;
  /** Worlds of that search. */
  readonly worlds: number;
  readonly property: string;
}

/** What a finding shows to those who are to recognise it. */
export function shownBy({ finding, trace }: RefutedCell): Shown {
  return { violation: finding.violation, faults: finding.faults, trace };
}

/** Records and shrinks the world of a refutation; `store` is the folder of findings. Null when it does not show the violation again. */
export async function findRefutation(
  request: RowRequest,
  refutation: Refutation,
  shrink: boolean,
  store: string,
): Promise<RefutedCell | null> {
  const settings = await settingsThatShow(request, refutation);
  return findSight(request, { ...refutation, settings, worlds: request.worlds }, shrink, store);
}

/** Records and shrinks a world; null when it does not show the violation. */
export async function findSight(
  { strategy, baseSeed, signal }: Pick<RowRequest, 'strategy' | 'baseSeed' | 'signal'>,
  { suite, settings, seed, property, index, worlds }: Sight,
  shrink: boolean,
  store: string,
): Promise<RefutedCell | null> {
  // Whoever interrupts wants what there is: it is recorded, and not looked at for long.
  const isInterrupted = signal?.aborted === true;
  const result = await exploreQuietly({
    suite,
    settings,
    strategy,
    baseSeed: seed,
    worlds: 1,
    timeMs: null,
    checkDeterminism: false,
    shrink: shrink && !isInterrupted,
    lanes: [localLane([suite])],
    run: runWorld,
    ...(signal === undefined || isInterrupted ? {} : { signal }),
  });
  const sighting = result.findings.find(({ violation }) => violation.property === property);
  if (sighting === undefined) return null;
  const id = idFor(store, sighting.fingerprint);
  const finding = findingOf(id, { ...result, baseSeed, worlds }, { ...sighting, index });
  return { finding, trace: (sighting.explanation?.recorded ?? sighting.recorded).trace ?? [] };
}

async function settingsThatShow(request: RowRequest, { suite, seed, property }: Refutation): Promise<Settings> {
  const settings = settingsOfRow(request, suite, null);
  await ensurePrepared(suite, settings);
  const { violation } = await quietly(() => runWorld(suite, { seed, settings, strategy: request.strategy }));
  return violation?.property === property ? settings : settingsOfRow(request, suite, [property]);
}
