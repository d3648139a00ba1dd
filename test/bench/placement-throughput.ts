/**
 * How placement grows with the fleet, in worlds: containers placed per virtual second, which counts only waiting for Redis, and per wall
 * second, which counts only work. On a real machine both come together; apart, each shows its own growth.
 */
import { addRedis, warmUpRedis } from '../../sim/redis/index.ts';
import { fifo } from '../../sim/strategies/index.ts';
import { SimulatedWorld } from '../../sim/world/index.ts';
import { createClient, presets, startGateway, type ContainerRequest, type Metrics } from '../../src/index.ts';
import { openProcess } from '../../src/process.ts';
import { SPEED_DOCUMENT, writeBlock } from './document-block.ts';
import { figure, median, type Figure } from './figure.ts';
import { measuredOn } from './measured-on.ts';
import { realNanoseconds } from './real-clock.ts';

const REDIS = 'redis://redis:6379';
const CONTAINERS = 6_000;
const GATEWAYS = 3;
const SIZES = [100, 1_000, 10_000] as const;
const ROUNDS = 3;
/** Each message takes so long; scripts and planning take no virtual time at all. */
const LATENCY = { minimumMicros: 100, maximumMicros: 500 };
/** How many workers register, and requests are submitted, side by side. */
const AT_ONCE = 250;
/** Nobody renews, and nobody is to be declared dead. */
const TIMINGS = { workerTtlMs: 100_000_000 };
const DEMAND = { cpuMillicores: 1_000, memoryMib: 1_000, gpuCount: 0 };

interface Timed {
  readonly virtualMs: number;
  readonly wallMs: number;
  readonly placed: number;
}

/** Runs `work` for each number below `count`, some side by side. */
async function each(count: number, work: (index: number) => Promise<unknown>): Promise<void> {
  for (let from = 0; from < count; from += AT_ONCE)
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, count - from) }, (_, offset) => work(from + offset)));
}

/** Announces all workers over one connection: what their own connections would cost is not what is measured. */
async function registerFleet(workers: number): Promise<void> {
  const { context, preset, link } = openProcess({ redis: REDIS, preset: presets.leased, timings: TIMINGS }, 'fleet');
  const membership = preset.membership(context);
  const seats = 2 * Math.ceil(CONTAINERS / workers);
  const resources = { cpuMillicores: seats * DEMAND.cpuMillicores, memoryMib: seats * DEMAND.memoryMib, gpuCount: 0 };
  const pool = { poolName: 'default', poolSelector: 'default', requiresPoolSelector: false, isPreemptable: false, priority: 0 };
  await each(workers, (index) => membership.register({ id: `worker-${index}`, incarnation: `life-${index}`, resources, ...pool }));
  link.close();
}

async function fillBacklog(): Promise<void> {
  const client = createClient({ redis: REDIS, preset: 'leased' });
  const requestOf = (index: number): ContainerRequest => ({ id: `container-${index}`, ...DEMAND, gpuTypes: [] });
  await each(CONTAINERS, (index) => client.submit(requestOf(index)));
  await client.close();
}

/** One world: a fleet and a full backlog, then gateways; timed from the first placement of the last of them, when all know the fleet, to the end. */
async function placeAll(workers: number, seed: number): Promise<Timed> {
  const world = new SimulatedWorld({ seed: seed.toString(16), strategy: fifo, stepsMax: 10_000_000, record: false, traceMax: 0 });
  let began: Timed | null = null;
  let ended: Timed | null = null;
  const result = await world.run((built) => {
    built.network.setLatency(LATENCY);
    addRedis(built, { name: 'redis', port: 6379 });
    let placed = 0;
    const placing = new Set<string>();
    const now = (): Timed => ({ virtualMs: built.nowMs, wallMs: Number(realNanoseconds()) / 1e6, placed });
    const meter = (gateway: string): Metrics => ({
      count: (name, by = 1) => {
        if (name !== 'placements') return;
        placed += by;
        placing.add(gateway);
        if (placing.size === GATEWAYS) began ??= now();
        if (placed < CONTAINERS) return;
        ended = now();
        built.finish();
      },
      set: () => undefined,
      observe: () => undefined,
    });
    const openGateways = (): void => {
      for (let index = 1; index <= GATEWAYS; index += 1) {
        const id = `gateway-${index}`;
        built.host(id, async () => void (await startGateway({ id, redis: REDIS, preset: 'leased', metrics: meter(id) }))).restart();
      }
    };
    built.host('loader', async () => {
      await registerFleet(workers);
      await fillBacklog();
      built.at(built.nowMs + 1, 'the gateways open', openGateways);
    });
  });
  const [from, to] = [began as Timed | null, ended as Timed | null];
  if (from === null || to === null)
    throw new Error(`a world with ${workers} workers did not place everything: ${JSON.stringify(result.end)}`);
  return { virtualMs: to.virtualMs - from.virtualMs, wallMs: to.wallMs - from.wallMs, placed: to.placed - from.placed };
}

/** Two figures a size; each size beside the smallest, so that growth shows. `table` writes them into the document about speed. */
export async function placementThroughput(table: boolean): Promise<Figure[]> {
  await warmUpRedis();
  await placeAll(100, 99);
  const figures: Figure[] = [];
  let first: { readonly virtual: number; readonly wall: number } | null = null;
  for (const workers of SIZES) {
    const runs: Timed[] = [];
    for (let round = 1; round <= ROUNDS; round += 1) runs.push(await placeAll(workers, round));
    const virtual = median(runs.map(({ virtualMs, placed }) => (1_000 * placed) / virtualMs));
    const wall = median(runs.map(({ wallMs, placed }) => (1_000 * placed) / wallMs));
    first ??= { virtual, wall };
    const name = `placement, ${workers.toLocaleString('en')} workers`;
    const reference = { name: 'the same with 100 workers', kind: 'same run' } as const;
    const note = `${CONTAINERS} containers, ${GATEWAYS} gateways that know the fleet; the seats are twice the containers`;
    figures.push(
      figure({
        name: `${name}, virtual`,
        value: virtual,
        unit: 'containers / virtual s',
        reference: { ...reference, value: first.virtual, unit: 'containers / virtual s' },
        target: null,
        isReached: null,
        note: `${note}; each message takes ${LATENCY.minimumMicros} to ${LATENCY.maximumMicros} µs, work takes no time`,
      }),
      figure({
        name: `${name}, wall`,
        value: wall,
        unit: 'containers / wall s',
        reference: { ...reference, value: first.wall, unit: 'containers / wall s' },
        target: null,
        isReached: null,
        note: `${note}; one thread does the work of gateways, Redis, Lua and network`,
      }),
    );
  }
  if (table) writeBlock(SPEED_DOCUMENT, 'worlds', `${measuredOn()}\n\n${tableOf(figures)}`);
  return figures;
}

/** A row a size: both figures and their ratios to the smallest size. */
function tableOf(figures: readonly Figure[]): string {
  const rows = SIZES.map((workers, index) => {
    const [virtual, wall] = [figures[2 * index], figures[2 * index + 1]];
    const cells = [virtual, wall].flatMap((one) => (one ? [Math.round(one.value).toLocaleString('en'), one.ratio.toFixed(2)] : []));
    return `| ${[workers.toLocaleString('en'), ...cells].join(' | ')} |`;
  });
  const head = '| workers | containers a virtual second | to 100 workers | containers a wall second | to 100 workers |';
  return [head, '| --- | --- | --- | --- | --- |', ...rows].join('\n');
}
