/**
 * One row of a matrix: every property is judged in the same worlds, and gets its own fair number of them. A world ends at its first
 * violation; so that a property which fails early hides nobody, it is switched off once it is refuted, and the world that refuted it is run
 * again for the others. The worlds of a cell are those in which its property was judged to the end, or to its violation.
 */
import { InternalError } from './internal-error.ts';
import { JUDGE_SETTING } from './judged.ts';
import type { Lane, WorldResult } from './lane.ts';
import type { Matrix, MatrixRow } from './matrix.ts';
import { seedOfWorld } from './seeds.ts';
import { runStretch, type Stretch } from './stretch.ts';
import type { Settings, Suite } from './suite.ts';

/** The first world that refutes a property. */
export interface Refutation {
  readonly property: string;
  readonly suite: Suite;
  /** Number of the world in its suite, from 0. */
  readonly index: number;
  readonly seed: string;
}

/** One property in one row. */
export interface RowCell {
  /** Worlds in which the property was judged. */
  worlds: number;
  refutation: Refutation | null;
}

/** How far a row is. */
export interface RowProgress {
  readonly suite: string;
  /** Worlds of the row that are done, over all its suites. */
  readonly worlds: number;
  readonly refuted: number;
  readonly virtualMs: number;
}

/** What a row is explored with. */
export interface RowRequest {
  readonly row: MatrixRow;
  readonly suites: readonly Suite[];
  /** Names of the properties that are to be judged; what a suite does not have is judged in the others. */
  readonly properties: readonly string[];
  /** Names of those that say nothing about this row: they watch all the same, and must not accuse. */
  readonly abstaining: readonly string[];
  /** What a person fixed on top of the row's own settings. */
  readonly settings: (suite: Suite) => Settings;
  readonly strategy: string;
  readonly baseSeed: string;
  /** Worlds of the row, dealt evenly among its suites. */
  readonly worlds: number;
  readonly determinism: Matrix['determinism'] | undefined;
  readonly lanes: readonly Lane[];
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (progress: RowProgress) => void;
}

/** What a row came to. */
export interface RowResult {
  /** By the name of the property. */
  readonly cells: ReadonlyMap<string, RowCell>;
  /** Worlds that met a limit before they ended. */
  readonly inconclusiveWorlds: number;
}

/** The settings of worlds of a row in which only these properties are judged; null judges all. */
export function settingsOfRow(request: Pick<RowRequest, 'row' | 'settings'>, suite: Suite, judged: readonly string[] | null): Settings {
  const settings = { ...request.row.settings, ...request.settings(suite) };
  return judged === null ? settings : { ...settings, [JUDGE_SETTING.key]: judged.join(',') };
}

/** Explores a row. Rejects with UsageError or InternalError, never because of what worlds do. */
export async function exploreRow(request: RowRequest): Promise<RowResult> {
  const row = new Row(request);
  const { suites, worlds } = request;
  for (const [position, suite] of suites.entries()) {
    const share = Math.floor(worlds / suites.length) + (position < worlds % suites.length ? 1 : 0);
    await row.explore(suite, share);
  }
  return row;
}

class Row implements RowResult {
  readonly cells: ReadonlyMap<string, RowCell>;
  inconclusiveWorlds = 0;
  readonly #request: RowRequest;
  /** Worlds of the suites before this one, and of this one. */
  #doneBefore = 0;
  #done = 0;
  #virtualMs = 0;

  constructor(request: RowRequest) {
    this.#request = request;
    this.cells = new Map(request.properties.map((name) => [name, { worlds: 0, refutation: null }]));
  }

  async explore(suite: Suite, worlds: number): Promise<void> {
    const { determinism, signal } = this.#request;
    const twiceTo = Math.min(worlds, determinism?.worlds ?? 0);
    let next = 0;
    while (next < worlds && signal?.aborted !== true) {
      const judged = this.#open(suite);
      if (judged.length === 0) break;
      const isTwice = next < twiceTo && judged.includes(determinism?.property ?? '');
      const stretch = await this.#stretch(suite, judged, next, isTwice ? twiceTo : worlds, isTwice);
      for (const name of judged) if (isTwice || name !== determinism?.property) this.#cell(name).worlds += stretch.held;
      if (stretch.violated !== null) this.#refute(suite, stretch.violated);
      next += stretch.held;
      this.#done = next;
    }
    this.#doneBefore += worlds;
    this.#done = 0;
  }

  #stretch(suite: Suite, judged: readonly string[], from: number, to: number, isTwice: boolean): Promise<Stretch> {
    const { lanes, signal, strategy, baseSeed, abstaining } = this.#request;
    const watching = suite.properties.map(({ name }) => name).filter((name) => judged.includes(name) || abstaining.includes(name));
    const settings = settingsOfRow(this.#request, suite, watching.length === suite.properties.length ? null : watching);
    const chunk = { suite: suite.name, settings, strategy, baseSeed, checkDeterminism: isTwice };
    return runStretch({
      chunk,
      from,
      to,
      lanes,
      signal,
      violated: (result) => this.#violated(result),
      onResults: (results) => this.#report(suite, results),
    });
  }

  /** The properties of the suite that nothing has refuted yet. */
  #open(suite: Suite): readonly string[] {
    return suite.properties.map(({ name }) => name).filter((name) => this.cells.get(name)?.refutation === null);
  }

  #violated({ outcome, divergence }: WorldResult): string | null {
    if (outcome.violation !== null) return outcome.violation.property;
    return divergence === null ? null : (this.#request.determinism?.property ?? null);
  }

  #cell(name: string): RowCell {
    const cell = this.cells.get(name);
    if (cell !== undefined) return cell;
    throw new InternalError(
      'unjudged-property',
      `A world of row ${this.#request.row.name} was ended by ${name}, which the matrix says to abstain there, or which no suite describes.`,
    );
  }

  #refute(suite: Suite, { index, property }: NonNullable<Stretch['violated']>): void {
    const cell = this.#cell(property);
    cell.worlds += 1;
    cell.refutation = { property, suite, index, seed: seedOfWorld(this.#request.baseSeed, index) };
  }

  #report(suite: Suite, results: readonly WorldResult[]): void {
    for (const { outcome } of results) {
      this.#virtualMs += outcome.virtualMs;
      if (outcome.status === 'inconclusive') this.inconclusiveWorlds += 1;
    }
    this.#done += results.length;
    const refuted = [...this.cells.values()].filter(({ refutation }) => refutation !== null).length;
    const worlds = this.#doneBefore + this.#done;
    this.#request.onProgress?.({ suite: suite.name, worlds, refuted, virtualMs: this.#virtualMs });
  }
}
