/**
 * `npm test`: every gate in one command, in the order in which a mistake is cheapest to see: build, types, lint, then one vitest run over
 * everything. All gates run even when one fails. The last line is `N passed, N failed`, counting tests and gates; with arguments only
 * vitest runs, with these arguments.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Gates that are one command each: their name and the npm script. */
const scripts = [
  ['build', 'build'],
  ['types', 'types'],
  ['lint', 'lint'],
];

const selection = process.argv.slice(2);
let passed = 0;
let failed = 0;

if (selection.length === 0) for (const [name, script] of scripts) gate(name, 'npm', ['run', '--silent', script]);
tests(selection);
process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;

function gate(name, command, argv) {
  const startMs = performance.now();
  const { status } = spawnSync(command, argv, { stdio: ['ignore', 'inherit', 'inherit'] });
  const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
  process.stdout.write(`${status === 0 ? 'ok  ' : 'FAIL'} ${name} (${seconds}s)\n`);
  if (status === 0) passed++;
  else failed++;
}

function tests(argv) {
  const folder = mkdtempSync(join(tmpdir(), 'manyworlds-gates-'));
  const file = join(folder, 'vitest.json');
  const reporters = ['default', 'json', ...(process.env.GITHUB_ACTIONS === 'true' ? ['github-actions'] : [])];
  const options = [...reporters.map((reporter) => `--reporter=${reporter}`), `--outputFile.json=${file}`];
  const { status } = spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', ...options, ...argv], { stdio: ['ignore', 'inherit', 'inherit'] });
  count(existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null, status);
  rmSync(folder, { recursive: true, force: true });
}

/** A file that could not be loaded has no tests to count, and a crash of vitest has no report: each counts as one failure. */
function count(report, status) {
  const broken = report === null ? 0 : report.testResults.filter((result) => result.status === 'failed' && result.assertionResults.every((test) => test.status !== 'failed')).length;
  passed += report?.numPassedTests ?? 0;
  failed += (report?.numFailedTests ?? 0) + broken;
  if (status !== 0 && failed === 0) failed++;
}
