/** Containers as processes: they end as told, and never outlive the worker that holds them. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { processRuntime, type ContainerRequest, type RunningContainer } from '../../../src/index.ts';
import { builtScheduler } from '../../program/built.ts';

const folder = mkdtempSync(join(tmpdir(), 'process-runtime-'));

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

  it('ends the container when the worker process is killed', async () => {
    const runtime = join(builtScheduler, '../process-runtime.js');
    const request = JSON.stringify(container(`echo $$ > ${folder}/held; sleep 1000`));
    const worker = spawn(process.execPath, [
      '--input-type=module',
      '-e',
      `import { processRuntime } from ${JSON.stringify(runtime)}; await processRuntime().start(${request}); setInterval(() => {}, 1000);`,
    ]);
    const held = Number(await written('held'));
    expect(alive(held)).toBe(true);
    worker.kill('SIGKILL');
    await until(() => !alive(held));
  });
});
