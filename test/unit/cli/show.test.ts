/** `manyworlds show`: a stored finding from every side, without running anything. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Finding } from '../../../sim/explore/index.ts';
import { call, fixtureFolder } from './terminal.ts';

let out = '';
let id = '';
beforeAll(async () => {
  out = mkdtempSync(join(tmpdir(), 'manyworlds-show-'));
  const found = await call(['run', '--seed', '1', '--set', 'lock=off', '--workers', '1', '--json', '--out', out]);
  id = String(found.json()[0]?.['id']);
});
afterAll(() => rmSync(out, { recursive: true, force: true }));

const show = (...argv: readonly string[]): ReturnType<typeof call> => call(['show', id, '--out', out, ...argv], { cwd: out });
const finding = (): Finding => JSON.parse(readFileSync(join(out, id, 'finding.json'), 'utf8')) as Finding;

describe('show', () => {
  it('tells the story that was told when it was found, from an id, a folder or a file', async () => {
    const story = readFileSync(join(out, id, 'story.txt'), 'utf8');
    for (const subject of [id, join(out, id), join(out, id, 'finding.json')])
      expect(await call(['show', subject, '--out', out])).toMatchObject({ exitCode: 0, out: story, error: '' });
  });

  it('tells how small the world became', async () => {
    expect((await show()).out).toMatch(/How it happened {3}\(.* shrunk from [\d,]+/);
  });

  it('gives the finding as JSON', async () => {
    expect((await show('--json')).json()).toEqual([finding()]);
    expect(finding()).toMatchObject({ v: 2, configuration: {}, tape: { v: 1, suite: 'bank' } });
  });

  it('gives the whole token, which replays the shrunk world', async () => {
    const { out: token } = await show('--token');
    expect(token).toMatch(/^mw2\.[\w-]+\.[0-9a-f]{8}\n$/);
    const replayed = await call(['replay', token.trim()]);
    expect(replayed.exitCode).toBe(1);
    expect(replayed.out).toContain('reproduced: the same world');
  });
});

describe('show --at', () => {
  it('shows the state of the world at a moment', async () => {
    const { out: text, exitCode, error } = await show('--at', '150ms');
    expect({ exitCode, error }).toEqual({ exitCode: 0, error: '' });
    expect(text).toMatch(/^At 0\.150s {3}\d+ events recorded so far\n\nHosts\n {2}clerk-1 {2}running/);
  });

  it('gives it as JSON', async () => {
    expect((await show('--at', '150ms', '--json')).json()).toMatchObject([
      { v: 1, type: 'state', atMs: 150, hosts: [{ name: 'clerk-1', state: 'running' }, { name: 'clerk-2' }] },
    ]);
  });

  it('says when the record ends before', async () => {
    expect((await show('--at', '1h')).error).toMatch(/^The record ends at 0\.\d{3}s: this is the state at its end\.\n$/);
  });
});

describe('show --diagram', () => {
  it('draws hosts as lanes in the terminal', async () => {
    const { out: text, exitCode } = await show('--diagram');
    expect(exitCode).toBe(0);
    expect(text).toMatch(/clerk-1 .*clerk-2|clerk-1/);
    expect(text).toContain('wrote balance');
  });
});

describe('show --svg', () => {
  it('is on the output stream, or in a file', async () => {
    const printed = await show('--svg');
    expect(printed.out).toMatch(/^<svg [^]*<\/svg>\n$/);
    expect(await show('--svg=world.svg')).toMatchObject({ exitCode: 0, out: 'written to world.svg\n' });
    expect(readFileSync(join(out, 'world.svg'), 'utf8')).toBe(printed.out);
  });
});

describe('bad input', () => {
  it.each([
    [['--at', '150'], '"150" is no duration; write a number with a unit'],
    [['--at'], '--at needs a value: --at T'],
    [['--at', '1s', '--svg'], '--at and --svg show different things: leave one of them out.'],
    [['--svg', '--json'], '--svg is not JSON: leave --json out'],
    [['--svg=finding/none/world.svg'], 'world.svg cannot be written'],
    [['--svg', 'world.svg'], 'show takes one id or file, and 2 were given'],
    [['--diagramm'], 'There is no flag --diagramm. Did you mean "--diagram"?'],
  ])('show %j is refused with exit code 2', async (argv, message) => {
    const called = await show(...argv);
    expect(called.exitCode).toBe(2);
    expect(called.error).toContain(message);
  });

  it('says when there is no record, or a damaged one', async () => {
    const trace = join(out, id, 'trace.ndjson');
    const written = readFileSync(trace, 'utf8');
    writeFileSync(trace, `${written}{"step":\n`);
    expect(await show('--at', '1s')).toMatchObject({
      exitCode: 2,
      error: expect.stringMatching(/line \d+ is no recorded event/) as string,
    });
    rmSync(trace);
    expect(await show('--at', '1s')).toMatchObject({
      exitCode: 2,
      error: expect.stringContaining('There is no record (trace.ndjson)') as string,
    });
    expect((await show()).out).toContain('✖ no-lost-deposit');
    writeFileSync(trace, written);
  });

  it('never makes the folder that it looks into', async () => {
    const nowhere = join(out, 'nowhere');
    expect((await call(['show', 'zzzz', '--out', nowhere], { cwd: fixtureFolder })).exitCode).toBe(2);
    expect(existsSync(nowhere)).toBe(false);
  });
});
