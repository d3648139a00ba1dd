/** What `verdict` makes of rows: findings in the store, the table or its JSON lines, the Markdown document, and the exit code. */
import { statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { EXIT, UsageError, type ExitCode, type RowCell, type RowRequest, type RowResult } from '../explore/index.ts';
import { formatDuration, plural, verdictDocument, verdictTable, type StoryStyle, type VerdictCell } from '../report/index.ts';
import { seenFrom, type Place } from './found.ts';
import { plainStyle } from './style.ts';
import type { Terminal } from './terminal.ts';
import { VerdictFindings, type CellFinding } from './verdict-findings.ts';
import type { VerdictPlan } from './verdict.ts';

/** Takes rows as they come. */
export interface VerdictResults {
  /** A row was explored: makes its findings. */
  row(request: RowRequest, result: RowResult, onShrink: (property: string, position: number, of: number) => void): Promise<void>;
  /** All rows were explored, or the run was interrupted. Throws UsageError `unwritable-file`. */
  finish(): ExitCode;
}

/** Results for this terminal. Throws UsageError `unwritable-file` when the document has no folder. */
export function verdictResults(plan: VerdictPlan, place: Place, terminal: Terminal, style: StoryStyle, isJson: boolean): VerdictResults {
  if (plan.document !== null) checkFolder(plan.document);
  const results = new Results(plan, place, terminal, style);
  return {
    row: (request, result, onShrink) => results.row(request, result, onShrink),
    finish: () => results.finish(isJson),
  };
}

/** A folder that is not there is a slip of the pen, better told before minutes of work than made. */
function checkFolder(file: string): void {
  const folder = dirname(file);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return;
  throw new UsageError('unwritable-file', `${file} cannot be written: there is no folder ${folder}. Name another file with --markdown.`);
}

class Results {
  readonly #plan: VerdictPlan;
  readonly #place: Place;
  readonly #terminal: Terminal;
  readonly #style: StoryStyle;
  readonly #findings: VerdictFindings;
  readonly #cells: VerdictCell[] = [];
  readonly #startMs: number = performance.now();
  #isInconclusive = false;
  #isNondeterministic = false;

  constructor(plan: VerdictPlan, place: Place, terminal: Terminal, style: StoryStyle) {
    this.#plan = plan;
    this.#place = place;
    this.#terminal = terminal;
    this.#style = style;
    this.#findings = new VerdictFindings(plan.matrix, plan.shrink, place, terminal, style);
  }

  async row(request: RowRequest, result: RowResult, onShrink: (property: string, position: number, of: number) => void): Promise<void> {
    const refuted = [...result.cells.values()].filter(({ refutation }) => refutation !== null).length;
    if (request.row.mustHold === true && result.inconclusiveWorlds > 0) this.#isInconclusive = true;
    let position = 0;
    for (const { name } of this.#plan.properties) {
      const cell = result.cells.get(name);
      const refutation = cell?.refutation ?? null;
      if (refutation !== null) onShrink(name, (position += 1), refuted);
      const finding = refutation === null ? null : await this.#findings.ofCell(request, refutation);
      if (refutation !== null && finding === null) this.#isNondeterministic = true;
      this.#cells.push(this.#cellOf(request.row.name, name, cell, finding));
    }
    const judged = new Set(this.#plan.properties.map(({ name }) => name));
    if (this.#plan.document !== null) await this.#findings.exhibits(request, judged);
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

  #cellOf(row: string, property: string, cell: RowCell | undefined, found: CellFinding | null): VerdictCell {
    const abstention = this.#plan.matrix.abstentions?.find((one) => one.property === property && one.rows.includes(row));
    const common = { row, property, worlds: cell?.worlds ?? 0, finding: found?.id ?? null, hazards: [], reason: null };
    if (abstention !== undefined) return { ...common, verdict: 'abstains', reason: abstention.reason };
    if (cell === undefined || cell.worlds === 0) return { ...common, verdict: 'unjudged' };
    if (cell.refutation === null) return { ...common, verdict: 'holds' };
    return { ...common, verdict: 'violated', hazards: found?.hazards ?? [] };
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
    const { lines } = this.#findings;
    const store = seenFrom(this.#place.cwd, this.#place.store);
    if (lines.length > 0) out(['', ...lines, '', `replay one: npx manyworlds replay <id> --out ${store}/<row>`].join('\n'));
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
      writeFileSync(file, verdictDocument({ ...input, stories: this.#findings.stories }, plainStyle(this.#terminal).symbols));
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
