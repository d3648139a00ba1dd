/** What `verdict` makes of rows: findings in the store, the table or its JSON lines, the Markdown document, and the exit code. */
import { writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import {
  EXIT,
  findRefutation,
  makeFolders,
  UsageError,
  writeFinding,
  type ExitCode,
  type MatrixNote,
  type Refutation,
  type RowCell,
  type RowRequest,
  type RowResult,
} from '../explore/index.ts';
import {
  formatDuration,
  plural,
  tellBriefly,
  truncate,
  verdictDocument,
  verdictTable,
  type StoryStyle,
  type VerdictCell,
  type VerdictStory,
} from '../report/index.ts';
import { foundBy, shortToken, storeFlag, storyOf, type Place } from './found.ts';
import { plainStyle } from './style.ts';
import type { Terminal } from './terminal.ts';
import type { VerdictPlan } from './verdict.ts';

/** Takes rows as they come. */
export interface VerdictResults {
  /** A row was explored: makes its findings. */
  row(request: RowRequest, result: RowResult, onShrink: (property: string, position: number, of: number) => void): Promise<void>;
  /** All rows were explored, or the run was interrupted. Throws UsageError `unwritable-file`. */
  finish(): ExitCode;
}

/** Results for this terminal. */
export function verdictResults(plan: VerdictPlan, place: Place, terminal: Terminal, style: StoryStyle, isJson: boolean): VerdictResults {
  const results = new Results(plan, place, terminal, style);
  return {
    row: (request, result, onShrink) => results.row(request, result, onShrink),
    finish: () => results.finish(isJson),
  };
}

class Results {
  readonly #plan: VerdictPlan;
  readonly #place: Place;
  readonly #terminal: Terminal;
  readonly #style: StoryStyle;
  readonly #cells: VerdictCell[] = [];
  readonly #stories: VerdictStory[] = [];
  /** One line a finding, for people. */
  readonly #lines: string[] = [];
  readonly #startMs: number = performance.now();
  #isInconclusive = false;
  #isNondeterministic = false;

  constructor(plan: VerdictPlan, place: Place, terminal: Terminal, style: StoryStyle) {
    this.#plan = plan;
    this.#place = place;
    this.#terminal = terminal;
    this.#style = style;
  }

  async row(request: RowRequest, result: RowResult, onShrink: (property: string, position: number, of: number) => void): Promise<void> {
    const refuted = [...result.cells.values()].filter(({ refutation }) => refutation !== null).length;
    if (request.row.mustHold === true && result.inconclusiveWorlds > 0) this.#isInconclusive = true;
    let position = 0;
    for (const { name } of this.#plan.properties) {
      const cell = result.cells.get(name);
      const refutation = cell?.refutation ?? null;
      if (refutation !== null) onShrink(name, (position += 1), refuted);
      const finding = refutation === null ? null : await this.#find(request, refutation);
      this.#cells.push(this.#cellOf(request.row.name, name, cell, finding));
    }
  }

  finish(isJson: boolean): ExitCode {
    this.#unexplored();
    const exitCode = this.#exitCode();
    const { document } = this.#plan;
    if (document !== null) this.#writeDocument(document);
    if (isJson) for (const cell of this.#cells) this.#terminal.out(`${JSON.stringify(asJson(cell))}\n`);
    else this.#print(exitCode);
    return exitCode;
  }

  /** Rows that an interrupted run did not come to. */
  #unexplored(): void {
    const explored = new Set(this.#cells.map(({ row }) => row));
    for (const { name: row } of this.#plan.rows.filter(({ name }) => !explored.has(name)))
      for (const { name } of this.#plan.properties) this.#cells.push(this.#cellOf(row, name, undefined, null));
  }

  #cellOf(row: string, property: string, cell: RowCell | undefined, finding: string | null): VerdictCell {
    const abstention = this.#plan.matrix.abstentions?.find((one) => one.property === property && one.rows.includes(row));
    const common = { row, property, worlds: cell?.worlds ?? 0, finding, hazards: [], reason: null };
    if (abstention !== undefined) return { ...common, verdict: 'abstains', reason: abstention.reason };
    if (cell === undefined || cell.worlds === 0) return { ...common, verdict: 'unjudged' };
    if (cell.refutation === null) return { ...common, verdict: 'holds' };
    return { ...common, verdict: 'violated', hazards: this.#noteOf(row, property)?.hazards ?? [] };
  }

  #noteOf(row: string, property: string): MatrixNote | undefined {
    return this.#plan.matrix.notes?.find((note) => note.row === row && note.property === property);
  }

  /** Makes the finding of a refuted cell and keeps it in the store; answers its id. */
  async #find(request: RowRequest, refutation: Refutation): Promise<string | null> {
    const found = await findRefutation(request, refutation, this.#plan.shrink, this.#place.store);
    if (found === null) {
      this.#isNondeterministic = true;
      return null;
    }
    const { finding, trace } = found;
    const plain = plainStyle(this.#terminal);
    writeFinding(this.#place.store, finding, trace, `${storyOf(finding, trace, this.#place, plain)}\n`);
    const { property, seed, suite } = refutation;
    const sentence = `${finding.id.padEnd(4)}  ${request.row.name} ${property}, ${suite.name} seed ${seed}: ${finding.violation.sentence}`;
    this.#lines.push(truncate(sentence, 100, this.#style.symbols.ellipsis));
    const { refutes = null, isNotable = false } = this.#noteOf(request.row.name, property) ?? {};
    if (refutes !== null || isNotable) {
      const commands = [['replay', `npx manyworlds replay ${finding.id}`]] as const;
      const story = tellBriefly({ ...finding, trace, foundBy: foundBy(finding), commands }, plain);
      this.#stories.push({ row: request.row.name, property, finding: finding.id, refutes, story, token: shortToken(finding) });
    }
    return finding.id;
  }

  #exitCode(): ExitCode {
    const mustHold = new Set(this.#plan.rows.filter((row) => row.mustHold === true).map(({ name }) => name));
    if (this.#terminal.signal.aborted) return EXIT.interrupted;
    if (this.#isNondeterministic) return EXIT.nondeterministic;
    if (this.#cells.some(({ row, verdict }) => verdict === 'violated' && mustHold.has(row))) return EXIT.violated;
    return this.#isInconclusive ? EXIT.inconclusive : EXIT.held;
  }

  #print(exitCode: ExitCode): void {
    const { paint } = this.#style;
    const out = (text: string): void => this.#terminal.out(`${text}\n`);
    out(verdictTable(this.#table(), this.#style));
    if (this.#lines.length > 0)
      out(['', ...this.#lines, '', `replay one: npx manyworlds replay <id>${storeFlag(this.#place, 'out')}`].join('\n'));
    const judged = this.#cells.filter(({ verdict }) => verdict === 'holds' || verdict === 'violated');
    const violated = judged.filter(({ verdict }) => verdict === 'violated').length;
    const duration = formatDuration(performance.now() - this.#startMs);
    out(`\n${paint.faint(`seed ${this.#plan.baseSeed}`)}`);
    out(`${plural(judged.length, 'cell')}, ${violated} violated in ${duration}: ${MEANINGS[exitCode] ?? ''} (exit code ${exitCode})`);
  }

  #table(): Parameters<typeof verdictTable>[0] {
    const { rows, properties, worlds } = this.#plan;
    return { rows: rows.map((row) => ({ ...row, mustHold: row.mustHold === true })), properties, cells: this.#cells, worlds };
  }

  #writeDocument(file: string): void {
    const { command, baseSeed: seed, suites, matrix } = this.#plan;
    const input = { ...this.#table(), command, seed, suites: suites.map(({ name }) => name), hazards: matrix.hazards ?? {} };
    try {
      makeFolders(dirname(file));
      writeFileSync(file, verdictDocument({ ...input, stories: this.#stories }, plainStyle(this.#terminal).symbols));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new UsageError('unwritable-file', `${file} cannot be written (${reason}). Name another file with --markdown.`, {
        cause: error,
      });
    }
  }
}

const MEANINGS: Readonly<Partial<Record<ExitCode, string>>> = {
  0: 'what must hold does',
  1: 'what must hold is violated',
  3: 'inconclusive',
  4: 'not deterministic',
  130: 'interrupted',
};

/** One line a cell; a cell that was not judged holds neither way. */
function asJson({ row, property, verdict, worlds, finding, reason }: VerdictCell): object {
  const holds = verdict === 'holds' ? true : verdict === 'violated' ? false : null;
  return { v: 1, type: 'verdict', preset: row, property, holds, worlds, finding, ...(reason === null ? {} : { reason }) };
}
