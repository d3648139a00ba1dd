/** `scheduler submit`: hands containers to the scheduler, and waits for their end when asked to. */
import { setTimeout as pause } from 'node:timers/promises';
import type { ContainerOutcome, ContainerRequest } from '../model.ts';
import type { SchedulerClient, SubmitResult } from '../options.ts';
import { SchedulerError } from '../errors.ts';
import { EXIT, type Command } from './command.ts';
import { connectionFlags, connectionOptions, jsonFlag, withClient } from './connection.ts';
import { wrongUse, type ParsedArguments } from './flags.ts';
import { resourceFlags } from './resources.ts';
import { requestFromFlags, requestsFromLines } from './submission.ts';
import type { Terminal } from './terminal.ts';

/** Requests of a file that are under way at once. */
const CONCURRENCY = 50;
const WAIT_FIRST_MS = 50;
const WAIT_MAX_MS = 1_000;

/** The command. */
export const submitCommand: Command = {
  name: 'submit',
  summary: 'hand a container, or a file of containers, to the scheduler',
  operands: '[-- PROGRAM ARGUMENT…]',
  flags: [
    { name: 'id', value: 'ID', description: 'the idempotency key: the same request under the same id is accepted again' },
    ...resourceFlags,
    { name: 'gpu-type', value: 'TYPE|TYPE', description: 'acceptable GPU types, best first, or any' },
    { name: 'selector', value: 'NAME', description: 'only workers of pools with this selector' },
    { name: 'preemptable', description: 'also workers that may vanish at any time' },
    { name: 'workspace', value: 'ID', description: 'whose quota it is counted against' },
    { name: 'env', value: 'NAME=VALUE', repeatable: true, description: 'environment of the program' },
    { name: 'file', value: 'PATH', description: 'one JSON request a line instead of flags; - is standard input' },
    { name: 'wait-for-worker', description: 'accept what no worker or pool that is there could ever take; it waits for one' },
    { name: 'wait', description: 'wait for the end and print it' },
    jsonFlag,
    ...connectionFlags,
  ],
  notes: [
    'A line of a file is an object with id, cpuMillicores, memoryMib, and, where wanted, gpuCount, gpuTypes, poolSelector, toleratesPreemption, workspaceId, command, environment. All lines are checked before the first is submitted.',
    'With --wait the exit code is that of the container; 1 when it was stopped, failed or lost, or when one of several did not exit with 0.',
  ],
  async run(written, terminal) {
    const requests = await requestsOf(written, terminal);
    const print = printer(written, terminal);
    const unsatisfiable = written.has('wait-for-worker') ? 'wait' : 'refuse';
    return withClient({ ...connectionOptions(written, terminal), unsatisfiable }, async (client) => {
      const codes: number[] = [];
      await inParallel(requests, async (request) => {
        codes.push(await submitOne(client, request, written.has('wait'), print, terminal));
      });
      const failed = codes.filter((code) => code !== EXIT.done);
      return requests.length === 1 ? (codes[0] ?? EXIT.done) : failed.length > 0 ? EXIT.refused : EXIT.done;
    });
  },
};

async function requestsOf(written: ParsedArguments, terminal: Terminal): Promise<readonly ContainerRequest[]> {
  const file = written.text('file');
  if (written.operands.length > 0) throw wrongUse(`write the program behind --: submit … -- ${written.operands.join(' ')}`);
  if (file === undefined) return [requestFromFlags(written)];
  const own = ['id', 'cpu', 'memory', 'gpus', 'gpu-type', 'selector', 'preemptable', 'workspace', 'env'].filter((name) =>
    written.has(name),
  );
  if (own.length > 0 || written.program !== null) {
    throw wrongUse(`--file says everything about the containers: leave out ${own.map((name) => `--${name}`).join(' ') || '--'}`);
  }
  const text = await terminal.read(file).catch((error: unknown) => {
    throw wrongUse(`--file ${file}: ${error instanceof Error ? error.message : String(error)}`);
  });
  const requests = requestsFromLines(text);
  if (requests.length === 0) throw wrongUse(`--file ${file} has no request in it`);
  return requests;
}

type Print = (id: string, result: Readonly<Record<string, unknown>>, text: string) => void;

function printer(written: ParsedArguments, terminal: Terminal): Print {
  if (written.has('json')) return (id, result) => terminal.out(`${JSON.stringify({ id, ...result })}\n`);
  return (id, _result, text) => terminal.out(`${id} ${text}\n`);
}

/** One request from submission to what is to be told; refusals of one request do not end the others. */
async function submitOne(
  client: SchedulerClient,
  request: ContainerRequest,
  isWaiting: boolean,
  print: Print,
  terminal: Terminal,
): Promise<number> {
  const { id } = request;
  let result: SubmitResult;
  try {
    result = await client.submit(request);
  } catch (error) {
    if (!(error instanceof SchedulerError) || error.code.startsWith('REDIS_')) throw error;
    terminal.error(`scheduler: ${error.message}\n`);
    return EXIT.refused;
  }
  const outcome = result.status === 'ended' ? result.outcome : isWaiting ? await endOf(client, id, terminal.signal) : null;
  if (outcome === null) {
    print(id, { status: 'accepted' }, 'accepted');
    return EXIT.done;
  }
  print(id, { status: 'ended', outcome }, outcomeText(outcome));
  if (!isWaiting) return EXIT.done;
  return outcome.kind === 'exited' ? outcome.exitCode : EXIT.refused;
}

/** Asks until the container has ended; null when the person does not want to wait any more. */
async function endOf(client: SchedulerClient, id: string, signal: AbortSignal): Promise<ContainerOutcome | null> {
  for (let waitMs = WAIT_FIRST_MS; !signal.aborted; waitMs = Math.min(WAIT_MAX_MS, waitMs * 1.5)) {
    const status = await client.status(id);
    if (status.state === 'ENDED') return status.outcome;
    if (status.state === 'UNKNOWN') return { kind: 'lost', reason: 'not known to Redis any more' };
    await pause(waitMs, undefined, { signal }).catch(() => undefined);
  }
  return null;
}

/** `exited 0`, `failed cannot_start`. */
export function outcomeText(outcome: ContainerOutcome): string {
  if (outcome.kind === 'exited') return `exited ${outcome.exitCode}`;
  return outcome.kind === 'stopped' ? 'stopped' : `${outcome.kind} ${outcome.reason}`;
}

async function inParallel<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const rest = items.values();
  const lane = async (): Promise<void> => {
    for (const item of rest) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(CONCURRENCY, items.length) }, lane));
}
