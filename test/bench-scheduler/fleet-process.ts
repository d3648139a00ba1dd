/**
 * Many workers in one process. They register, renew and announce themselves like any worker, but take nothing from their queues: what is
 * measured is placement, as in the documents' own measurements, and the queues are the evidence of it.
 */
import { presets, startWorker, type ContainerRuntime, type PresetName, type Worker, type WorkerOptions } from '../../src/index.ts';
import type { FleetNews, FleetOrder } from './messages.ts';

const workers: Worker[] = [];

const tell = (news: FleetNews): void => {
  process.send?.(news);
};

const runtime: ContainerRuntime = { start: () => Promise.reject(new Error('workers of the benchmark run nothing')) };

function startOne(
  redis: string,
  preset: PresetName,
  options: Pick<WorkerOptions, 'id' | 'resources' | 'priority' | 'poolName'>,
): Promise<Worker> {
  const { delivery, ...rest } = presets[preset];
  const parked: typeof delivery = (context) => ({
    ...delivery(context),
    pollMs: Number.POSITIVE_INFINITY,
    reserve: () => Promise.resolve([]),
  });
  return startWorker({ redis, preset: { ...rest, delivery: parked }, runtime, timings: { drainMs: 0 }, ...options });
}

let place: { readonly redis: string; readonly preset: PresetName } | null = null;

async function obey(order: FleetOrder): Promise<void> {
  if (order.kind === 'start') {
    place = order;
    for (const worker of order.workers) workers.push(await startOne(order.redis, order.preset, worker));
    tell({ kind: 'ready' });
  } else if (order.kind === 'add') {
    const { workerId, resources, gpuType, priority, poolName } = order.worker;
    const size = gpuType === '' ? resources : { ...resources, gpuType };
    if (place) workers.push(await startOne(place.redis, place.preset, { id: workerId, resources: size, priority, poolName }));
  } else {
    await Promise.all(workers.splice(0).map((worker) => worker.close()));
    tell({ kind: 'stopped' });
  }
}

process.on('message', (order: FleetOrder) => {
  obey(order).catch((error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exit(1);
  });
});
process.once('disconnect', () => process.exit(0));
