/** `scheduler ps`: the containers that have not ended, or what is known of some. */
import type { ContainerState, ContainerStatus } from '../model.ts';
import type { ContainerFilter, ContainerSummary, SchedulerClient } from '../options.ts';
import { assertId } from '../request.ts';
import { EXIT, type Command } from './command.ts';
import { connectionFlags, connectionOptions, jsonFlag, withClient } from './connection.ts';
import { durationText } from './duration.ts';
import { wrongUse, type ParsedArguments } from './flags.ts';
import { paintFor } from './style.ts';
import { outcomeText } from './submit.ts';
import { table, type Cell } from './table.ts';
import type { Terminal } from './terminal.ts';

const STATES: readonly ContainerState[] = ['PENDING', 'RUNNING', 'STOPPING'];
const FILTERS = ['state', 'worker', 'workspace', 'limit'];
const PAGE = 1_000;

/** The command. */
export const psCommand: Command = {
  name: 'ps',
  summary: 'list the containers that have not ended, or tell what is known of some',
  operands: '[ID…]',
  flags: [
    { name: 'state', value: 'STATE', description: `only those that are ${STATES.join(', ')}` },
    { name: 'worker', value: 'ID', description: 'only those placed on this worker' },
    { name: 'workspace', value: 'ID', description: 'only those of this workspace' },
    { name: 'limit', value: 'N', description: 'at most so many; default: all' },
    jsonFlag,
    ...connectionFlags,
  ],
  notes: [
    'With ids: a container is PENDING, RUNNING, STOPPING, ENDED (its outcome is kept for outcomeTtlMs) or UNKNOWN (exit code 1). Without: oldest first; CPU is in millicores, memory in MiB.',
  ],
  run: (written, terminal) => (written.operands.length > 0 ? tellSome(written, terminal) : listAll(written, terminal)),
};

async function tellSome(written: ParsedArguments, terminal: Terminal): Promise<number> {
  const ids = written.operands;
  for (const id of ids) assertId(id, 'container id');
  const filter = FILTERS.find((name) => written.has(name));
  if (filter !== undefined) throw wrongUse(`--${filter} is for lists: leave out the ids`);
  const known = await withClient(connectionOptions(written, terminal), (client) =>
    Promise.all(ids.map(async (id) => ({ id, status: await client.status(id) }))),
  );
  if (written.has('json')) for (const { id, status } of known) terminal.out(`${JSON.stringify({ id, ...status })}\n`);
  else {
    const rows = known.map(({ id, status }) => [id, status.state, workerOf(status), outcomeOf(status)]);
    terminal.out(table(['CONTAINER', 'STATE', 'WORKER', 'OUTCOME'], rows, paintFor(written, terminal)));
  }
  return known.some(({ status }) => status.state === 'UNKNOWN') ? EXIT.refused : EXIT.done;
}

function workerOf(status: ContainerStatus): string {
  return 'workerId' in status ? (status.workerId ?? '-') : '-';
}

function outcomeOf(status: ContainerStatus): string {
  return status.state === 'ENDED' ? outcomeText(status.outcome) : '-';
}

const HEAD = ['CONTAINER', 'STATE', 'WORKER', 'CPU', 'MEMORY', 'GPUS', 'AGE', 'TRIES', 'WORKSPACE'];

async function listAll(written: ParsedArguments, terminal: Terminal): Promise<number> {
  const limit = written.whole('limit', Number.MAX_SAFE_INTEGER, { minimum: 1, maximum: Number.MAX_SAFE_INTEGER });
  const filter = filterOf(written);
  const containers = await withClient(connectionOptions(written, terminal), (client) => pages(client, filter, limit));
  if (written.has('json')) for (const container of containers) terminal.out(`${JSON.stringify(container)}\n`);
  else if (containers.length === 0) terminal.error('there are no such containers\n');
  else terminal.out(table(HEAD, containers.map(cellsOf), paintFor(written, terminal)));
  return EXIT.done;
}

function filterOf(written: ParsedArguments): ContainerFilter {
  const [workerId, workspaceId] = [written.text('worker'), written.text('workspace')];
  if (workerId !== undefined) assertId(workerId, 'worker id');
  if (workspaceId !== undefined) assertId(workspaceId, 'workspace id');
  return {
    ...(written.has('state') ? { state: written.choice('state', STATES, 'PENDING') } : {}),
    ...(workerId === undefined ? {} : { workerId }),
    ...(workspaceId === undefined ? {} : { workspaceId }),
  };
}

async function pages(client: SchedulerClient, filter: ContainerFilter, limit: number): Promise<readonly ContainerSummary[]> {
  const containers: ContainerSummary[] = [];
  let cursor: string | null = null;
  do {
    const next: ContainerFilter = { ...filter, limit: Math.min(PAGE, limit - containers.length), ...(cursor === null ? {} : { cursor }) };
    const page = await client.containers(next);
    containers.push(...page.containers);
    cursor = page.cursor;
  } while (cursor !== null && containers.length < limit);
  return containers;
}

function cellsOf({
  id,
  state,
  workerId,
  cpuMillicores,
  memoryMib,
  gpuCount,
  ageMs,
  attempts,
  workspaceId,
}: ContainerSummary): readonly Cell[] {
  return [id, state, workerId ?? '-', cpuMillicores, memoryMib, gpuCount, durationText(ageMs), attempts, workspaceId ?? '-'];
}
