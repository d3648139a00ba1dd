/**
 * `npm run documents`: measures every experiment in virtual time and writes docs/documents.md and its charts. `--json` prints the figures as
 * NDJSON and writes nothing; `--check` writes nothing and fails when what is written differs.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { outdated } from './claim.ts';
import { claims } from './claims/index.ts';
import { renderAll } from './document.ts';
import { EXPERIMENTS } from './experiments.ts';
import { measureAll } from './lanes.ts';
import type { Results } from './results.ts';

const USAGE = `usage: npm run documents -- [--json | --check]
Measures every experiment in virtual time and writes docs/documents.md and its charts; takes minutes.
  --json   prints the figures of every world as NDJSON and writes nothing
  --check  writes nothing; exit code 1 when a file is not what would be written
Exit codes: 0 written or as it should be, 1 a file differs or the text of a claim does not say what the figures say, 2 wrong use.
`;

/** The flags; null when they make no sense, which was said then. */
function flags(): { readonly json: boolean; readonly check: boolean; readonly help: boolean } | null {
  const flag = { type: 'boolean', default: false } as const;
  try {
    const { values } = parseArgs({ options: { json: flag, check: flag, help: flag } });
    if (values.json && values.check) throw new Error('--json and --check exclude each other');
    return values;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
    return null;
  }
}

const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

const print = (line: object): void => {
  process.stdout.write(`${JSON.stringify(line)}\n`);
};

function printFigures(results: Results): void {
  for (const { id, conditions, seeds } of EXPERIMENTS) {
    results.of(id).forEach((figures, index) => print({ v: 1, type: 'figures', experiment: id, seed: seeds[index], conditions, figures }));
  }
  for (const failures of results.failures) print({ v: 1, type: 'failures', ...failures });
}

function check(files: ReturnType<typeof renderAll>): void {
  for (const [file, text] of files) {
    if (existsSync(file) && readFileSync(file, 'utf8') === text) continue;
    say(`${file} is not what this command writes; run npm run documents`);
    process.exitCode = 1;
  }
}

async function measureAndWrite({ json, check: isCheck }: { readonly json: boolean; readonly check: boolean }): Promise<void> {
  const results = await measureAll((name, done, all) => say(`${done} of ${all}: ${name}`));
  if (json) printFigures(results);
  else if (isCheck) check(renderAll(results));
  else for (const [file, text] of renderAll(results)) writeFileSync(file, text);

  for (const sentence of outdated(claims, results)) {
    say(`The text of a claim is outdated: ${sentence}`);
    process.exitCode = 1;
  }
}

const wanted = flags();
if (wanted === null) process.exitCode = 2;
else if (wanted.help) process.stdout.write(USAGE);
else await measureAndWrite(wanted);
