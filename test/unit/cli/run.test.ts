/** `manyworlds run` on real, tiny worlds: outcomes, exit codes, streams, and what is written. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeToken, type Finding } from '../../../sim/explore/index.ts';
import { call } from './terminal.ts';

let out = '';
beforeAll(() => {
  out = mkdtempSync(join(tmpdir(), 'manyworlds-run-'));
});
afterAll(() => rmSync(out, { recursive: true, force: true }));

const run = (...argv: readonly string[]): ReturnType<typeof call> => call(['run', '--workers', '1', '--out', out, ...argv]);

describe('a run in which all holds', () => {
  it('exits with 0 and says how much it knows', async () => {
    const called = await run('--seed', '1', '--seeds', '100');
    expect(called.exitCode).toBe(0);
    expect(called.out).toMatch(/✔ bank {2}100 worlds held/);
    expect(called.out).toMatch(/goals 1\/1: clerk-waited ×\d+/);
    expect(called.out).toMatch(/seed 1 {2}hash [0-9a-f]{16}/);
    expect(called.error).toBe('');
  });

  it('draws and prints a seed when it is given none', async () => {
    const called = await run('--seeds', '2');
    expect(called.out).toMatch(/seed [0-9a-f]{8} {2}hash/);
  });

  it('has the same hash again, and another one with another seed', async () => {
    const hashOf = async (seed: string): Promise<unknown> =>
      (await run('--seed', seed, '--seeds', '10', '--json')).json().at(-1)?.['suites'];
    const first = await hashOf('1');
    const hash = (suites: unknown): string => (suites as { hash: string }[])[0]?.hash ?? '';
    expect(hash(await hashOf('1'))).toBe(hash(first));
    expect(hash(await hashOf('2'))).not.toBe(hash(first));
  });
});

describe('a run that finds a violation', () => {
  it('tells it, stores it, and exits with 1; a replay shows it again and exits with 1', async () => {
    const called = await run('--seed', '1', '--set', 'lock=off');
    expect(called.exitCode).toBe(1);
    expect(called.out).toMatch(/✖ no-lost-deposit {3}the account has \d after 6 deposits/);
    const id = /replay ([a-z2-9]{4,})/.exec(called.out)?.[1] ?? '';
    const story = readFileSync(join(out, id, 'story.txt'), 'utf8');
    expect(called.out).toContain(story.trim());
    expect(existsSync(join(out, id, 'trace.ndjson'))).toBe(true);

    const replayed = await call(['replay', id, '--out', out]);
    expect(replayed.exitCode).toBe(1);
    expect(replayed.out).toContain('reproduced: the same world, no-lost-deposit is violated');

    const shown = await call(['show', id, '--out', out]);
    expect(shown).toMatchObject({ exitCode: 0, out: story });
    expect(await call(['list', 'findings', '--out', out])).toMatchObject({
      out: expect.stringContaining(`${id}  no-lost-deposit: the account has`) as string,
      error: '',
    });
  });

  it('is not there any more when the replay shows another property or none: it says so and exits with 4', async () => {
    const found = (await run('--seed', '1', '--set', 'lock=off', '--json')).json()[0] as { id: string };
    const file = join(out, found.id, 'finding.json');
    const written = readFileSync(file, 'utf8');
    const finding = JSON.parse(written) as Finding;
    const elsewhere = join(out, 'other.json');
    writeFileSync(elsewhere, JSON.stringify({ ...finding, violation: { ...finding.violation, property: 'no-storm' } }));
    const other = await call(['replay', elsewhere]);
    expect(other.exitCode).toBe(4);
    expect(other.out).toContain('judged otherwise since: the same world, no-lost-deposit is violated and not the recorded no-storm');
    const world = { ...finding.world, settings: {} };
    const gone = await call(['replay', encodeToken({ world, hash: finding.hash, property: 'no-lost-deposit' })]);
    expect(gone.exitCode).toBe(4);
    expect(gone.out).toContain('the world holds, and the recorded violation of no-lost-deposit is not there any more');
  });

  it('is refused with exit code 2 when its settings are not those of the suite', async () => {
    const world = { suite: 'bank', seed: '1', strategy: 'random', settings: { clerks: 50 } };
    const called = await call(['replay', encodeToken({ world, hash: '0123456789abcdef' })]);
    expect(called.exitCode).toBe(2);
    expect(called.error).toContain('clerks is a whole number from 1 to 20');
  });

  it('gives a token that replays without the store', async () => {
    const finding = (await run('--seed', '1', '--set', 'lock=off', '--json')).json()[0];
    const replayed = await call(['replay', String(finding?.['token']), '--json', '--out', join(out, 'elsewhere')]);
    expect(replayed.exitCode).toBe(1);
    expect(replayed.json()[0]).toMatchObject({ result: 'reproduced', shrunk: true, hashBefore: null });
    const original = await call(['replay', String(finding?.['token']), '--original', '--json', '--out', join(out, 'elsewhere')]);
    expect(original.json()[0]).toMatchObject({ result: 'reproduced', hash: finding?.['hash'], hashBefore: finding?.['hash'] });
  });

  it('is found again as the only world of a run by its seed', async () => {
    const finding = (await run('--seed', '1', '--set', 'lock=off', '--json')).json()[0] as { world: { seed: string }; hash: string };
    const again = await run('--seed', finding.world.seed, '--seeds', '1', '--set', 'lock=off', '--json');
    expect(again.exitCode).toBe(1);
    expect(again.json()[0]).toMatchObject({ type: 'finding', hash: finding.hash, worldNumber: 1 });
  });
});

describe('--json', () => {
  it('writes NDJSON and nothing else: findings, and the summary as the last line', async () => {
    const called = await run('--seed', '1', '--set', 'lock=off', '--json');
    const lines = called.json();
    expect(lines.map((line) => [line['type'], line['v']])).toEqual([
      ['finding', 2],
      ['summary', 1],
    ]);
    expect(lines.at(-1)).toMatchObject({ type: 'summary', worlds: 100, findings: 1, exitCode: 1 });
    expect(Object.keys(lines.at(-1) ?? {})).toEqual([
      'v',
      'type',
      'worlds',
      'findings',
      'wallMs',
      'virtualMs',
      'events',
      'exitCode',
      'suites',
    ]);
    const [suite = {}] = (lines.at(-1) ?? {})['suites'] as object[];
    expect(Object.keys(suite).slice(0, 6)).toEqual(['name', 'worlds', 'findings', 'sometimes', 'acted', 'hash']);
    expect(called.error).toBe('');
  });

  it('tells errors as a line too', async () => {
    const called = await run('--json', '--seed', 'xyz');
    expect(called.json()).toEqual([
      { v: 1, type: 'error', code: 'bad-seed', message: expect.stringContaining('"xyz" is no seed') as string, exitCode: 2 },
    ]);
  });
});

describe('goals', () => {
  it('that are not reached make a run inconclusive', async () => {
    const called = await run('calm', '--seeds', '100', '--seed', '1');
    expect(called.exitCode).toBe(3);
    expect(called.out).toContain('not reached: storm');
  });

  it('are not judged by a run of one world', async () => {
    const called = await run('calm', '--seeds', '1', '--seed', '1');
    expect(called.exitCode).toBe(0);
    expect(called.out).toContain('too few worlds to judge: storm');
  });

  it('are explained in the help', async () => {
    expect((await call(['run', '--help'])).out).toMatch(/They are judged\s+when a suite ran at least 100 worlds/);
  });
});

describe('--check-determinism', () => {
  it('runs every world twice and exits with 0 when none differs', async () => {
    expect((await run('--check-determinism', '--seeds', '20', '--seed', '1')).exitCode).toBe(0);
  });
});

describe('an interrupted run', () => {
  it('writes what it has and exits with 130', async () => {
    const interrupt = new AbortController();
    setTimeout(() => interrupt.abort(), 300);
    const called = await call(['run', 'slow', '--workers', '1', '--out', out, '--json'], { signal: interrupt.signal });
    expect(called.exitCode).toBe(130);
    expect(called.json().at(-1)).toMatchObject({ type: 'summary', exitCode: 130 });
  });
});

describe('progress', () => {
  it('is a live line on a terminal, removed before the results', async () => {
    const called = await call(['run', 'slow', '--time', '400ms', '--workers', '1', '--out', out], { errorIsTerminal: true });
    expect(called.error).toMatch(/\r\u001B\[2Kslow {2}[█░]{10} {2}[\d,]+ {2}[\d,]+ worlds\/s {2}.* virtual {2}findings 0/);
    expect(called.error.endsWith('\r\u001B[2K')).toBe(true);
  });

  it('says when it looks for the smallest world of a finding', async () => {
    const argv = ['run', '--seed', '1', '--set', 'lock=off', '--workers', '1', '--out', out];
    const called = await call(argv, { errorIsTerminal: true });
    expect(called.error).toContain('\r\u001B[2Kbank  looks for the smallest world of finding 1 of 1…');
    expect((await call([...argv, '--no-shrink'], { errorIsTerminal: true })).error).not.toContain('smallest world');
  });
});

describe('bad input', () => {
  it.each([
    [['chaso'], 'There is no suite "chaso".'],
    [['bnak'], 'Did you mean "bank"?'],
    [['--sedes', '5'], 'There is no flag --sedes. Did you mean "--seeds"?'],
    [['--seed', 'xyz'], '"xyz" is no seed: a seed is 1 to 16 hexadecimal digits'],
    [['--seeds', 'many'], '--seeds many: "many" is not a whole number of at least 1.'],
    [['--seeds', '0'], 'at least 1'],
    [['--seeds', '-3'], '--seeds'],
    [['--seeds'], '--seeds needs a value'],
    [['--time', '60'], '"60" is no duration; write a number with a unit, for example 60s'],
    [['--strategy', 'radnom'], 'There is no strategy "radnom". Did you mean "random"?'],
    [['--set', 'clerk=2'], 'Suite bank has no setting "clerk". Did you mean "clerks"?'],
    [['--set', 'clerks=0'], 'clerks is a whole number from 1 to 20'],
    [['--set', 'lock=of'], 'Did you mean "off"?'],
    [['--set', 'clerks'], 'write a setting as key=value'],
    [['--config', 'nowhere.ts'], '--config nowhere.ts: there is no such file.'],
    [['--json=yes'], 'this flag takes no value'],
  ])('run %j is refused with exit code 2', async (argv, message) => {
    const called = await run(...argv);
    expect(called.exitCode).toBe(2);
    expect(called.error).toContain(message);
    expect(called.out).toBe('');
  });

  it('an output folder that cannot be written is refused before any world runs', async () => {
    writeFileSync(join(out, 'file'), '');
    const called = await call(['run', 'slow', '--out', join(out, 'file', 'below')]);
    expect(called.exitCode).toBe(2);
    expect(called.error).toMatch(/Findings cannot be written to .*Name another folder with --out/);
  });

  it.runIf(process.platform === 'linux')('an output folder below /proc is refused too, where a recursive mkdir never returns', async () => {
    const called = await call(['run', 'slow', '--out', '/proc/nowhere/below']);
    expect(called.exitCode).toBe(2);
    expect(called.error).toContain('Findings cannot be written to /proc/nowhere/below');
  });

  it.each([
    [['rnu'], 'There is no command "rnu". Did you mean "run"?'],
    [['replay'], 'replay takes one id, token or file, and 0 were given'],
    [['replay', 'zzzz'], 'There is no finding "zzzz"'],
    [['replay', 'mw1.abc.def'], 'The token is damaged'],
    [['replay', 'mw9.abc.def'], 'this manyworlds reads mw1 and mw2 tokens'],
    [['show'], 'show takes one id'],
    [['list', 'suits'], 'There is no list of "suits". Did you mean "suites"?'],
    [['doctor', '--verbose'], 'There is no flag --verbose.'],
  ])('%j is refused with exit code 2', async (argv, message) => {
    const called = await call(argv);
    expect(called.exitCode).toBe(2);
    expect(called.error).toContain(message);
  });

  it('a folder without configuration is refused with what to write', async () => {
    const called = await call(['run'], { cwd: out });
    expect(called.exitCode).toBe(2);
    expect(called.error).toContain('There is no manyworlds.config.ts');
  });

  it('a configuration that is none is refused with its path', async () => {
    const write = (name: string, text: string): string => {
      writeFileSync(join(out, name), text);
      return join(out, name);
    };
    expect((await call(['run', '--config', write('none.ts', 'export default { suits: [] };\n')])).error).toContain(
      'is no configuration: write "export default defineConfig',
    );
    expect((await call(['run', '--config', write('broken.ts', 'import "nowhere";\n')])).error).toMatch(
      /broken\.ts could not be loaded: .*nowhere/,
    );
    expect((await call(['run', '--config', write('empty.ts', 'export default { suites: [] };\n')])).exitCode).toBe(5);
  });
});

describe('what is wrong in the suite itself', () => {
  it('is not a finding when a property throws: it is named, with what it threw, and the exit code is 70', async () => {
    const called = await run('confused', '--seed', '7', '--seeds', '3', '--json');
    expect(called.exitCode).toBe(70);
    expect(called.json()).toMatchObject([{ type: 'error', code: 'property-failed', exitCode: 70 }]);
    expect(called.error).toMatch(
      /^manyworlds: property no-lost-deposit threw in its holds: TypeError: Cannot read properties of undefined/,
    );
    expect(called.error).toContain('this is a mistake of the property, not of the service (manyworlds run confused --seed 7 --seeds 1)');
    expect(called.error).not.toContain('bug of manyworlds');
    expect(called.error).toMatch(/\nTypeError: Cannot read properties of undefined [^]*\n {4}at .*odd\.ts:\d+/);
  });

  it('is not a finding when the suite throws: it is named, with what it did and its line, and the exit code is 70', async () => {
    const called = await run('throws', '--seeds', '3', '--json');
    expect(called.exitCode).toBe(70);
    expect(called.json()).toMatchObject([{ type: 'error', code: 'suite-threw', exitCode: 70 }]);
    expect(called.error).toMatch(
      /^manyworlds: suite throws threw while building a world: TypeError: the suite is wrong \(.*odd\.ts:\d+:\d+\)\n/,
    );
    expect(called.error).not.toContain('bug of manyworlds');
  });

  it('is wrong usage when a fault plan does not fit the world', async () => {
    const called = await run('misplanned', '--seeds', '3');
    expect(called.exitCode).toBe(2);
    expect(called.error).toMatch(/fault 1 \(pause of clerk-7.*clerk-7/);
  });
});

describe('help', () => {
  it('is there for the program and for each command', async () => {
    expect((await call(['--help'])).out).toContain('manyworlds replay <id|token|file>');
    expect(await call([])).toMatchObject({ exitCode: 2 });
    for (const command of ['run', 'replay', 'show', 'keep', 'test', 'list', 'doctor']) {
      const called = await call([command, '--help']);
      expect(called.exitCode).toBe(0);
      expect(called.out).toContain(`manyworlds ${command}`);
      expect(Math.max(...called.out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
    }
  });

  it('tells the version', async () => {
    expect((await call(['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('list', () => {
  it('shows suites with settings, properties, strategies and commands', async () => {
    expect((await call(['list', 'suites'])).out).toContain('--set lock=on|off  whether the account is locked');
    expect((await call(['list', 'properties'])).out).toMatch(
      /^safety: nothing bad happens\n {2}B1 {2}no-lost-deposit {2}every deposit is on the account\n +judged from the account; only in bank, calm, slow, chatty\n\nsometimes: .*\n {2}clerk-waited {2}in bank\n/,
    );
    expect((await call(['list', 'strategies', '--json'])).json()[0]).toMatchObject({ v: 1, type: 'strategies', name: 'random' });
    expect((await call(['list', 'faults'])).out).toMatch(/crash {2,}.*\n[^]*partition/);
    expect((await call(['list', 'commands'])).out).toContain('doctor');
    for (const topic of ['suites', 'properties', 'faults', 'commands'])
      expect(Math.max(...(await call(['list', topic])).out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
  });
});

describe('doctor', () => {
  it('needs no configuration and checks determinism with a world of its own', async () => {
    const called = await call(['doctor'], { cwd: out });
    expect(called.exitCode).toBe(0);
    expect(called.out).toMatch(/deterministic {2}✔ one world three times, both drains: hash [0-9a-f]{16}/);
    expect(called.out).toContain('Math.random');
  });
});
