/**
 * The findings of a matrix: made from the worlds that refuted, kept in a folder of their row (two designs may show the same bug under one
 * id, and each keeps its own world), and told as stories where they refute somebody's claim. What is said of a finding is chosen by what it shows.
 */
import { join } from 'node:path';
import {
  findExhibit,
  findRefutation,
  openStore,
  shownBy,
  STORE_FOLDER,
  writeFinding,
  type Matrix,
  type MatrixNote,
  type RefutedCell,
  type Refutation,
  type RowRequest,
} from '../explore/index.ts';
import { tellBriefly, truncate, type StoryStyle, type VerdictStory } from '../report/index.ts';
import { foundBy, shortToken, storyOf, type Place } from './found.ts';
import { plainStyle } from './style.ts';
import type { Terminal } from './terminal.ts';

const LINE_COLUMNS = 100;
/** Findings that were searched for lie apart: one may have the id of a cell's finding, and is another world. */
const EXHIBITS_FOLDER = 'exhibits';

/** The finding of a cell, and what is known of what it shows. */
export interface CellFinding {
  readonly id: string;
  readonly hazards: readonly string[];
}

/** Findings of one run of the command. */
export class VerdictFindings {
  /** One line a finding, for people. */
  readonly lines: string[] = [];
  /** For the document. */
  readonly stories: VerdictStory[] = [];
  readonly #matrix: Matrix;
  readonly #shrink: boolean;
  readonly #place: Place;
  readonly #terminal: Terminal;
  readonly #style: StoryStyle;

  constructor(matrix: Matrix, shrink: boolean, place: Place, terminal: Terminal, style: StoryStyle) {
    this.#matrix = matrix;
    this.#shrink = shrink;
    this.#place = place;
    this.#terminal = terminal;
    this.#style = style;
  }

  /** The finding of a refuted cell, kept in the store; null when its world does not show the violation again. */
  async ofCell(request: RowRequest, refutation: Refutation): Promise<CellFinding | null> {
    const row = request.row.name;
    const folder = this.#folder(row);
    const found = await findRefutation(request, refutation, this.#shrink, folder);
    if (found === null) return null;
    const { property, seed, suite } = refutation;
    const { finding } = found;
    this.#keep(folder, found);
    const sentence = `${finding.id.padEnd(4)}  ${row} ${property}, ${suite.name} seed ${seed}: ${finding.violation.sentence}`;
    this.lines.push(truncate(sentence, LINE_COLUMNS, this.#style.symbols.ellipsis));
    const note = this.#noteOf(row, found);
    const hazards = note?.hazards ?? [];
    const refutes = note?.refutes ?? null;
    if (refutes !== null || note?.isNotable === true)
      this.stories.push({ ...this.#story(row, [], found), title: property, property, refutes, hazards });
    return { id: finding.id, hazards };
  }

  /** Searches for what is expected of a row; `properties` are the names of those that are judged. */
  async exhibits(request: RowRequest, properties: ReadonlySet<string>): Promise<void> {
    const row = request.row.name;
    const wanted = (this.#matrix.exhibits ?? []).filter((one) => one.row === row && properties.has(one.property));
    for (const exhibit of wanted) {
      const { title, property, worldsMax, suite } = exhibit;
      const folder = this.#folder(row, EXHIBITS_FOLDER);
      const found = await findExhibit(request, exhibit, this.#shrink, folder);
      if (found === null) {
        this.stories.push({
          row,
          title,
          property,
          refutes: null,
          hazards: [],
          finding: null,
          story: `not seen in ${worldsMax} worlds of ${suite}`,
          token: null,
        });
        continue;
      }
      this.#keep(folder, found);
      const { hazards = [], refutes = null } = this.#noteOf(row, found) ?? {};
      this.stories.push({ ...this.#story(row, [EXHIBITS_FOLDER], found), title, property, refutes, hazards });
    }
  }

  #folder(...below: readonly string[]): string {
    const folder = join(this.#place.store, ...below);
    openStore(folder);
    return folder;
  }

  #noteOf(row: string, found: RefutedCell): MatrixNote | undefined {
    const shown = shownBy(found);
    const notes = (this.#matrix.notes ?? []).filter((note) => note.row === row && note.property === shown.violation.property);
    return notes.find(({ explains }) => explains === undefined || explains(shown));
  }

  #keep(store: string, { finding, trace }: RefutedCell): void {
    const story = storyOf(finding, trace, { ...this.#place, store }, plainStyle(this.#terminal));
    writeFinding(store, finding, trace, `${story}\n`);
  }

  /** Told as it is when the command of the document runs, which writes to the usual folder. */
  #story(
    row: string,
    below: readonly string[],
    { finding, trace }: RefutedCell,
  ): Pick<VerdictStory, 'row' | 'finding' | 'story' | 'token'> {
    const folder = [STORE_FOLDER, row, ...below].join('/');
    const commands = [['replay', `npx manyworlds replay ${finding.id} --out ${folder}`]] as const;
    const story = tellBriefly({ ...finding, trace, foundBy: foundBy(finding), commands }, plainStyle(this.#terminal));
    return { row, finding: finding.id, story, token: shortToken(finding) };
  }
}
