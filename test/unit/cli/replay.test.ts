/** Looking into a replayed world: what the program prints, every event, the state of a moment, and a stop in a real debugger. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startProgram } from '../../program/built.ts';
import { call, fixtureFolder } from './terminal.ts';

let out = '';
let id = '';
beforeAll(async () => {
  // What worlds print when nobody listens is of no interest here.
  for (const method of ['log', 'warn'] as const) vi.spyOn(console, method).mockImplementation(() => {});
  for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, 'write').mockReturnValue(true);
  out = mkdtempSync(join(tmpdir(), 'manyworlds-replay-'));
  const found = await call(['run', 'chatty', '--seed', '1', '--set', 'lock=off', '--workers', '1', '--json', '--out', out]);
  id = String(found.json()[0]?.['id']);
});
afterAll(() => {
  vi.restoreAllMocks();
  rmSync(out, { recursive: true, force: true });
});

const replay = (...argv: readonly string[]): ReturnType<typeof call> => call(['replay', id, '--out', out, ...argv]);

describe('replay --log', () => {
  it('prints what the program prints behind virtual time and host, once, and then the result', async () => {
    const { out: text, error, exitCode } = await replay('--log');
    expect(exitCode).toBe(1);
    const lines = text.split('\n').filter((line) => line.includes(' | '));
    expect(lines.slice(0, 4)).toEqual([
      '  0.000s world | chatter',
      '  0.050s printer | two lines',
      "  0.050s printer | of text { in: 'color' }",
      '  0.060s printer | ┌─────────┬─────────┐',
    ]);
    expect(text).toMatch(
      /reproduced: the same world, no-lost-deposit is violated \(\d+ of \d+ decisions matched; \d+ events, hash [0-9a-f]{16}\)\n$/,
    );
    expect(lines.slice(-2)).toEqual(['  0.070s printer | straight', '  0.070s printer | and told']);
    expect(error).toBe('');
  });

  it('prints on the error stream with --json, so that the output stream is JSON', async () => {
    const called = await replay('--log', '--json');
    expect(called.json()).toMatchObject([{ v: 1, type: 'replay', result: 'reproduced' }]);
    expect(called.error).toContain('  0.050s printer | two lines\n');
  });

  it('gives the console back', async () => {
    const { log } = console;
    const write: unknown = Reflect.get(process.stdout, 'write');
    await replay('--log');
    expect(console.log).toBe(log);
    expect(Reflect.get(process.stdout, 'write')).toBe(write);
  });
});

describe('replay --events', () => {
  it('prints every event', async () => {
    const { out: text } = await replay('--events');
    expect(text).toMatch(/^ {2}0\.000s {2}clerk-1 +started/m);
    expect(text).toMatch(/clerk-2 +wrote balance \d/);
  });
});

describe('replay --events --json', () => {
  it('prints the events on the error stream', async () => {
    const called = await replay('--events', '--json');
    expect(called.json()).toMatchObject([{ type: 'replay', result: 'reproduced' }]);
    expect(called.error).toMatch(/clerk-2 +wrote balance \d/);
  });
});

describe('replay --until', () => {
  it('ends the log there and shows the state of that moment instead of the story', async () => {
    const { out: text, exitCode } = await replay('--log', '--events', '--until', '55ms');
    expect(exitCode).toBe(1);
    expect(text).toContain('printer | two lines');
    expect(text).not.toContain('balance │');
    expect(text).toMatch(/At 0\.055s {3}\d+ events recorded so far\n\nHosts\n {2}printer +running/);
    expect(text).not.toContain('How it happened');
    expect(text).toContain('reproduced: the same world');
  });

  it('is in the JSON too', async () => {
    expect((await replay('--until', '55ms', '--json')).json()[0]).toMatchObject({ state: { atMs: 55, hosts: [{}, {}, {}] } });
  });
});

describe('replay --original', () => {
  it('runs the world as it was found', async () => {
    const shrunk = (await replay('--json')).json()[0] ?? {};
    const original = (await replay('--original', '--json')).json()[0] ?? {};
    expect(original).toMatchObject({ result: 'reproduced', shrunk: false });
    expect(original['hash']).toBe(original['hashBefore']);
    expect(shrunk).toMatchObject({ result: 'reproduced', shrunk: true });
    expect(shrunk['hash']).not.toBe(original['hash']);
  });
});

describe('replay --inspect', () => {
  it('waits for a debugger and pauses at the moment, with the world’s time in reach', { timeout: 60_000 }, async () => {
    const { child, finished } = startProgram(['replay', id, '--out', out, '--inspect', '--until', '50ms'], fixtureFolder);
    const address = await said(child.stderr, /^ {2}node inspect (127\.0\.0\.1:\d+)$/m);
    const client = spawn(process.execPath, ['inspect', address], { stdio: ['pipe', 'pipe', 'inherit'] });
    try {
      await said(client.stdout, /break in [^\n]*breakpoint\.(?:js|ts):\d+[^]*debug> /);
      client.stdin.write('exec `at ${virtualTimeMs} on ${host}`\n');
      expect(await said(client.stdout, /'(at [^']*)'/)).toBe('at 50 on printer');
      const left = said(child.stderr, /Waiting for the debugger to disconnect/);
      client.stdin.write('cont\n');
      await left;
      client.kill();
      const { exitCode, out: text } = await finished;
      expect(exitCode).toBe(1);
      expect(text).toContain('At 0.050s');
      expect(text).toContain('reproduced: the same world');
    } finally {
      client.kill();
      child.kill();
    }
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('is stopped by %s while it waits', { timeout: 60_000 }, async (signal) => {
    const { child } = startProgram(['replay', id, '--out', out, '--inspect', '--until', '50ms'], fixtureFolder);
    try {
      await said(child.stderr, /Ctrl-C ends the wait/);
      const ended = new Promise((resolve) => {
        child.on('exit', (_exitCode, by) => resolve(by));
      });
      child.kill(signal);
      expect(await ended).toBe(signal);
    } finally {
      child.kill('SIGKILL');
    }
  });

  it('needs a moment', async () => {
    expect(await replay('--inspect')).toMatchObject({
      exitCode: 2,
      error: expect.stringContaining('--inspect needs a moment to stop at: --inspect --until 1.5s') as string,
    });
  });
});

/** Waits until the stream has said something; the first group of the pattern, or all of it. */
function said(stream: NodeJS.ReadableStream | null, pattern: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    stream?.setEncoding('utf8');
    stream?.on('data', (more: string) => {
      text += more;
      const found = pattern.exec(text);
      if (found !== null) resolve(found[1] ?? found[0]);
    });
    stream?.on('end', () => reject(new Error(`it ended without saying ${String(pattern)}: ${text}`)));
  });
}
