/**
 * `manyworlds doctor`: what this machine gives to worlds. It needs no configuration: the determinism self-check is a tiny world of its own,
 * run twice and with both drains.
 */
import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EXIT, findConfiguration, InternalError, runWorld, type ExitCode } from '../explore/index.ts';
import { patchTable, probeSynchronousDrain } from '../kernel/index.ts';
import type { Command } from './command.ts';
import type { ParsedArguments } from './flags.ts';
import { selfCheckSuite } from './self-check.ts';
import { outputStyle } from './style.ts';
import type { Terminal } from './terminal.ts';
import { ownVersion, packageVersion } from './versions.ts';

/** The command `doctor`. */
export const doctorCommand: Command = {
  name: 'doctor',
  summary: 'show versions, what is patched, and whether worlds are deterministic here',
  operands: '',
  flags: [{ name: 'json', description: 'one JSON object' }],
  notes: ['Exit codes: 0 worlds are deterministic here, 4 they are not.'],
  run,
};

interface Diagnosis {
  readonly manyworlds: string;
  readonly node: string;
  readonly platform: string;
  readonly packages: Readonly<Record<string, string | null>>;
  readonly drain: 'synchronous' | 'boundary';
  readonly patched: readonly { readonly api: string; readonly treatment: string; readonly reason: string }[];
  readonly selfCheck: { readonly deterministic: boolean; readonly hashes: readonly string[]; readonly problem: string | null };
  readonly redisServer: string | null;
  readonly configuration: string | null;
}

async function run(written: ParsedArguments, terminal: Terminal): Promise<ExitCode> {
  const diagnosis = await diagnose(terminal);
  if (written.has('json')) terminal.out(`${JSON.stringify({ v: 1, type: 'doctor', ...diagnosis })}\n`);
  else print(diagnosis, written, terminal);
  return diagnosis.selfCheck.deterministic ? EXIT.held : EXIT.nondeterministic;
}

async function diagnose(terminal: Terminal): Promise<Diagnosis> {
  const here = dirname(fileURLToPath(import.meta.url));
  const versionOf = (name: string): string | null => packageVersion(name, terminal.cwd) ?? packageVersion(name, here);
  return {
    manyworlds: ownVersion(),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    packages: {
      ioredis: versionOf('ioredis'),
      'lua-redis-wasm': packageVersion('lua-redis-wasm', here),
      'fast-check': packageVersion('fast-check', here),
    },
    drain: (await probeSynchronousDrain()) ? 'synchronous' : 'boundary',
    patched: patchTable.map(({ api, treatment, reason }) => ({ api, treatment, reason })),
    selfCheck: await checkDeterminism(),
    redisServer: realRedis(),
    configuration: findConfiguration(terminal.cwd),
  };
}

async function checkDeterminism(): Promise<Diagnosis['selfCheck']> {
  const options = { seed: 'd0c', settings: {} };
  try {
    const outcomes = [
      await runWorld(selfCheckSuite, options),
      await runWorld(selfCheckSuite, options),
      await runWorld(selfCheckSuite, { ...options, drain: 'boundary' }),
    ];
    const hashes = outcomes.map((outcome) => outcome.hash);
    const violated = outcomes.find((outcome) => outcome.status !== 'held');
    const problem = violated === undefined ? null : (violated.violation?.sentence ?? violated.inconclusive?.sentence ?? violated.status);
    return { deterministic: new Set(hashes).size === 1 && problem === null, hashes, problem };
  } catch (error) {
    throw new InternalError('self-check-failed', 'The self-check could not be run.', { cause: error });
  }
}

function realRedis(): string | null {
  const { status, stdout } = spawnSync('redis-server', ['--version'], { encoding: 'utf8' });
  return status === 0 ? (/v=(\S+)/.exec(stdout)?.[1] ?? stdout.trim()) : null;
}

function print(diagnosis: Diagnosis, written: ParsedArguments, terminal: Terminal): void {
  const { paint, symbols } = outputStyle(written, terminal);
  const { selfCheck } = diagnosis;
  const sign = (good: boolean): string => (good ? paint.success(symbols.held) : paint.failure(symbols.failed));
  const packages = Object.entries(diagnosis.packages).map(([name, version]) => `${name} ${version ?? 'not found'}`);
  const drain =
    diagnosis.drain === 'synchronous'
      ? 'synchronous (tick callback)'
      : 'boundary (the tick callback is gone: worlds are slower, not different)';
  const check = selfCheck.deterministic
    ? `one world three times, both drains: hash ${selfCheck.hashes[0] ?? ''}`
    : `${selfCheck.problem ?? 'hashes differ'}: ${selfCheck.hashes.join(' ')}`;
  const rows: readonly (readonly [string, string])[] = [
    ['manyworlds', `${diagnosis.manyworlds} on Node ${diagnosis.node}, ${diagnosis.platform}`],
    ['packages', packages.join(', ')],
    ['drain', `${sign(true)} ${drain}`],
    ['deterministic', `${sign(selfCheck.deterministic)} ${check}`],
    [
      'real Redis',
      diagnosis.redisServer === null
        ? 'not found (only needed for fidelity and end-to-end tests)'
        : `redis-server ${diagnosis.redisServer}`,
    ],
    ['configuration', diagnosis.configuration ?? 'none here (manyworlds.config.ts)'],
    ['patched', `${diagnosis.patched.length} entries, all pass through outside a world:`],
  ];
  for (const [label, text] of rows) terminal.out(`${label.padEnd(14)} ${text}\n`);
  const width = Math.max(0, ...diagnosis.patched.map(({ api }) => api.length));
  for (const { api, treatment, reason } of diagnosis.patched)
    terminal.out(`  ${api.padEnd(width)}  ${treatment.padEnd(9)}  ${paint.faint(reason)}\n`);
}
