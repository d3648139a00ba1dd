/**
 * A production trace as a scenario: the machines and tasks of Alibaba's cluster-trace-gpu-v2023, with time divided so that months pass in
 * minutes. GPUs are whole (`num_gpu`); `gpu_milli` is ignored; a `gpu_spec` of `A|B` accepts either type.
 */
import { readFile } from 'node:fs/promises';
import { UsageError } from '../../sim/index.ts';
import { CLIENTS, gatewayNames, type ContainerPlan, type Scenario, type WorkerShape } from '../scenario.ts';
import { badCell, numberCell, parseTable, textCell, type Row, type Table } from './csv.ts';

/** Which trace, and how much of it. */
export interface TraceOptions {
  /** Path of the tasks' table. */
  readonly pods: string;
  /** Path of the machines' table. */
  readonly nodes: string;
  /** Divides all times. */
  readonly compress: number;
  /** Only the first so many tasks; all when absent. */
  readonly tasks: number | undefined;
  readonly gateways: number;
}

const NODE_COLUMNS = ['sn', 'cpu_milli', 'memory_mib', 'gpu', 'model'] as const;
const POD_COLUMNS = ['name', 'cpu_milli', 'memory_mib', 'num_gpu', 'gpu_spec', 'creation_time', 'deletion_time'] as const;
/** Some tasks of the trace's variants fit no machine; they fail after this time instead of waiting for ever. */
const REQUEST_TIMEOUT_MS = 600_000;
/** The trace does not say how long a start takes. */
const START_MS = 20;
const ID_PATTERN = /^[A-Za-z0-9._:-]{1,128}$/;

async function readText(path: string, what: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError('missing-file', `cannot read the ${what} of the trace from ${JSON.stringify(path)}: ${reason}`, { cause });
  }
}

function idCell(table: Table, row: Row, column: string, seen: Set<string>): string {
  const id = textCell(table, row, column);
  if (!ID_PATTERN.test(id)) throw badCell(row, column, id, 'an id of 1 to 128 letters, digits, dots, dashes, underscores or colons');
  if (seen.has(id)) throw badCell(row, column, id, 'unique');
  seen.add(id);
  return id;
}

function workers(file: string, text: string): readonly WorkerShape[] {
  const table = parseTable(file, text, NODE_COLUMNS);
  if (table.rows.length === 0) throw new UsageError('bad-table', `${file}: no machines below the header`);
  const seen = new Set<string>();
  return table.rows.map((row) => {
    const gpuCount = numberCell(table, row, 'gpu');
    const gpuType = textCell(table, row, 'model');
    if (gpuCount > 0 && gpuType === '') throw badCell(row, 'model', gpuType, 'a GPU type, which a machine with GPUs needs');
    return {
      name: idCell(table, row, 'sn', seen),
      cpuMillicores: numberCell(table, row, 'cpu_milli'),
      memoryMib: numberCell(table, row, 'memory_mib'),
      gpuCount,
      gpuType: gpuCount > 0 ? gpuType : '',
    };
  });
}

function container(table: Table, row: Row, compress: number, seen: Set<string>): Omit<ContainerPlan, 'client'> {
  const created = numberCell(table, row, 'creation_time');
  const deleted = numberCell(table, row, 'deletion_time');
  if (deleted < created) throw badCell(row, 'deletion_time', String(deleted), `at least the creation time ${created}`);
  const gpuCount = numberCell(table, row, 'num_gpu');
  const spec = textCell(table, row, 'gpu_spec');
  return {
    id: idCell(table, row, 'name', seen),
    workspace: null,
    arriveAtMs: Math.round((created * 1_000) / compress),
    startMs: START_MS,
    runMs: Math.round(((deleted - created) * 1_000) / compress),
    exitCode: 0,
    cpuMillicores: numberCell(table, row, 'cpu_milli'),
    memoryMib: numberCell(table, row, 'memory_mib'),
    gpuCount,
    gpuTypes: gpuCount > 0 && spec !== '' ? spec.split('|') : [],
    repeatAfterMs: null,
    stopAfterMs: null,
  };
}

function containers(file: string, text: string, options: TraceOptions): readonly ContainerPlan[] {
  const table = parseTable(file, text, POD_COLUMNS);
  const seen = new Set<string>();
  const plans = table.rows.map((row, index) => ({
    ...container(table, row, options.compress, seen),
    client: CLIENTS[index % CLIENTS.length] ?? '',
  }));
  if (plans.length === 0) throw new UsageError('bad-table', `${file}: no tasks below the header`);
  return options.tasks === undefined ? plans : plans.slice(0, options.tasks);
}

/**
 * Reads and checks both tables.
 * @throws UsageError `missing-file`, `bad-table` or `bad-cell`, each naming file, line and column where there is one.
 */
export async function readTrace(options: TraceOptions): Promise<Scenario> {
  const nodes = await readText(options.nodes, 'machines');
  const pods = await readText(options.pods, 'tasks');
  return {
    gateways: gatewayNames(options.gateways),
    workers: workers(options.nodes, nodes),
    containers: containers(options.pods, pods, options),
    operations: [],
    faults: [],
    timings: { requestTimeoutMs: REQUEST_TIMEOUT_MS },
    latency: { minimumMicros: 100, maximumMicros: 500 },
    configuration: {},
  };
}
