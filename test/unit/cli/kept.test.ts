/** `manyworlds keep`, `run --regressions` and `test`: from a finding to a file that is committed and judged from then on. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Regression } from '../../../sim/explore/index.ts';
import { root } from '../../program/built.ts';
import { changeFile, makeProject } from './project.ts';
import { call } from './terminal.ts';

let project = '';
let id = '';

/** A project of its own with the bank's configuration, and one finding in it. */
beforeAll(async () => {
  project = makeProject();
  const found = await here('run', '--workers', '1', '--seed', '1', '--set', 'lock=off', '--json');
  id = String(found.json()[0]?.['id']);
});
afterAll(() => rmSync(project, { recursive: true, force: true }));
beforeEach(() => rmSync(join(project, 'regressions'), { recursive: true, force: true }));

const here = (...argv: readonly string[]): ReturnType<typeof call> => call(argv, { cwd: project });
const kept = (name: string): string => join(project, 'regressions', `${name}.world.json`);
const read = (name: string): Regression => JSON.parse(readFileSync(kept(name), 'utf8')) as Regression;
const change = (name: string, changes: object): void => writeFileSync(kept(name), JSON.stringify({ ...read(name), ...changes }));
/** As if the account were locked now. */
const repair = (name: string, changes: object = {}): void => {
  const { world, tape } = read(name);
  change(name, { world: { ...world, settings: { lock: 'on' } }, tape: { ...tape, settings: { lock: 'on' } }, ...changes });
};

const vitest = (file: string): { readonly status: number | null; readonly text: string } => {
  const argv = [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--root', project, file];
  const { status, stdout, stderr } = spawnSync(process.execPath, argv, {
    cwd: project,
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
  });
  return { status, text: stdout + stderr };
};

describe('list findings', () => {
  it('says which finding it cannot list', async () => {
    const before = await here('list', 'findings', '--out', 'torn');
    expect(before).toMatchObject({ exitCode: 0, error: '' });
    mkdirSync(join(project, 'torn/abcd'), { recursive: true });
    writeFileSync(join(project, 'torn/abcd/finding.json'), '{"v":2,');
    const called = await here('list', 'findings', '--out', 'torn');
    expect(called.exitCode).toBe(0);
    expect(called.error).toMatch(/^torn\/abcd is not listed: its finding\.json is damaged, or a newer manyworlds wrote it\./);
  });
});

describe('keep', () => {
  it('writes the world with its story beside the configuration and says how to run it', async () => {
    const called = await here('keep', id);
    const name = `no-lost-deposit-${id}`;
    expect(called).toMatchObject({ exitCode: 0, error: '' });
    expect(called.out).toBe(
      `kept in regressions/${name}.world.json: this world must hold from now on\n\n` +
        `  run it   npx manyworlds run --regressions ${name}\n  as test  testRegressions('regressions') of manyworlds/vitest\n`,
    );
    const world = read(name);
    expect(world).toMatchObject({ v: 1, type: 'kept-world', name, finding: id, expect: 'held', property: 'no-lost-deposit' });
    expect(world.world).toMatchObject({ suite: 'bank', settings: { lock: 'off' } });
    expect(world.moment).toEqual({ atMs: expect.closeTo(226, -1) as number, events: expect.any(Number) as number });
    expect(world.moment.events).toBeGreaterThan(10);
    expect(world.story[0]).toMatch(/^✖ no-lost-deposit {3}the account has \d after 6 deposits$/);
  });

  it('takes a name, a folder and an expectation', async () => {
    const called = await here('keep', id, '--as', 'two-clerks', '--expect', 'violated', '--out', 'hazards', '--json');
    expect(called.json()).toEqual([
      { v: 1, type: 'kept', file: join(project, 'hazards/two-clerks.world.json'), name: 'two-clerks', expect: 'violated', taped: true },
    ]);
    expect((await here('run', '--regressions', 'hazards')).exitCode).toBe(0);
    writeFileSync(
      join(project, 'hazards/two-clerks.world.json'),
      readFileSync(join(project, 'hazards/two-clerks.world.json'), 'utf8').replace('"expect": "violated"', '"expect": "held"'),
    );
    const violated = await here('run', '--regressions', 'hazards');
    expect(violated.out).toMatch(/again +npx manyworlds run --regressions hazards\/two-clerks\.world\.json\n/);
    const named = await here('keep', id, '--out', 'regressions');
    expect(named.out).toContain(`run it   npx manyworlds run --regressions no-lost-deposit-${id}\n`);
  });

  it('writes down the decisions of a world that was not shrunk', async () => {
    const found = await here('run', '--workers', '1', '--seed', '1', '--set', 'lock=off', '--no-shrink', '--out', 'whole', '--json');
    const whole = String(found.json()[0]?.['id']);
    expect(found.json()[0]).toMatchObject({ tape: null, shrunk: null });
    expect((await here('keep', whole, '--findings', 'whole', '--as', 'whole', '--expect', 'violated')).exitCode).toBe(0);
    expect(read('whole').tape).toMatchObject({ suite: 'bank', trail: expect.stringMatching(/^\S{20,}$/) as string });
    expect((await here('run', '--regressions')).out).toContain('✔ whole  no-lost-deposit is still violated');
  });

  it('keeps a world by its seed when the bug does not show any more, and says so', async () => {
    const file = join(project, '.manyworlds', id, 'finding.json');
    const finding = JSON.parse(readFileSync(file, 'utf8')) as Regression;
    const old = join(project, 'old.json');
    writeFileSync(old, JSON.stringify({ ...finding, tape: null, world: { ...finding.world, settings: { lock: 'on' } } }));
    expect((await here('keep', old, '--as', 'old')).out).toContain('without a tape, by its seed only');
    expect(read('old').tape).toBe(null);
    expect((await here('run', '--regressions')).exitCode).toBe(0);
  });

  it('goes where the configuration says', async () => {
    writeFileSync(
      join(project, 'elsewhere.config.ts'),
      "import { bank } from './bank.ts';\nexport default { suites: [bank], regressions: 'kept/worlds' };\n",
    );
    expect((await here('keep', id, '--config', 'elsewhere.config.ts')).out).toContain('kept in kept/worlds/no-lost-deposit-');
  });

  it('replaces a kept world of the same finding and refuses the name of another', async () => {
    expect((await here('keep', id, '--as', 'once')).exitCode).toBe(0);
    expect((await here('keep', id, '--as', 'once', '--expect', 'violated')).exitCode).toBe(0);
    expect(read('once').expect).toBe('violated');
    change('once', { finding: 'abcd' });
    const refused = await here('keep', id, '--as', 'once');
    expect(refused.exitCode).toBe(2);
    expect(refused.error).toMatch(/once\.world\.json exists and keeps finding abcd .* Choose another name with --as/);
  });

  it.each([
    [[], 'keep takes one id or file, and 0 were given'],
    [['zzzz'], 'There is no finding "zzzz"'],
    [['mw1.abc.def'], 'keep takes a finding, and a token carries no story'],
    [['ID', '--as', 'Two Clerks'], '"Two Clerks" is no name for a kept world: write lower-case words joined by dashes'],
    [['ID', '--expect', 'hold'], '--expect hold: a kept world must be "held"'],
    [['ID', '--config', 'nowhere.ts'], '--config nowhere.ts: there is no such file.'],
    [['ID', '--out', 'package.json/below'], 'cannot be written'],
    [['ID', '--ass', 'x'], 'There is no flag --ass. Did you mean "--as"?'],
  ])('keep %j is refused with exit code 2', async (argv, message) => {
    const called = await here('keep', ...argv.map((word) => (word === 'ID' ? id : word)));
    expect(called.exitCode).toBe(2);
    expect(called.error).toContain(message);
  });
});

describe('run --regressions', () => {
  it('fails with the story while the bug is there, and holds when it is repaired', async () => {
    await here('keep', id, '--as', 'lost');
    const broken = await here('run', '--regressions');
    expect(broken.exitCode).toBe(1);
    expect(broken.out).toContain('✖ lost  no-lost-deposit is violated: the account has');
    expect(broken.out).toMatch(/✖ no-lost-deposit {3}the account has/);
    expect(broken.out).toContain('npx manyworlds replay regressions/lost.world.json --log');
    expect(broken.out).toMatch(/1 kept world in .*: one that must hold is violated \(exit code 1\)\n$/);
    repair('lost');
    const repaired = await here('run', '--regressions');
    expect(repaired).toMatchObject({ exitCode: 0, error: '' });
    expect(repaired.out).toMatch(/✔ lost {2}it holds \(\d+ of \d+ decisions matched\)\n/);
  });

  it('of a known hazard holds while it is violated, and says when it is not any more', async () => {
    await here('keep', id, '--as', 'hazard', '--expect', 'violated');
    expect((await here('run', '--regressions')).out).toContain('✔ hazard  no-lost-deposit is still violated');
    change('hazard', { property: 'no-real-io' });
    expect(await here('run', '--regressions')).toMatchObject({ exitCode: 4 });
    repair('hazard', { property: 'no-lost-deposit' });
    const gone = await here('run', '--regressions');
    expect(gone.exitCode).toBe(4);
    expect(gone.out).toContain('✖ hazard  it holds, and no-lost-deposit must still be violated in it');
  });

  it('says that a world is stale when it holds and its faults do not strike any more', async () => {
    await here('keep', id, '--as', 'old');
    repair('old', { faults: ['1.199s clerk-1 paused for 700ms'] });
    const stale = await here('run', '--regressions');
    expect(stale.exitCode).toBe(3);
    expect(stale.out).toContain('? stale  old  the fault "1.199s clerk-1 paused for 700ms" does not strike any more');
  });

  it('runs those that were named, by name, file or folder, and writes NDJSON', async () => {
    await here('keep', id, '--as', 'one', '--expect', 'violated');
    await here('keep', id, '--as', 'two', '--expect', 'violated');
    const lines = (await here('run', '--regressions', 'two', '--json')).json();
    expect(lines).toMatchObject([
      { v: 1, type: 'regression', name: 'two', verdict: 'as-expected', exitCode: 0 },
      { v: 1, type: 'summary', regressions: 1, asExpected: 1, stale: 0, exitCode: 0 },
    ]);
    expect((await here('run', '--regressions', kept('one'), 'regressions', '--json')).json()).toHaveLength(4);
  });

  it('are replayed like findings, from their files', async () => {
    await here('keep', id, '--as', 'lost');
    const replayed = await here('replay', kept('lost'), '--log');
    expect(replayed.exitCode).toBe(1);
    expect(replayed.out).toContain('reproduced: the same world, no-lost-deposit is violated');
    change('lost', { hash: 7 });
    expect(await here('replay', kept('lost'))).toMatchObject({
      exitCode: 2,
      error: expect.stringContaining('lost.world.json is no kept world: "hash" is 7 and must be text') as string,
    });
  });

  it('without any kept world says that nothing ran', async () => {
    const called = await here('run', '--regressions');
    expect(called.exitCode).toBe(5);
    expect(called.error).toContain('there are no kept worlds in regressions. Keep one: manyworlds keep <id>.');
  });

  it('of another suite is refused with the suites that there are', async () => {
    await here('keep', id, '--as', 'lost');
    change('lost', { world: { ...read('lost').world, suite: 'bnak' } });
    const called = await here('run', '--regressions');
    expect(called.exitCode).toBe(2);
    expect(called.error).toMatch(/lost\.world\.json: The world belongs to suite "bnak", which .* does not have\. Did you mean "bank"\?/);
  });

  it.each([
    ['{"v":1', /lost\.world\.json cannot be read as JSON: .*Keep it again with "manyworlds keep"/],
    ['[]', /lost\.world\.json is no kept world: it holds no object/],
    [{ type: 'finding' }, /"type" is "finding" and must be "kept-world"/],
    [{ v: 7 }, /"v" is 7, and this manyworlds reads version 1/],
    [{ expect: 'fine' }, /"expect" is "fine" and must be "held" or "violated"/],
    [{ property: 3 }, /"property" is 3 and must be text/],
    [{ property: 'no-lost-deposits' }, /Suite "bank" has no property "no-lost-deposits"\. Did you mean "no-lost-deposit"\?/],
    [{ faults: 'none' }, /"faults" is "none" and must be a list of lines/],
    [{ world: {} }, /"world" is \{\} and must name suite, seed, strategy and settings/],
    [{ world: { suite: 'bank', seed: 'xyz', strategy: 'random', settings: {} } }, /"xyz" is no seed/],
    [{ tape: null, world: { suite: 'bank', seed: '1', strategy: 'random', settings: { lock: 'of' } } }, /Did you mean "off"\?/],
    [{ moment: 7 }, /"moment" is 7 and must have "atMs" and "events"/],
    [{ tape: undefined }, /"tape" is missing and must be a tape or null/],
    [{ tape: { v: 1, suite: 'bank', seed: '1', trail: 'AAEC' } }, /"trail" is not base64 of pairs of bytes/],
    [{ tape: { v: 1, suite: 'bank', seed: '1', trail: 'not base64!' } }, /"trail" is not base64 of pairs of bytes/],
    [{ tape: { v: 3 } }, /lost\.world\.json holds no tape: "v" is not 1/],
    [
      { world: { suite: 'calm', seed: '1', strategy: 'random', settings: {} } },
      /The tape belongs to suite "bank" and the world to suite "calm"/,
    ],
    [{ hash: 'abc' }, /"abc" is no hash of a world/],
  ])('damaged as %j is refused with exit code 2, naming the place', async (damage, message) => {
    await here('keep', id, '--as', 'lost');
    if (typeof damage === 'string') writeFileSync(kept('lost'), damage);
    else change('lost', damage);
    const called = await here('run', '--regressions');
    expect(called.exitCode).toBe(2);
    expect(called.error).toMatch(message);
  });

  it.each([
    [['--seeds', '5'], '--seeds says which worlds to explore, and --regressions runs kept ones'],
    [['--set', 'lock=on'], '--set says which worlds to explore'],
    [['lots'], 'There is no kept world "lots"'],
  ])('%j is refused with exit code 2', async (argv, message) => {
    const called = await here('run', '--regressions', ...argv);
    expect(called.exitCode).toBe(2);
    expect(called.error).toContain(message);
  });
});

describe('testRegressions', () => {
  it('declares one test for each kept world, with its name, and fails with its story', async () => {
    await here('keep', id, '--as', 'lost');
    await here('keep', id, '--as', 'hazard', '--expect', 'violated');
    await here('keep', id, '--as', 'old');
    repair('old', { faults: ['1.199s clerk-1 paused for 700ms'] });
    await here('keep', id, '--as', 'torn');
    writeFileSync(kept('torn'), '{');
    const setup = "import 'manyworlds/vitest/setup';\nimport { testRegressions } from 'manyworlds/vitest';\n";
    writeFileSync(join(project, 'kept.test.ts'), `${setup}testRegressions('regressions');\n`);
    const { status, text } = vitest('kept.test.ts');
    expect(status).toBe(1);
    expect(text).toMatch(/✓ .*hazard|1 passed/);
    expect(text).toMatch(/FAIL .*lost\n[^]*✖ no-lost-deposit {3}the account has/);
    expect(text).toMatch(/FAIL .*old\n.*stale: the fault "1\.199s clerk-1 paused for 700ms" does not strike any more/);
    expect(text).toMatch(/FAIL .*torn\n.*torn\.world\.json cannot be read as JSON/);
    expect(text).toContain('Tests  3 failed | 1 passed');
    expect(text).toMatch(/kept\.test\.ts:3/);
  });

  it('refuses a folder without kept worlds', () => {
    writeFileSync(join(project, 'none.test.ts'), "import { testRegressions } from 'manyworlds/vitest';\ntestRegressions('nowhere');\n");
    expect(vitest('none.test.ts').text).toMatch(/There are no kept worlds in .*nowhere\. Keep one with "manyworlds keep <id>"/);
  });
});

describe('test', () => {
  it('prints a file that fails under vitest with the story, and passes when the bug is repaired', async () => {
    const { out, exitCode } = await here('test', id);
    expect(exitCode).toBe(0);
    expect(out).toContain("import configuration from './manyworlds.config.ts';");
    writeFileSync(join(project, 'lost.test.ts'), out);
    const failed = vitest('lost.test.ts');
    expect(failed.status).toBe(1);
    expect(failed.text).toMatch(/✖ no-lost-deposit {3}the account has \d after 6 deposits/);
    expect(failed.text).toMatch(/lost\.test\.ts:\d+/);
    const undo = changeFile(project, 'bank.ts', "settings['lock'] !== 'off'", 'true');
    expect(vitest('lost.test.ts')).toMatchObject({ status: 0 });
    undo();
  });

  it('writes the file with --to, with the import as it is from there, and never over another', async () => {
    const called = await here('test', id, '--to', 'checks/deep/lost.test.ts');
    expect(called.out).toBe('written to checks/deep/lost.test.ts: npx vitest run checks/deep/lost.test.ts\n');
    expect(readFileSync(join(project, 'checks/deep/lost.test.ts'), 'utf8')).toContain("from '../../manyworlds.config.ts'");
    expect(await here('test', id, '--to', 'checks/deep/lost.test.ts')).toMatchObject({
      exitCode: 2,
      error: expect.stringContaining('cannot be written') as string,
    });
  });

  it('is refused for what is no finding', async () => {
    expect(await here('test', 'zzzz')).toMatchObject({
      exitCode: 2,
      error: expect.stringContaining('There is no finding "zzzz"') as string,
    });
    expect(await here('test')).toMatchObject({ exitCode: 2 });
  });
});
