/**
 * How many findings survive a changed program: twenty findings of planted bugs are shrunk and kept, then neutral edits of `src` are made
 * one by one, and each finding is replayed by its tape and by the plain seed in which it was found.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readMeasured } from '../planted/summary.ts';
import type { Edit } from '../survival/edit.ts';
import { edits } from '../survival/edits/index.ts';
import { recordFinding } from '../survival/record.ts';
import type { StoredFinding, Survival } from '../survival/stored-finding.ts';
import { renderSurvival, SURVIVAL_FILE, type SurvivalRow } from '../survival/table.ts';
import { Workshop } from '../survival/workshop.ts';
import { figure, type Figure } from './figure.ts';

const findingsMax = 20;
const worldsMax = 2_000;

/** How the figures are taken. */
export interface SurvivalOptions {
  readonly quick: boolean;
  /** Writes the document. */
  readonly table: boolean;
  /** Is told each finding and each edit when it is done. */
  readonly progress: (line: string) => void;
}

/** One finding each of the bugs that are hardest to find: one that every world shows would survive any edit. */
async function record(count: number, progress: (line: string) => void): Promise<StoredFinding[]> {
  const findings: StoredFinding[] = [];
  const rarestFirst = [...readMeasured().bugs].sort((left, right) => (right.medianWorlds ?? 0) - (left.medianWorlds ?? 0));
  for (const { name, soonest } of rarestFirst) {
    if (findings.length >= count) break;
    if (soonest === null) continue;
    const finding = await recordFinding({ bug: name, baseSeed: soonest.baseSeed, worldsMax });
    if (finding === null) continue;
    findings.push(finding);
    const { property, faults, tasks, decisions, replays } = finding;
    progress(`${name}: ${property}, ${faults} faults, ${tasks} containers, ${decisions} decisions after ${replays} replays`);
  }
  return findings;
}

async function survivals(workshop: Workshop, edit: Edit | null, file: string): Promise<SurvivalRow> {
  workshop.alter(edit === null ? [] : [edit]);
  const results = (await workshop.run('replay-findings', [file])) as readonly Survival[];
  return {
    name: edit?.name ?? 'no edit',
    what: edit?.what ?? 'the sources as they were when the findings were made',
    findings: results.length,
    byTape: results.filter(({ byTape }) => byTape).length,
    bySeed: results.filter(({ bySeed }) => bySeed).length,
    byReplay: results.filter(({ byReplay }) => byReplay).length,
    matched: results.reduce((sum, { matched }) => sum + matched, 0) / Math.max(1, results.length),
    lost: results.filter(({ byReplay }) => !byReplay).map(({ bug }) => bug),
  };
}

/** All rows, the one without an edit first. */
export async function survivalRows(
  findings: readonly StoredFinding[],
  chosen: readonly Edit[],
  progress: (line: string) => void,
): Promise<SurvivalRow[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'manyworlds-findings-'));
  const file = path.join(folder, 'findings.json');
  writeFileSync(file, JSON.stringify(findings));
  const workshop = new Workshop(process.cwd());
  try {
    workshop.build([]);
    const rows: SurvivalRow[] = [];
    for (const edit of [null, ...chosen]) {
      const row = await survivals(workshop, edit, file);
      rows.push(row);
      progress(
        `${row.name}: ${row.byReplay} of ${row.findings} by tape (${row.byTape} in its own order), ${row.bySeed} by seed${row.lost.length > 0 ? ` (lost: ${row.lost.join(', ')})` : ''}`,
      );
    }
    return rows;
  } finally {
    workshop.close();
    rmSync(folder, { recursive: true });
  }
}

/** Two figures: the share that survives by tape, beside the share that survives by seed. */
export async function survivalFigures({ quick, table, progress }: SurvivalOptions): Promise<Figure[]> {
  const findings = await record(quick ? 5 : findingsMax, progress);
  const rows = await survivalRows(findings, quick ? edits.slice(0, 5) : edits, progress);
  if (table) writeFileSync(SURVIVAL_FILE, renderSurvival(rows));
  const edited = rows.slice(1);
  const share = (of: (row: SurvivalRow) => number): number =>
    (edited.reduce((sum, row) => sum + of(row), 0) /
      Math.max(
        1,
        edited.reduce((sum, row) => sum + row.findings, 0),
      )) *
    100;
  const byTape = share(({ byReplay: replays }) => replays);
  const inOwnOrder = share(({ byTape: tapes }) => tapes);
  const bySeed = share(({ bySeed: seeds }) => seeds);
  return [
    figure({
      name: 'survival: findings that reproduce after a neutral edit, by tape',
      value: byTape,
      unit: '%',
      reference: { name: 'by plain seed', value: bySeed, unit: '%', kind: 'same run' },
      target: '>= 95 %',
      isReached: byTape >= 95,
      note: `${findings.length} findings, ${edited.length} edits; ${inOwnOrder.toFixed(1)} % in the tape’s own order; without an edit ${rows[0]?.byTape ?? 0} by tape and ${rows[0]?.bySeed ?? 0} by seed`,
    }),
  ];
}
