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

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false }, check: { type: 'boolean', default: false } } });

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

const results = await measureAll((name, done, all) => say(`${done} of ${all}: ${name}`));
if (values.json) printFigures(results);
else if (values.check) check(renderAll(results));
else for (const [file, text] of renderAll(results)) writeFileSync(file, text);

for (const sentence of outdated(claims, results)) {
  say(`The text of a claim is outdated: ${sentence}`);
  process.exitCode = 1;
}
