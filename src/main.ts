#!/usr/bin/env node
/** The scheduler as a command: `gateway`, `worker`, `submit`. Prints one JSON line per event on stderr and results on stdout. */
import { parseArgs } from 'node:util';
import { createClient } from './client/index.ts';
import { SchedulerError } from './errors.ts';
import { startGateway } from './gateway/index.ts';
import type { CommonOptions, Gateway, Worker } from './options.ts';
import type { PresetName } from './presets/index.ts';
import { processRuntime } from './process-runtime.ts';
import { encodeRequest } from './request.ts';
import type { Timings } from './timings.ts';
import { startWorker } from './worker/index.ts';

const USAGE = `usage: scheduler gateway --redis URL [--id ID]
       scheduler worker  --redis URL --id ID [--cpu MILLICORES] [--memory MIB] [--gpus N --gpu-type TYPE] [--pool NAME] [--priority N]
       scheduler submit  --redis URL --id ID [--cpu MILLICORES] [--memory MIB] [--gpus N --gpu-type TYPE] -- PROGRAM [ARGUMENT…]
common: --preset NAME, --timing NAME=VALUE (repeatable), --help
        --redis is redis://host:port/db, rediss://host:port/db or host:port
Exit codes: 0 done, 1 refused or not answered by Redis, 2 wrong use.
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
  help: { type: 'boolean', short: 'h', default: false },
} as const;

function parse() {
  return parseArgs({ options: OPTIONS, allowPositionals: true });
}

type Flags = ReturnType<typeof parse>['values'];

/** Number flags are checked where they are used; a text that is no decimal number becomes NaN and is refused there by name. */
function numberOf(text: string): number {
  return /^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
}

function resources(flags: Flags): { cpuMillicores: number; memoryMib: number; gpuCount: number } {
  return { cpuMillicores: numberOf(flags.cpu), memoryMib: numberOf(flags.memory), gpuCount: numberOf(flags.gpus) };
}

function common(flags: Flags): CommonOptions {
  const timings = Object.fromEntries(
    flags.timing.map((text) => {
      const [name = '', value = ''] = text.split('=');
      return [name, numberOf(value)];
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

function gateway(flags: Flags): Promise<Gateway> {
  return startGateway({ ...common(flags), ...(flags.id === undefined ? {} : { id: flags.id }) });
}

function worker(flags: Flags): Promise<Worker> {
  const machine = { ...resources(flags), ...(flags['gpu-type'] === '' ? {} : { gpuType: flags['gpu-type'] }) };
  const identity = { id: need(flags.id, '--id'), poolName: flags.pool, priority: numberOf(flags.priority) };
  return startWorker({ ...common(flags), ...identity, resources: machine, runtime: processRuntime() });
}

/** Everything is checked before the client is there, and whatever happens then, the client is closed: it would keep the process alive. */
async function submit(flags: Flags, program: readonly string[]): Promise<void> {
  const gpuTypes = flags['gpu-type'] === '' ? [] : flags['gpu-type'].split('|');
  const request = { id: need(flags.id, '--id'), ...resources(flags), gpuTypes, command: program };
  encodeRequest(request);
  if (program.length === 0) throw new SchedulerError('INVALID_OPTIONS', 'submit needs a program to run: write it behind --');
  const client = createClient(common(flags));
  try {
    process.stdout.write(`${JSON.stringify(await client.submit(request))}\n`);
  } finally {
    await client.close();
  }
}

async function main(): Promise<void> {
  const { values: flags, positionals } = parse();
  const [command, ...program] = positionals;
  if (flags.help) {
    process.stdout.write(USAGE);
    return;
  }
  if (command !== 'submit' && program.length > 0) {
    throw new SchedulerError('INVALID_OPTIONS', `${command} takes no program, got ${program.join(' ')}`);
  }
  if (command === 'gateway') closeOnSignal(await gateway(flags));
  else if (command === 'worker') closeOnSignal(await worker(flags));
  else if (command === 'submit') await submit(flags, program);
  else throw new SchedulerError('INVALID_OPTIONS', `unknown command ${command ?? '(none)'}`);
}

/** Mistakes of the caller, which the usage helps with; `parseArgs` has its own errors for flags that do not exist. */
function isWrongUse(error: unknown): boolean {
  if (error instanceof SchedulerError) return ['INVALID_OPTIONS', 'INVALID_REQUEST', 'UNKNOWN_PRESET'].includes(error.code);
  return error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS_');
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${isWrongUse(error) ? USAGE : ''}`);
  process.exitCode = isWrongUse(error) ? 2 : 1;
});
