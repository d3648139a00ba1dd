/** The built program as a process: worker threads, signals, streams, and what happens when a thread dies. */
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runProgram, startProgram } from '../../program/built.ts';
import { fixtureFolder } from './terminal.ts';

let out = '';
beforeAll(() => {
  out = mkdtempSync(join(tmpdir(), 'manyworlds-process-'));
});
afterAll(() => rmSync(out, { recursive: true, force: true }));

interface Summary {
  readonly worlds: number;
  readonly findings: number;
  readonly exitCode: number;
  readonly suites: readonly { readonly name: string; readonly hash: string; readonly worlds: number }[];
}

const run = (...argv: readonly string[]): ReturnType<typeof runProgram> => runProgram(['run', '--out', out, ...argv], fixtureFolder);
const summaryOf = (text: string): Summary => JSON.parse(text.trim().split('\n').at(-1) ?? '') as Summary;
const withoutTimes = (text: string): string => text.replaceAll(/"wallMs":\d+/g, '"wallMs":0');

describe('worker threads', () => {
  it('give the same findings, counts and hash as one thread', () => {
    const argv = ['--seed', '7', '--seeds', '300', '--set', 'lock=off', '--no-shrink', '--json'];
    const one = run(...argv, '--workers', '1');
    const three = run(...argv, '--workers', '3');
    expect(one.exitCode).toBe(1);
    expect(withoutTimes(three.out)).toBe(withoutTimes(one.out));
  });

  it('give the same in another process', () => {
    const argv = ['--seed', '7', '--seeds', '50', '--json', '--workers', '2'];
    expect(withoutTimes(run(...argv).out)).toBe(withoutTimes(run(...argv).out));
  });

  it('that die end the run with an internal error and not with a hang', () => {
    const died = run('dies', '--seeds', '50', '--workers', '2');
    expect(died.exitCode).toBe(70);
    expect(died.error).toMatch(/internal error \(worker-thread-died\): A worker thread died: it exited with code 9/);
  });

  it('refuse what the suite refuses, with its message', () => {
    const refused = run('picky', '--seeds', '50', '--workers', '2');
    expect(refused.exitCode, refused.error).toBe(2);
    expect(refused.error).toContain('manyworlds: picky.csv, line 7: nothing is good enough');
  });
});

describe('a service that prints', () => {
  it('prints on the error stream, so that the output stream is NDJSON only', () => {
    const printed = run('chatty', '--seeds', '3', '--json');
    expect(
      printed.out
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { type: string }).type),
    ).toEqual(['summary']);
    expect(printed.error).toContain('chatter');
    expect(printed.error).toContain('straight\nand told\n');
  });

  it('is shown for its first lines only: a thousand worlds say a thousand times the same', () => {
    const printed = run('chatty', '--seeds', '200', '--workers', '1');
    expect(printed.error.split('\n').filter((line) => line === 'chatter').length).toBeLessThan(100);
    expect(printed.error).toContain(
      'What worlds print from here on is left out; "manyworlds replay <id> --log" shows it all for one world.',
    );
    expect(printed.out).not.toContain('straight');
  });
});

describe('Ctrl-C', () => {
  it('once finishes the worlds that run, writes what there is and exits with 130', async () => {
    for (const workers of ['1', '2']) {
      const { child, finished } = startProgram(['run', 'slow', '--seed', '1', '--json', '--workers', workers, '--out', out], fixtureFolder);
      // The line comes during the first world, which is finished before the run ends.
      child.stderr?.once('data', () => child.kill('SIGINT'));
      const { exitCode, out: text } = await finished;
      expect(exitCode).toBe(130);
      expect(summaryOf(text)).toMatchObject({ exitCode: 130, suites: [{ name: 'slow' }] });
      expect(summaryOf(text).worlds).toBeGreaterThan(0);
    }
  });
});

describe('a finding', () => {
  it('is replayed by another process with the same hash, by id, token and file', () => {
    const found = run('--seed', '1', '--set', 'lock=off', '--json');
    const finding = JSON.parse(found.out.split('\n')[0] ?? '') as { id: string; token: string; hash: string; folder: string };
    expect(existsSync(join(finding.folder, 'trace.ndjson'))).toBe(true);
    for (const subject of [finding.id, finding.token, finding.folder]) {
      const replayed = runProgram(['replay', subject, '--original', '--json', '--out', out], fixtureFolder);
      expect(replayed.exitCode).toBe(1);
      expect(JSON.parse(replayed.out)).toMatchObject({ result: 'reproduced', hash: finding.hash, status: 'violated' });
      const shrunk = runProgram(['replay', subject, '--json', '--out', out], fixtureFolder);
      expect(JSON.parse(shrunk.out)).toMatchObject({ result: 'reproduced', shrunk: true, tapeMatch: { firstDivergence: null } });
    }
  });

  it('shows source lines of the TypeScript that was written', () => {
    const shown = run('throws', '--seeds', '1', '--json');
    expect(shown.error + shown.out).toMatch(/at Object\.build \(odd\.ts:\d+:\d+\)/);
  });
});

describe('a run without findings', () => {
  it('leaves nothing but an empty folder', () => {
    const empty = mkdtempSync(join(tmpdir(), 'manyworlds-empty-'));
    expect(runProgram(['run', '--seeds', '5', '--seed', '1', '--out', empty], fixtureFolder).exitCode).toBe(0);
    expect(readdirSync(empty)).toEqual([]);
    rmSync(empty, { recursive: true });
  });
});

describe('doctor', () => {
  it('works in an empty folder', () => {
    const empty = mkdtempSync(join(tmpdir(), 'manyworlds-doctor-'));
    const { exitCode, out: text } = runProgram(['doctor', '--json'], empty);
    expect(exitCode).toBe(0);
    expect(JSON.parse(text)).toMatchObject({
      v: 1,
      type: 'doctor',
      drain: 'synchronous',
      configuration: null,
      selfCheck: { deterministic: true },
    });
    rmSync(empty, { recursive: true });
  });
});
