/** The hosts of a measured world: gateways, workers whose containers never end, and a client that submits. */
import type { Host, World } from '../../sim/world/index.ts';
import { gatewayName, workerName } from '../../properties/scenario.ts';
import {
  createClient,
  presets,
  startGateway,
  startWorker,
  type ContainerRequest,
  type ContainerRuntime,
  type Metrics,
  type PresetName,
  type Resources,
  type SchedulerClient,
  type Timings,
  type WorkerPool,
} from '../../src/index.ts';
import { DEMAND, type Conditions } from './conditions.ts';

const REDIS_URL = 'redis://redis:6379';
const GPU_TYPE = 'A10G';

/** What all roles of a world share. */
interface Common {
  readonly redis: string;
  readonly preset: (typeof presets)[PresetName];
  readonly timings: Partial<Timings>;
}

const commonOf = ({ preset, timings }: Conditions): Common => ({ redis: REDIS_URL, preset: presets[preset], timings: timings ?? {} });

/** The measured container of a number, from 1. The first `gpuContainers` want a GPU. */
export function requestOf(conditions: Conditions, number: number): ContainerRequest {
  const wantsGpu = number <= (conditions.gpuContainers ?? 0);
  return { id: `c${number}`, ...DEMAND, gpuCount: wantsGpu ? 1 : 0, gpuTypes: wantsGpu ? [GPU_TYPE] : [] };
}

/** Adds the gateways. */
export function addGateways(world: World, conditions: Conditions, metrics: Metrics, pools: readonly WorkerPool[]): void {
  for (let index = 0; index < conditions.gateways; index += 1) {
    const id = gatewayName(index);
    world.host(id, async () => {
      await startGateway({ ...commonOf(conditions), id, metrics, pools });
    });
  }
}

/** What a worker of a world is made from. */
export interface WorkerShape {
  readonly id: string;
  readonly resources: Resources;
  /** Empty without GPUs. */
  readonly gpuType: string;
}

/** Told of each container that a worker starts. */
export type Started = (id: string) => void;

/** Adds one worker. */
export function addWorker(world: World, conditions: Conditions, { id, resources, gpuType }: WorkerShape, started: Started): Host {
  return world.host(id, async () => {
    await startWorker({
      ...commonOf(conditions),
      id,
      resources: gpuType === '' ? resources : { ...resources, gpuType },
      runtime: endless(started),
    });
  });
}

/** Adds the fleet. */
export function addWorkers(world: World, conditions: Conditions, started: Started): void {
  const { workers, slots, gpuWorkers = 0, gpus = 0 } = conditions.fleet;
  const size = { cpuMillicores: slots * DEMAND.cpuMillicores, memoryMib: slots * DEMAND.memoryMib };
  for (let index = 0; index < workers; index += 1) {
    const hasGpus = index < gpuWorkers;
    const shape = { id: workerName(index), resources: { ...size, gpuCount: hasGpus ? gpus : 0 }, gpuType: hasGpus ? GPU_TYPE : '' };
    addWorker(world, conditions, shape, started);
  }
}

/** Adds a client that does something at a moment, and a question before, which is not measured. */
export function addClient(world: World, name: string, conditions: Conditions, atMs: number, act: (client: SchedulerClient) => void): void {
  world.host(name, () => {
    const client = createClient(commonOf(conditions));
    // Like everybody else it is connected, and has checked which scheduler this Redis belongs to, when what is measured begins.
    setTimeout(() => void client.status('nobody').catch(() => undefined), atMs / 2);
    setTimeout(() => act(client), atMs);
  });
}

function endless(started: Started): ContainerRuntime {
  return {
    start: async ({ id }) => {
      started(id);
      return { exit: new Promise(() => undefined), stop: () => undefined };
    },
  };
}
