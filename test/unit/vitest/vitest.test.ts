/** Suites as vitest tests, seen from outside: a real vitest runs the fixture, and its JSON report must carry title, story and place. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { budgetOf } from '../../../sim/vitest/settings.ts';

interface Assertion {
  readonly title: string;
  readonly status: string;
  readonly failureMessages: readonly string[];
}

const root = fileURLToPath(new URL('../../../', import.meta.url));
const fixture = fileURLToPath(new URL('./fixture/vitest.config.ts', import.meta.url));

function runFixture(environment: Readonly<Record<string, string>> = {}, reporter = 'json'): string {
  const argv = ['node_modules/vitest/vitest.mjs', 'run', '--config', fixture, `--reporter=${reporter}`];
  const { GITHUB_ACTIONS: _ci, ...inherited } = process.env;
  const { stdout, stderr } = spawnSync(process.execPath, argv, { cwd: root, encoding: 'utf8', env: { ...inherited, ...environment } });
  return stdout + (reporter === 'json' ? '' : stderr);
}

function assertions(report: string): readonly Assertion[] {
  const parsed = JSON.parse(report) as { testResults: { assertionResults: Assertion[] }[] };
  return parsed.testResults.flatMap((file) => file.assertionResults);
}

describe('a suite as a vitest test', () => {
  let results: readonly Assertion[] = [];
  beforeAll(() => {
    results = assertions(runFixture());
  });
  const find = (title: string): Assertion | undefined => results.find((result) => result.title === title);
  const message = (title: string): string => find(title)?.failureMessages.join('\n') ?? '';

  it('has the suite’s name as its title, or the title it was given, and never a seed', () => {
    expect(results.map((result) => result.title)).toEqual(['counter', 'a locked counter holds', 'a goal that is never reached']);
  });

  it('fails with the story as its message and the commands that show it again', () => {
    expect(find('counter')?.status).toBe('failed');
    expect(message('counter')).toContain('✖ no-lost-increment   the counter is 1 after 2 increments');
    expect(message('counter')).toMatch(/replay {3}MANYWORLDS_SEED=[0-9a-f]+ MANYWORLDS_WORLDS=1 npx vitest run -t "counter"/);
    expect(message('counter')).toMatch(/token {4}mw1\.[\w-]+\.[0-9a-f]{8}/);
  });

  it('points at the line where it was declared', () => {
    const first = message('counter')
      .split('\n')
      .find((line) => line.trimStart().startsWith('at '));
    expect(first).toMatch(/worlds\.fixture\.ts:5:/);
  });

  it('passes when the worlds hold', () => {
    expect(find('a locked counter holds')?.status).toBe('passed');
  });

  it('fails when enough worlds held without reaching a goal', () => {
    expect(message('a goal that is never reached')).toContain('100 worlds held, and none of them reached: collision.');
  });

  it('annotates the user’s line in CI', () => {
    const report = runFixture({}, 'github-actions');
    expect(report).toMatch(/::error file=[^\n]*worlds\.fixture\.ts,[^\n]*line=5,/);
    expect(report).toContain('the counter is 1 after 2 increments');
  });

  it('replays one world by the environment alone', () => {
    const seed = /MANYWORLDS_SEED=([0-9a-f]+)/.exec(message('counter'))?.[1] ?? '';
    const [again] = assertions(runFixture({ MANYWORLDS_SEED: seed, MANYWORLDS_WORLDS: '1' }));
    expect(again?.failureMessages.join('\n')).toContain(`seed ${seed}, world 1 of 1.`);
  });
});

describe('which worlds a test runs', () => {
  it('is said by the environment, then by the options, then by defaults', () => {
    expect(budgetOf({}, {})).toEqual({ worlds: 100, seed: '1' });
    expect(budgetOf({}, { worlds: 7, seed: 'AB' })).toEqual({ worlds: 7, seed: 'ab' });
    expect(budgetOf({ MANYWORLDS_WORLDS: '3', MANYWORLDS_SEED: 'c' }, { worlds: 7, seed: 'ab' })).toEqual({ worlds: 3, seed: 'c' });
  });

  it('is refused when it is no number or no seed', () => {
    expect(() => budgetOf({ MANYWORLDS_WORLDS: 'many' }, {})).toThrow('MANYWORLDS_WORLDS or worlds is "many"');
    expect(() => budgetOf({ MANYWORLDS_SEED: 'xyz' }, {})).toThrow('"xyz" is no seed');
  });
});
