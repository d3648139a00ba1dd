#!/usr/bin/env node
/** The scheduler as a command: `gateway`, `worker`, `submit`. Prints one JSON line per event on stderr and results on stdout. */
import { parseArgs } from 'node:util';
import { createClient } from './client/index.ts';
import { SchedulerError } from './errors.ts';
import { startGateway } from './gateway/index.ts';
import type { CommonOptions, Gateway, Worker } from './options.ts';
import type { PresetName } from './presets/index.ts';
import { processRuntime } from './process-runtime.ts';
import { DEFAULT_TIMINGS, type Timings } from './timings.ts';
import { startWorker } from './worker/index.ts';

const USAGE = `usage: scheduler gateway --redis URL [--id ID]
       scheduler worker  --redis URL --id ID [--cpu MILLICORES] [--memory MIB] [--gpus N --gpu-type TYPE] [--pool NAME] [--priority N]
       scheduler submit  --redis URL --id ID [--cpu MILLICORES] [--memory MIB] [--gpus N --gpu-type TYPE] -- PROGRAM [ARGUMENT…]
common: --preset NAME, --timing NAME=VALUE (repeatable)
`;

const OPTIONS = {
  redis: { type: 'string', default: 'redis://127.0.0.1:6379' },
  id: { type: 'string' },
  preset: { type: 'string', default: 'leased' },
  timing: { type: 'string', multiple: true, default: [] as string[] },
  cpu: { type: 'string', default: '1000' },
  memory: { type: 'string', default: '1024' },
  gpus: { type: 'string', default: '0' },
  'gpu-type': { type: 'string', default: '' },
  pool: { type: 'string', default: 'default' },
  priority: { type: 'string', default: '0' },
} as const;

function parse() {
  return parseArgs({ options: OPTIONS, allowPositionals: true });
}

type Flags = ReturnType<typeof parse>['values'];

/** Number flags are checked where they are used; a text that is no number becomes NaN and is refused there by name. */
function resources(flags: Flags): { cpuMillicores: number; memoryMib: number; gpuCount: number } {
  return { cpuMillicores: Number(flags.cpu), memoryMib: Number(flags.memory), gpuCount: Number(flags.gpus) };
}

function common(flags: Flags): CommonOptions {
  const timings = Object.fromEntries(
    flags.timing.map((text) => {
      const [name = '', value = ''] = text.split('=');
      if (!(name in DEFAULT_TIMINGS)) throw new SchedulerError('INVALID_OPTIONS', `unknown timing ${name}`);
      return [name, value === '' ? Number.NaN : Number(value)];
    }),
  ) as Partial<Timings>;
  return {
    redis: flags.redis,
    preset: flags.preset as PresetName,
    timings,
    onEvent: ({ kind, detail }) => process.stderr.write(`${JSON.stringify({ kind, detail })}\n`),
  };
}

function need(value: string | undefined, flag: string): string {
  if (value === undefined) throw new SchedulerError('INVALID_OPTIONS', `missing ${flag}`);
  return value;
}

function closeOnSignal(role: Gateway | Worker): void {
  const close = (): void => {
    role.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.once('SIGTERM', close);
  process.once('SIGINT', close);
}

async function main(): Promise<void> {
  const { values: flags, positionals } = parse();
  const [command, ...program] = positionals;
  if (command === 'gateway') {
    closeOnSignal(await startGateway({ ...common(flags), ...(flags.id === undefined ? {} : { id: flags.id }) }));
  } else if (command === 'worker') {
    const machine = { ...resources(flags), ...(flags['gpu-type'] === '' ? {} : { gpuType: flags['gpu-type'] }) };
    const identity = { id: need(flags.id, '--id'), poolName: flags.pool, priority: Number(flags.priority) };
    closeOnSignal(await startWorker({ ...common(flags), ...identity, resources: machine, runtime: processRuntime() }));
  } else if (command === 'submit') {
    const client = createClient(common(flags));
    const gpuTypes = flags['gpu-type'] === '' ? [] : flags['gpu-type'].split('|');
    const request = { id: need(flags.id, '--id'), ...resources(flags), gpuTypes, command: program };
    process.stdout.write(`${JSON.stringify(await client.submit(request))}\n`);
    await client.close();
  } else {
    throw new SchedulerError('INVALID_OPTIONS', `unknown command ${command ?? '(none)'}`);
  }
}

main().catch((error: unknown) => {
  const usage = !(error instanceof SchedulerError) || error.code === 'INVALID_OPTIONS' ? USAGE : '';
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
  process.exitCode = 2;
});
