/** A gateway of the benchmark in a process of its own: starts, counts, reports and stops as it is told. */
import { presets, startGateway, type Gateway, type PoolController } from '../../src/index.ts';
import type { GatewayNews, GatewayOrder } from './messages.ts';
import { Observer } from './observed.ts';

const TELL_EVERY_MS = 5;
/** No request of the benchmark is larger. */
const WORKER_SIZE = { cpuMillicores: 200_000, memoryMib: 200_000, gpuCount: 0 };

let gateway: Gateway | null = null;
let observer: Observer | null = null;

const tell = (news: GatewayNews): void => {
  process.send?.(news);
};

/** Tells the newest count, at most every few milliseconds. */
function throttled(): (count: number) => void {
  let newest = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  return (count) => {
    newest = count;
    timer ??= setTimeout(() => {
      timer = undefined;
      tell({ kind: 'settled', count: newest });
    }, TELL_EVERY_MS);
  };
}

async function start({ redis, preset, id, workersMax }: Extract<GatewayOrder, { kind: 'start' }>): Promise<void> {
  observer = new Observer(throttled());
  const controller: PoolController = {
    start: async (worker) => tell({ kind: 'wants-worker', worker }),
  };
  const pool = { name: 'default', workerSize: WORKER_SIZE, workersMax, controller };
  gateway = await startGateway({ redis, preset: observer.watch(presets[preset]), id, metrics: observer.metrics, pools: [pool] });
  tell({ kind: 'ready' });
}

async function obey(order: GatewayOrder): Promise<void> {
  if (order.kind === 'start') await start(order);
  else if (order.kind === 'report') {
    if (observer) tell({ kind: 'report', report: observer.report() });
  } else {
    await gateway?.close();
    tell({ kind: 'stopped' });
  }
}

process.on('message', (order: GatewayOrder) => {
  obey(order).catch((error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exit(1);
  });
});
process.once('disconnect', () => process.exit(0));
