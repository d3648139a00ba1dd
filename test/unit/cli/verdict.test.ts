/** `manyworlds verdict` on real, tiny worlds: the table, JSON lines, the document, exit codes and what is refused. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call } from './terminal.ts';

const cwd = fileURLToPath(new URL('./matrix/fixture/', import.meta.url)).replace(/\/$/, '');
let out = '';
beforeAll(() => {
  out = mkdtempSync(join(tmpdir(), 'manyworlds-verdict-'));
});
afterAll(() => rmSync(out, { recursive: true, force: true }));

const shrunk = (...argv: readonly string[]): ReturnType<typeof call> =>
  call(['verdict', '--workers', '1', '--out', out, '--seed', '1', '--seeds', '30', ...argv], { cwd });
const verdict = (...argv: readonly string[]): ReturnType<typeof call> => shrunk('--no-shrink', ...argv);

describe('the table', () => {
  it('has a column a row and a line a property, and what it means; violations of what need not hold are no failure', async () => {
    const called = await verdict();
    const [change, door] = ['right-change', 'shut-at-night'].map(
      (name) => new RegExp(`(\\w+) {2}loose ${name}`).exec(called.out)?.[1] ?? 'missing',
    );
    expect(called.out.split('\n').slice(0, 9)).toEqual([
      '                   strict  loose',
      `S1  right-change   ✔       ✖ ${change} H1`,
      `S2  shut-at-night  ✔       ✖ ${door}`,
      'L1  goods-arrive   n/a     n/a',
      '',
      '✔ holds over 30 worlds, or as many as stand beside it',
      '✖ violated: finding and known hazards',
      'n/a says nothing about it',
      '',
    ]);
    expect(called.out).toContain('4 cells, 2 violated in');
    expect(called.exitCode).toBe(0);
  });

  it('is understandable without Unicode', async () => {
    const called = await call(['verdict', '--workers', '1', '--out', out, '--seed', '1', '--seeds', '5', '--preset', 'strict'], {
      cwd,
      environment: { LANG: 'C' },
    });
    expect(called.out).toContain('S1  right-change   ok\n');
  });

  it('is no wider than 100 columns', async () => {
    const { out: text } = await verdict();
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
  });
});

describe('--preset and --property', () => {
  it('take lists with commas, or are written several times', async () => {
    const once = (await verdict('--json', '--preset', 'loose,strict', '--property', 'S1,L1')).json();
    const twice = (await verdict('--json', '--preset', 'loose', '--preset', 'strict', '--property', 'S1', '--property', 'L1')).json();
    expect(once.map(({ preset, property }) => `${String(preset)} ${String(property)}`)).toEqual([
      'strict right-change',
      'strict goods-arrive',
      'loose right-change',
      'loose goods-arrive',
    ]);
    expect(once).toEqual(twice);
  });

  it('are in the usage line of the help', async () => {
    const called = await call(['verdict', '--help'], { cwd });
    expect(called.out.split('\n')[0]).toBe('manyworlds verdict [--preset NAMES] [--property NAMES] [--seeds N]');
  });
});

describe('--json', () => {
  it('is one line a cell and nothing else', async () => {
    const called = await verdict('--json');
    const lines = called.json();
    expect(lines).toHaveLength(6);
    expect(Object.keys(lines[0] ?? {})).toEqual(['v', 'type', 'preset', 'property', 'holds', 'worlds', 'finding']);
    expect(lines[0]).toEqual({ v: 1, type: 'verdict', preset: 'strict', property: 'right-change', holds: true, worlds: 30, finding: null });
    expect(lines[2]).toMatchObject({ property: 'goods-arrive', holds: null, worlds: 0, finding: null, reason: 'there is no yard' });
    expect(lines[3]).toMatchObject({ preset: 'loose', holds: false, finding: expect.stringMatching(/^[a-z2-9]{4,}$/) as string });
    expect(called.error).toBe('');
  });

  it('gives each property worlds of its own: one that fails early hides nobody', async () => {
    const lines = (await verdict('--json', '--preset', 'loose')).json();
    const alone = (await verdict('--json', '--preset', 'loose', '--property', 'S2')).json();
    expect(lines.find(({ property }) => property === 'shut-at-night')).toEqual(alone[0]);
    expect(alone).toHaveLength(1);
  });
});

describe('a finding of a cell', () => {
  it('is stored, and a replay shows it again', async () => {
    const lines = (await verdict('--json', '--preset', 'loose')).json();
    for (const { finding, property } of lines.filter(({ holds }) => holds === false)) {
      expect(existsSync(join(out, 'loose', String(finding), 'story.txt'))).toBe(true);
      const replayed = await call(['replay', String(finding), '--out', join(out, 'loose')], { cwd });
      expect(replayed.out).toContain(`${String(property)} is violated`);
      expect(replayed.exitCode).toBe(1);
    }
  });

  it('lies in the folder of its row, so that no row writes over what another found', async () => {
    const called = await verdict('--set', 'design=loose');
    const ids = ['strict', 'loose'].map((row) => new RegExp(`(\\w+) {2}${row} right-change`).exec(called.out)?.[1] ?? 'missing');
    expect(ids[0]).toBe(ids[1]);
    for (const row of ['strict', 'loose']) expect(existsSync(join(out, row, ids[0] ?? '', 'finding.json'))).toBe(true);
    expect(called.out).toContain(`replay one: npx manyworlds replay <id> --out ${out}/<row>\n`);
  });

  it('has the id that `run` gives it where nothing hides it', async () => {
    const [cell] = (await shrunk('--json', '--preset', 'loose', '--property', 'right-change')).json();
    const ran = await call(['run', '--workers', '1', '--out', out, '--seed', '1', '--seeds', '30', '--set', 'design=loose', '--json'], {
      cwd,
    });
    const ids = ran
      .json()
      .filter(({ type }) => type === 'finding')
      .map(({ id }) => id);
    expect(ids).toContain(cell?.['finding']);
  });
});

describe('--markdown', () => {
  it('writes the table, the hazards that were met, what does not apply, and the stories of refuted claims', async () => {
    const file = join(out, 'verdicts.md');
    await verdict('--markdown', file);
    const text = readFileSync(file, 'utf8');
    expect(text).toContain('npx manyworlds verdict --seeds 30 --seed 1 --no-shrink\n');
    expect(text).toMatch(/\| S1 `right-change` \| ✔ 30 \| ✖ \w+ H1 \|/);
    expect(text).toContain('| H1 | coins stick together |');
    expect(text).toContain('- `goods-arrive` (strict, loose): there is no yard.');
    const [, story = ''] = /The keeper says: “I never err”\. Refuted\.\n\n```\n([^`]+)\n```/.exec(text) ?? [];
    expect(story.split('\n').length).toBeLessThanOrEqual(10);
    expect(story).toContain('✖ right-change   a coin is missing');
    expect(text).toMatch(/Token: `mw\d\.[\w-]+\.[0-9a-f]{8}`/);
    expect(text).toContain('replay npx manyworlds replay ');
    expect(story).toMatch(/--out \.manyworlds\/loose$/);
    expect(text).not.toContain('### loose: shut-at-night');
  });

  it('says of a finding only what recognises it: no other letter, no other claim', async () => {
    const file = join(out, 'verdicts.md');
    await verdict('--markdown', file, '--property', 'right-change', '--seeds', '30');
    const text = readFileSync(file, 'utf8');
    expect(text).toMatch(/\| S1 `right-change` \| ✔ 30 \| ✖ \w+ H1 \|/);
    expect(text).not.toContain('The bank says');
  });

  it('searches for exhibits, and says so when there is none to be shown', async () => {
    const file = join(out, 'verdicts.md');
    await verdict('--markdown', file);
    const text = readFileSync(file, 'utf8');
    const [, told = ''] = /### loose: the back door \(\w+\)\n\n([^]+?)\n\nToken/.exec(text) ?? [];
    expect(told).toContain('Shown by `shut-at-night`, hazard H3.');
    expect(told).toContain('The guard says: “the back door is always shut”. Refuted.');
    expect(told).toContain('✖ shut-at-night   the back door stands open');
    expect(text).toContain('### loose: a forged note\n\nShown by `right-change`.\n\nNot seen in 20 worlds of shop.');
    expect(text).not.toContain('The bank says');
  });

  it('replays an exhibit from its folder', async () => {
    const file = join(out, 'verdicts.md');
    await verdict('--markdown', file, '--property', 'S2', '--preset', 'loose');
    const [, id = ''] = /### loose: the back door \((\w+)\)/.exec(readFileSync(file, 'utf8')) ?? [];
    const replayed = await call(['replay', id, '--out', join(out, 'loose', 'exhibits')], { cwd });
    expect(replayed.out).toContain('the back door stands open');
    expect(replayed.exitCode).toBe(1);
  });

  it('does not make folders that nobody has', async () => {
    const called = await verdict('--markdown', join(out, 'dosc', 'verdicts.md'));
    expect(called.exitCode).toBe(2);
    expect(called.error).toContain(`there is no folder ${join(out, 'dosc')}`);
    expect(existsSync(join(out, 'dosc'))).toBe(false);
  });

  it('names another file when it cannot be written', async () => {
    const called = await verdict('--markdown', '/proc/nowhere/verdicts.md');
    expect(called.exitCode).toBe(2);
    expect(called.error).toContain('Name another file with --markdown.');
  });
});

describe('what ends it', () => {
  it('is code 1 when what must hold is violated', async () => {
    const called = await verdict('--set', 'design=loose', '--preset', 'strict');
    expect(called.exitCode).toBe(1);
    expect(called.out).toContain('what must hold is violated (exit code 1)');
  });

  it('is 130 when it is interrupted, with what there is', async () => {
    const interrupt = new AbortController();
    interrupt.abort();
    const called = await call(['verdict', '--workers', '1', '--out', out, '--seeds', '5', '--json'], { cwd, signal: interrupt.signal });
    expect(called.exitCode).toBe(130);
    expect(called.json()).toHaveLength(6);
    expect(called.json()[0]).toMatchObject({ holds: null, worlds: 0 });
  });

  it('keeps the findings that there are when it is interrupted', async () => {
    const interrupt = new AbortController();
    const terminal = {
      cwd,
      signal: interrupt.signal,
      error: (text: string) => {
        if (text.includes('loose')) interrupt.abort();
      },
      errorIsTerminal: true,
    };
    const called = await call(
      ['verdict', '--workers', '1', '--out', out, '--seed', '1', '--preset', 'loose', '--seeds', '200000'],
      terminal,
    );
    expect(called.exitCode).toBe(130);
    expect(called.out).toMatch(/✖ \w+ H1/);
    expect(called.out).toContain('interrupted (exit code 130)');
  });

  it.each([
    [['--preset', 'stric'], 'The matrix has no row "stric". Did you mean "strict"?'],
    [['--preset', 'loose,stric'], 'The matrix has no row "stric". Did you mean "strict"?'],
    [['--property', 'right-chang'], 'There is no property "right-chang". Did you mean "right-change"?'],
    [['--set', 'colour=red'], 'has no setting "colour"'],
    [['--seeds', '0'], 'is not a whole number of at least 1'],
    [['--sedes', '3'], 'There is no flag --sedes. Did you mean "--seeds"?'],
  ])('is 2 for %j', async (argv, message) => {
    const called = await call(['verdict', '--out', out, ...argv], { cwd });
    expect(called.exitCode).toBe(2);
    expect(called.error).toContain(message);
  });

  it('is 2 for a configuration without a matrix', async () => {
    const called = await call(['verdict', '--out', out]);
    expect(called.exitCode).toBe(2);
    expect(called.error).toContain('The configuration has no matrix');
  });
});
