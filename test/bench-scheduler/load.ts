/** The workers and containers of a benchmark run, made up or from a production trace. */
import { readTrace } from '../../properties/trace/read-trace.ts';
import type { ContainerRequest, WorkerResources } from '../../src/index.ts';
import { UsageError } from '../../sim/index.ts';
import { BenchError, type Shape } from './options.ts';

/** A worker to be. */
export interface PlannedWorker {
  readonly id: string;
  readonly resources: WorkerResources;
}

/** What one run is made of. */
export interface Load {
  readonly workers: readonly PlannedWorker[];
  readonly requests: readonly ContainerRequest[];
}

const GPU_TYPE = 'A100-80';
const CONTAINER = { cpuMillicores: 1_000, memoryMib: 1_000 };
/** The fleet has room for twice of what is asked for, so every worker that is asked for beyond it is needless. */
const ROOM = 2;

/** Made-up load: containers alike, workers alike, GPUs spread evenly among both. */
function madeUp({ containers, workers, gpuMix }: Shape): Load {
  const seats = ROOM * Math.ceil(containers / workers);
  const isChosen = (index: number): boolean => Math.floor((index + 1) * gpuMix) > Math.floor(index * gpuMix);
  const size = { cpuMillicores: seats * CONTAINER.cpuMillicores, memoryMib: seats * CONTAINER.memoryMib };
  const name = (what: string, index: number): string => `${what}-${String(index + 1).padStart(5, '0')}`;
  return {
    workers: Array.from({ length: workers }, (_, index) => ({
      id: name('worker', index),
      resources: isChosen(index) ? { ...size, gpuCount: seats, gpuType: GPU_TYPE } : { ...size, gpuCount: 0 },
    })),
    requests: Array.from({ length: containers }, (_, index) => ({
      id: name('container', index),
      ...CONTAINER,
      ...(isChosen(index) ? { gpuCount: 1, gpuTypes: [GPU_TYPE] } : { gpuCount: 0, gpuTypes: [] }),
    })),
  };
}

/** Reads or makes the load. @throws BenchError naming a file that is missing or the cell that is wrong. */
export async function loadOf(shape: Shape): Promise<Load> {
  if (shape.trace === null) return madeUp(shape);
  try {
    const scenario = await readTrace({ ...shape.trace, compress: 10_000, tasks: shape.containers, gateways: 1 });
    return {
      workers: scenario.workers.map(({ name, cpuMillicores, memoryMib, gpuCount, gpuType }) => ({
        id: name,
        resources: { cpuMillicores, memoryMib, gpuCount, ...(gpuType === '' ? {} : { gpuType }) },
      })),
      requests: scenario.containers.map(({ id, cpuMillicores, memoryMib, gpuCount, gpuTypes }) => ({
        id,
        cpuMillicores,
        memoryMib,
        gpuCount,
        gpuTypes,
      })),
    };
  } catch (cause) {
    if (cause instanceof UsageError) throw new BenchError(true, cause.message, { cause });
    throw cause;
  }
}
