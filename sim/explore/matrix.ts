/**
 * A matrix of verdicts, as a configuration states it: rows (designs, versions, sizes: whatever settings can say) against the properties of
 * some suites. The command `verdict` fills its cells.
 */
import type { Violation } from '../check/index.ts';
import type { TraceEvent } from '../trace/index.ts';
import { JUDGE_SETTING } from './judged.ts';
import type { Settings, Suite } from './suite.ts';
import { UsageError } from './usage-error.ts';

/** What is put to the test in one row. */
export interface MatrixRow {
  /** One word. */
  readonly name: string;
  /** One line. */
  readonly description: string;
  /** Fixed in all its worlds. */
  readonly settings: Settings;
  /** Every property must hold here; a violation in another row is a finding about that row and no failure of the run. */
  readonly mustHold?: boolean;
}

/** What a finding shows, for those who are to recognise it. */
export interface Shown {
  readonly violation: Violation;
  /** The faults that were injected, one line each in plain words. */
  readonly faults: readonly string[];
  /** Everything that happened in its world. */
  readonly trace: readonly TraceEvent[];
}

/** What is known about a violation: why it happens, and whose claim it refutes. One property is violated in many ways. */
export interface MatrixNote {
  readonly row: string;
  /** Name of the property. */
  readonly property: string;
  /** Whether this is what the finding shows; the first note of a cell that says so counts. Absent: any violation of the property is. */
  readonly explains?: (shown: Shown) => boolean;
  /** Short names of known hazards that explain a violation, e.g. `C1`. */
  readonly hazards: readonly string[];
  /** What somebody wrote that a violation refutes; its story is then told in the document. */
  readonly refutes?: { readonly document: string; readonly claim: string };
  /** Its story is told in the document, too. */
  readonly isNotable?: boolean;
}

/**
 * A particular violation that is expected of a row and that the document must show: worlds are searched until one shows it, whatever else
 * violates the property before.
 */
export interface MatrixExhibit {
  readonly row: string;
  /** Name of the property. */
  readonly property: string;
  /** What is to be seen, as a heading. */
  readonly title: string;
  /** Name of the suite whose worlds are searched. */
  readonly suite: string;
  /** Fixed in these worlds, beside the row's own settings. */
  readonly settings: Settings;
  /** Worlds that are searched at most. */
  readonly worldsMax: number;
  /** Whether a finding shows it. Why it happens and what it refutes is said by the notes. */
  readonly shows: (shown: Shown) => boolean;
}

/** Why a property says nothing about some rows. */
export interface MatrixAbstention {
  readonly rows: readonly string[];
  /** Name of the property. */
  readonly property: string;
  readonly reason: string;
}

/** Rows against properties. */
export interface Matrix {
  /** Names of the suites among which the worlds of a row are dealt, in this order; each must have the setting `judge`. */
  readonly suites: readonly string[];
  readonly rows: readonly MatrixRow[];
  /** A property that is judged by running worlds twice, and in how many worlds of each suite. */
  readonly determinism?: { readonly property: string; readonly worlds: number };
  readonly notes?: readonly MatrixNote[];
  /** Shown in the document, in this order. */
  readonly exhibits?: readonly MatrixExhibit[];
  /** What the short names of hazards mean, a sentence each. */
  readonly hazards?: Readonly<Record<string, string>>;
  readonly abstentions?: readonly MatrixAbstention[];
}

/** Refuses a matrix whose notes name nothing that is there. Throws UsageError `bad-matrix`. */
export function checkMatrix({ rows, notes = [], exhibits = [], abstentions = [], hazards = {} }: Matrix, suites: readonly Suite[]): void {
  const names = rows.map(({ name }) => name);
  const properties = new Set(suites.flatMap((suite) => suite.properties.map(({ name }) => name)));
  const known = [...notes, ...exhibits];
  const places = [...known.map((note) => ({ ...note, rows: [note.row] })), ...abstentions];
  const wrong = [
    ...names.filter((name) => !/^[\w-]+$/.test(name)).map((name) => `row "${name}", which is no word`),
    ...names.filter((name, position) => names.indexOf(name) !== position).map((name) => `two rows named "${name}"`),
    ...places.flatMap((place) => place.rows.filter((row) => !names.includes(row)).map((row) => `a note about row "${row}"`)),
    ...places.filter(({ property }) => !properties.has(property)).map(({ property }) => `a note about property "${property}"`),
    ...exhibits.filter(({ suite }) => !suites.some(({ name }) => name === suite)).map(({ suite }) => `an exhibit of suite "${suite}"`),
    ...notes.flatMap((note) => note.hazards.filter((hazard) => !(hazard in hazards)).map((hazard) => `hazard "${hazard}" without words`)),
  ];
  if (rows.length === 0) wrong.push('no rows');
  if (wrong.length > 0) throw new UsageError('bad-matrix', `The matrix of the configuration has ${wrong.join(', ')}.`);
}

/** The suites of a matrix. Throws UsageError `bad-matrix` for a suite that is not there, or whose properties cannot be judged one by one. */
export function suitesOfMatrix(matrix: Matrix, all: readonly Suite[]): readonly Suite[] {
  return matrix.suites.map((name) => {
    const suite = all.find((candidate) => candidate.name === name);
    if (suite === undefined)
      throw new UsageError('bad-matrix', `The matrix of the configuration names suite "${name}", which is not there.`);
    if (!suite.settings.some(({ key }) => key === JUDGE_SETTING.key))
      throw new UsageError(
        'bad-matrix',
        `Suite "${name}" of the matrix has no setting "judge": add JUDGE_SETTING to its settings and judge only judgedProperties(…).`,
      );
    return suite;
  });
}
