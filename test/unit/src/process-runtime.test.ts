/** Containers as processes: they end as told, and never outlive the worker that holds them. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { processRuntime, type ContainerRequest, type ProcessRuntimeOptions, type RunningContainer } from '../../../src/index.ts';
import { builtScheduler } from '../../program/built.ts';

const folder = mkdtempSync(join(tmpdir(), 'process-runtime-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function container(script: string): ContainerRequest {
  return { id: 'c', cpuMillicores: 1, memoryMib: 1, gpuCount: 0, gpuTypes: [], command: ['/bin/sh', '-c', script] };
}

function run(script: string): Promise<RunningContainer> {
  return processRuntime().start(container(script));
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 10));
}

/** The text of a file, as soon as somebody has written it. */
async function written(name: string): Promise<string> {
  const path = join(folder, name);
  await until(() => existsSync(path) && readFileSync(path, 'utf8').endsWith('\n'));
  return readFileSync(path, 'utf8').trim();
}

describe('the process runtime', () => {
  it('reports the exit code', async () => {
    expect(await (await run('exit 7')).exit).toEqual({ code: 7, signal: null });
  });

  it('gives the container its id and environment', async () => {
    const request = { ...container(`echo $CONTAINER_ID $EXTRA > ${folder}/environment`), environment: { EXTRA: 'x y' } };
    await (
      await processRuntime().start(request)
    ).exit;
    expect(await written('environment')).toBe('c x y');
  });

  it('keeps the address of Redis and the token of the gateway from containers', async () => {
    process.env['SCHEDULER_REDIS'] = 'redis://:secret@host';
    process.env['SCHEDULER_TOKEN'] = 'secret';
    const running = await run(`env > ${folder}/seen; echo "PATH is set: $PATH" >> ${folder}/seen`);
    delete process.env['SCHEDULER_REDIS'];
    delete process.env['SCHEDULER_TOKEN'];
    await running.exit;
    const seen = await written('seen');
    expect(seen).not.toContain('secret');
    expect(seen).toContain('CONTAINER_ID=c');
    expect(seen).toMatch(/PATH is set: \S/);
  });

  it('lets a container end itself on SIGTERM', async () => {
    const running = await run(`trap 'exit 3' TERM; echo ready > ${folder}/ready; while :; do sleep 0.05; done`);
    await written('ready');
    running.stop('SIGTERM');
    expect(await running.exit).toEqual({ code: 3, signal: null });
  });

  it('ends one that ignores SIGTERM, and its children, by SIGKILL', async () => {
    const running = await run(`trap '' TERM; sleep 1000 & echo $! > ${folder}/child; while :; do sleep 0.05; done`);
    const child = Number(await written('child'));
    running.stop('SIGTERM');
    running.stop('SIGKILL');
    expect((await running.exit).signal).toBe('SIGKILL');
    await until(() => !alive(child));
  });

  it('leaves no child behind when the container itself has ended', async () => {
    const running = await run(`sleep 1000 & echo $! > ${folder}/orphan`);
    expect(await running.exit).toEqual({ code: 0, signal: null });
    const orphan = Number(await written('orphan'));
    await until(() => !alive(orphan));
  });

  it('rejects without a command', async () => {
    await expect(processRuntime().start({ id: 'c', cpuMillicores: 1, memoryMib: 1, gpuCount: 0, gpuTypes: [] })).rejects.toThrow(
      /no command/,
    );
  });

  it.each([
    ['when the container ends', 'exit 0'],
    ['when it is killed', 'sleep 1000'],
  ])('finds what left the process group, %s', { skip: process.platform !== 'linux' }, async (name, last) => {
    const file = name.replaceAll(' ', '-');
    const running = await run(
      `setsid sh -c 'echo $$ > ${folder}/${file}; sleep 1000 & wait' & while [ ! -s ${folder}/${file} ]; do :; done; ${last}`,
    );
    const stray = Number(await written(file));
    if (last !== 'exit 0') running.stop('SIGKILL');
    await running.exit;
    await until(() => !alive(stray));
  });

  it('holds each process to the memory that was asked for, where the system lets it', async () => {
    const { memory } = await processRuntime().limits();
    const greedy = { ...container('exec dd if=/dev/zero of=/dev/null bs=100M count=1'), memoryMib: 64 };
    const exitOf = async (options: ProcessRuntimeOptions, memoryMib = 64): Promise<number | null> =>
      (await (await processRuntime(options).start({ ...greedy, memoryMib })).exit).code;
    if (memory.isEnforced) expect(await exitOf({})).not.toBe(0);
    expect(await exitOf({ isMemoryLimited: false })).toBe(0);
    expect(await exitOf({}, 256)).toBe(0);
    expect(await exitOf({}, 0)).toBe(0);
  });

  it('says what it enforces and what not', async () => {
    const limits = await processRuntime().limits();
    expect(Object.keys(limits)).toEqual(['memory', 'cpu', 'gpus', 'descendants']);
    for (const { isEnforced, how } of Object.values(limits)) expect([typeof isEnforced, how.length > 5]).toEqual(['boolean', true]);
    expect(limits.cpu.isEnforced).toBe(false);
    expect((await processRuntime({ isMemoryLimited: false }).limits()).memory).toEqual({ isEnforced: false, how: 'switched off' });
  });

  it('lets containers stand back behind others', async () => {
    const running = await processRuntime({ niceness: 7 }).start(container(`nice > ${folder}/niceness`));
    await running.exit;
    expect(await written('niceness')).toBe(String(Math.min(19, getPriority() + 7)));
  });

  it('keeps the beginning of what a container prints', async () => {
    const output = { folder: join(folder, 'logs'), bytesMax: 20 };
    const running = await processRuntime({ output }).start(container('echo one; echo two >&2; seq 1000'));
    expect((await running.exit).code).toBe(0);
    await until(() => existsSync(`${output.folder}/c.log`) && readFileSync(`${output.folder}/c.log`, 'utf8').includes('not kept'));
    const kept = readFileSync(`${output.folder}/c.log`, 'utf8');
    expect(kept).toContain('one\n');
    expect(kept.indexOf('\n[more than 20 bytes')).toBe(20);
  });

  it('reports a program that is not there as the shell does', async () => {
    const request = { ...container(''), command: ['/nowhere/at-all'] };
    expect(await (await processRuntime().start(request)).exit).toEqual({ code: 127, signal: null });
  });

  it('ends the container when the worker process is killed', async () => {
    const runtime = join(builtScheduler, '../process-runtime.js');
    const script = `setsid sh -c 'echo $$ > ${folder}/held-stray; sleep 1000 & wait' & echo $$ > ${folder}/held; sleep 1000`;
    const request = JSON.stringify(container(script));
    const worker = spawn(process.execPath, [
      '--input-type=module',
      '-e',
      `import { processRuntime } from ${JSON.stringify(runtime)}; await processRuntime().start(${request}); setInterval(() => {}, 1000);`,
    ]);
    const held = Number(await written('held'));
    expect(alive(held)).toBe(true);
    const stray = Number(await written('held-stray'));
    worker.kill('SIGKILL');
    await until(() => !alive(held));
    if (process.platform === 'linux') await until(() => !alive(stray));
    else process.kill(stray, 'SIGKILL');
  });
});
