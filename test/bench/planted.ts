/** How soon the chaos suite finds each planted bug through a property that its author expected; and the table of docs/planted-bugs.md. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { plantedBug, plantedBugs } from '../planted/index.ts';
import { codeFingerprint, huntsOf, measure, measureSmallest, type HuntLog, type MeasureSettings } from '../planted/measure.ts';
import { summarize, writeMeasured, type BugSummary } from '../planted/summary.ts';
import { renderTable, TABLE_FILE } from '../planted/table.ts';
import { figure, type Figure } from './figure.ts';

/** What the table is made with. */
const SETTINGS: MeasureSettings = { worldsMax: 5_000, baseSeeds: 20, cpuSecondsMax: 120 };
/** For a look in between. */
const QUICK_SETTINGS: MeasureSettings = { worldsMax: 1_000, baseSeeds: 3, cpuSecondsMax: 40 };
/** Hunts that were interrupted go on from here. */
const LOG_FILE = '.manyworlds/bench/planted.jsonl';

/** How the figures are taken. */
export interface PlantedOptions {
  readonly quick: boolean;
  /** Writes measured.json and the document. */
  readonly table: boolean;
  /** Only every n-th bug, beginning with the k-th (`k/n`), so that several processes fill one log. */
  readonly share: string | undefined;
  /** Is told each bug when it is done. */
  readonly progress: (line: string) => void;
}

function belongs(index: number, share: string | undefined): boolean {
  const [part = 1, parts = 1] = (share ?? '1/1').split('/').map(Number);
  return index % parts === part - 1;
}

function figureOf(row: BugSummary, settings: MeasureSettings): Figure {
  return figure({
    name: `planted: ${row.name}`,
    value: row.medianWorlds ?? settings.worldsMax + 1,
    unit: 'worlds to find (median)',
    reference: { name: 'bound', value: settings.worldsMax, unit: 'worlds', kind: 'bound' },
    target: `<= ${settings.worldsMax} worlds from most base seeds`,
    isReached: row.found * 2 > row.hunts,
    note: `found from ${row.found} of ${row.hunts} base seeds by ${row.properties.join(', ') || 'nothing'}, ${row.cpuSeconds} s of processor time; ${plantedBug(row.name).mistake}`,
  });
}

/** One figure a bug. */
export async function plantedFigures({ quick, table, share, progress }: PlantedOptions): Promise<Figure[]> {
  const settings = quick ? QUICK_SETTINGS : SETTINGS;
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const log: HuntLog = { file: LOG_FILE, code: codeFingerprint(root, ['src', 'sim', 'properties', 'test/planted']) };
  const bugs = plantedBugs.filter((_bug, index) => belongs(index, share));
  await measure(bugs, settings, log, progress);
  const rows: BugSummary[] = [];
  for (const bug of bugs) {
    const hunts = huntsOf(bug, settings, log);
    const row = summarize(bug, hunts, await measureSmallest(bug, hunts, log));
    rows.push(row);
    progress(`${bug.name}: ${row.found} of ${row.hunts} base seeds, median ${row.medianWorlds ?? 'none'} worlds`);
  }
  if (table) {
    const sources = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
    const measured = { sources, settings, bugs: rows };
    writeMeasured(measured);
    writeFileSync(TABLE_FILE, renderTable(measured));
  }
  return rows.map((row) => figureOf(row, settings));
}
