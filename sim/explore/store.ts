/**
 * The folder of findings: `.manyworlds/<id>/` with `finding.json`, `trace.ndjson` (one event a line) and `story.txt`. The same bug is
 * written to the same id again; another bug whose id would begin alike gets a longer one.
 */
import { accessSync, constants, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { TraceEvent } from '../trace/index.ts';
import { asFinding, type Finding } from './finding.ts';
import { upgradeFinding } from './finding-versions.ts';
import { fingerprint, ID_LENGTH_MIN } from './fingerprint.ts';
import { suggestion } from '../wording/index.ts';
import { UsageError } from './usage-error.ts';

/** Where findings go when nobody says where. */
export const STORE_FOLDER = '.manyworlds';

/** A finding as it lies in the store. */
export interface StoredFinding {
  readonly finding: Finding;
  readonly folder: string;
}

/** Makes the folder and checks that it can be written. Throws UsageError `unwritable-folder`. */
export function openStore(folder: string): void {
  try {
    makeFolders(resolve(folder));
    accessSync(folder, constants.W_OK);
    const probe = join(folder, `.probe-${process.pid}`);
    writeFileSync(probe, '');
    rmSync(probe);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError('unwritable-folder', `Findings cannot be written to ${folder} (${reason}). Name another folder with --out.`, {
      cause: error,
    });
  }
}

/**
 * Makes a folder and those above it, one by one: Node's recursive mkdir never returns below /proc, where a folder whose parent exists is
 * answered with "no such file or directory" (seen on Node 20.20).
 */
export function makeFolders(folder: string): void {
  if (existsSync(folder)) return;
  makeFolders(dirname(folder));
  mkdirSync(folder);
}

/** The id under which a bug is or would be stored: the shortest beginning of its fingerprint that no other bug has. */
export function idFor(folder: string, print: string): string {
  for (let length = ID_LENGTH_MIN; length < print.length; length++) {
    const id = print.slice(0, length);
    const present = readFinding(join(folder, id));
    if (present === null || (present.fingerprint ?? fingerprint(present.world.suite, present.violation)) === print) return id;
  }
  return print;
}

/** Writes a finding, replacing an older one of the same id. Returns its folder. */
export function writeFinding(folder: string, finding: Finding, trace: readonly TraceEvent[], story: string): string {
  const target = join(folder, finding.id);
  mkdirSync(target, { recursive: true });
  writeFileSync(join(target, 'finding.json'), `${JSON.stringify(finding, null, 2)}\n`);
  writeFileSync(join(target, 'trace.ndjson'), trace.map((event) => `${JSON.stringify(event)}\n`).join(''));
  writeFileSync(join(target, 'story.txt'), story);
  return target;
}

/** All findings of a store, by id. */
export function listFindings(folder: string): readonly StoredFinding[] {
  if (!existsSync(folder)) return [];
  const found: StoredFinding[] = [];
  for (const name of readdirSync(folder).toSorted()) {
    const finding = readFinding(join(folder, name));
    if (finding !== null) found.push({ finding, folder: join(folder, name) });
  }
  return found;
}

/** Files of findings that cannot be read: damaged, or of a newer version. */
export function damagedFindings(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder)
    .toSorted()
    .map((name) => join(folder, name, 'finding.json'));
  return files.filter((file) => existsSync(file) && parseFinding(file) === null);
}

/** The finding of an id. Throws UsageError `unknown-finding` with what there is, or `bad-finding` when it cannot be read. */
export function findById(folder: string, id: string): StoredFinding {
  const finding = /^[a-z0-9]+$/.test(id) ? readFinding(join(folder, id)) : null;
  if (finding !== null) return { finding, folder: join(folder, id) };
  const file = join(folder, id, 'finding.json');
  if (/^[a-z0-9]+$/.test(id) && existsSync(file)) throw unreadable(file);
  const known = listFindings(folder).map((stored) => stored.finding.id);
  throw new UsageError('unknown-finding', `There is no finding "${id}" in ${folder}.${suggestion(id, known, 'findings there')}`);
}

/** The finding of a `finding.json` or of the folder that holds it. Throws UsageError `bad-finding`. */
export function findByPath(path: string): StoredFinding {
  const folder = statSync(path).isDirectory() ? path : join(path, '..');
  const file = statSync(path).isDirectory() ? join(path, 'finding.json') : path;
  const finding = parseFinding(file);
  if (finding === null) throw unreadable(path);
  return { finding, folder };
}

function unreadable(path: string): UsageError {
  return new UsageError(
    'bad-finding',
    `${path} holds no finding of this version: it is damaged, or a newer manyworlds wrote it. Find it again with "manyworlds run".`,
  );
}

/** The recorded events beside a finding; null when there are none. Throws UsageError `bad-trace` naming the line that is no event. */
export function readTrace(folder: string): readonly TraceEvent[] | null {
  const path = join(folder, 'trace.ndjson');
  if (!existsSync(path)) return null;
  const lines = readFileSync(path, 'utf8').split('\n');
  return lines.flatMap((line, index) => (line === '' ? [] : [parseEvent(path, index + 1, line)]));
}

function parseEvent(path: string, lineNumber: number, line: string): TraceEvent {
  try {
    const event = JSON.parse(line) as Partial<TraceEvent> | null;
    if (typeof event?.kind === 'string' && typeof event.atMicros === 'number') return event as TraceEvent;
  } catch {
    // Told below, like a line that is JSON and no event.
  }
  throw new UsageError('bad-trace', `${path}: line ${lineNumber} is no recorded event; delete the file to go on without the record.`);
}

function readFinding(folder: string): Finding | null {
  const path = join(folder, 'finding.json');
  return existsSync(path) ? parseFinding(path) : null;
}

function parseFinding(path: string): Finding | null {
  try {
    return asFinding(upgradeFinding(JSON.parse(readFileSync(path, 'utf8'))));
  } catch {
    return null;
  }
}
