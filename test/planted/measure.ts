/**
 * Measures how soon bugs are found, over many base seeds. Every single hunt is appended to a file as soon as it is over, under a fingerprint
 * of the code that ran, so a measurement of hours can be interrupted, continued and split over processes.
 */
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { chaosSuite } from '../../properties/index.ts';
import { hunt } from './hunt.ts';
import type { PlantedBug } from './planted-bug.ts';
import { smallestWorld, type SmallestWorld } from './smallest.ts';

/** How much is tried. */
export interface MeasureSettings {
  /** Worlds of one hunt. */
  readonly worldsMax: number;
  /** Hunts of one bug, from base seeds 1, 2, … in hexadecimal. */
  readonly baseSeeds: number;
  /** A bug that has cost so much processor time gets no further hunt. */
  readonly cpuSecondsMax: number;
}

/** One hunt. */
export interface HuntRecord {
  readonly bug: string;
  readonly baseSeed: string;
  readonly worldsMax: number;
  /** Number of the world that violated an expected property; null when none did. */
  readonly worlds: number | null;
  /** Id of that property. */
  readonly property: string | null;
  readonly cpuSeconds: number;
}

/** Where hunts are remembered, and for which code. */
export interface HuntLog {
  readonly file: string;
  readonly code: string;
}

/** A fingerprint of all compiled sources below some folders. */
export function codeFingerprint(root: string, folders: readonly string[]): string {
  const hash = createHash('sha256');
  for (const folder of folders) {
    const names = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.js'));
    for (const name of names.sort()) hash.update(`${folder}/${name}\n`).update(readFileSync(join(root, folder, name)));
  }
  return hash.digest('hex').slice(0, 16);
}

/** Everything of this code that is in the log: hunts, and findings made small. */
function recorded(log: HuntLog): readonly (HuntRecord | SmallestWorld)[] {
  if (!existsSync(log.file)) return [];
  const lines = readFileSync(log.file, 'utf8').split('\n');
  const entries = lines
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as (HuntRecord | SmallestWorld) & { readonly code: string });
  return entries.filter(({ code }) => code === log.code);
}

/**
 * Makes every hunt of these bugs that the settings ask for and that is not in the log yet: from the first base seed for each bug, then from
 * the second, so that a measurement that is cut short knows about as much of each. `progress` is told each hunt.
 */
export async function measure(
  bugs: readonly PlantedBug[],
  settings: MeasureSettings,
  log: HuntLog,
  progress: (line: string) => void,
): Promise<void> {
  for (let number = 1; number <= settings.baseSeeds; number += 1) {
    const baseSeed = number.toString(16);
    for (const bug of bugs) {
      const known = huntsOf(bug, settings, log);
      const spent = known.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0);
      if (spent >= settings.cpuSecondsMax || known.some((record) => record.baseSeed === baseSeed)) continue;
      const record = await timedHunt(bug, baseSeed, settings.worldsMax);
      remember(log, record);
      const found = record.worlds === null ? 'nothing' : `${record.property} after ${record.worlds} worlds`;
      progress(`${bug.name} from base seed ${baseSeed}: ${found}, ${record.cpuSeconds.toFixed(1)} s`);
    }
  }
}

/** The hunts of a bug that are in the log, by base seed. */
export function huntsOf(bug: PlantedBug, settings: MeasureSettings, log: HuntLog): readonly HuntRecord[] {
  const hunts = recorded(log).filter(
    (record): record is HuntRecord => 'baseSeed' in record && record.bug === bug.name && record.worldsMax === settings.worldsMax,
  );
  const numberOf = ({ baseSeed }: HuntRecord): number => Number.parseInt(baseSeed, 16);
  // Processes that share the work may both have made a hunt; it came to the same.
  const bySeed = new Map(hunts.map((hunt) => [numberOf(hunt), hunt]));
  return [...bySeed]
    .filter(([number]) => number <= settings.baseSeeds)
    .sort(([left], [right]) => left - right)
    .map(([, hunt]) => hunt);
}

async function timedHunt(bug: PlantedBug, baseSeed: string, worldsMax: number): Promise<HuntRecord> {
  const suite = chaosSuite({ preset: bug.preset, name: bug.name });
  await suite.prepare?.({});
  const began = process.cpuUsage();
  const quarry = await hunt(suite, { baseSeed, wanted: bug.expected, worldsMax });
  const { user, system } = process.cpuUsage(began);
  const cpuSeconds = Math.round((user + system) / 1_000) / 1_000;
  return { bug: bug.name, baseSeed, worldsMax, worlds: quarry?.worlds ?? null, property: quarry?.id ?? null, cpuSeconds };
}

/** The finding of a hunt made as small as it gets; run only when it is not in the log yet. Null when the hunt found nothing. */
export async function measureSmallest(bug: PlantedBug, hunts: readonly HuntRecord[], log: HuntLog): Promise<SmallestWorld | null> {
  const known = recorded(log).find((record): record is SmallestWorld => 'replays' in record && record.bug === bug.name);
  if (known !== undefined) return known;
  const found = hunts.flatMap(({ baseSeed, worlds }) => (worlds === null ? [] : [{ baseSeed, worlds }]));
  const [soonest] = found.sort((left, right) => left.worlds - right.worlds);
  const smallest = soonest === undefined ? null : await smallestWorld(bug, soonest.baseSeed, soonest.worlds);
  if (smallest !== null) remember(log, smallest);
  return smallest;
}

function remember(log: HuntLog, record: HuntRecord | SmallestWorld): void {
  mkdirSync(dirname(log.file), { recursive: true });
  appendFileSync(log.file, `${JSON.stringify({ code: log.code, ...record })}\n`);
}
