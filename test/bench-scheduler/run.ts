/**
 * Measured runs: a redis-server, workers, gateways that are stopped (SIGSTOP) while the backlog fills, and then continued. Time runs from
 * there to the last placement. Between runs Redis is emptied and everything starts anew in the same processes, which are warm by then.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { createClient, workerStateKey, type CounterName, type PresetName } from '../../src/index.ts';
import { NO_REDIS_SERVER, redisServerAvailable } from '../e2e/real-redis.ts';
import { DurableRedis } from '../soak/durable-redis.ts';
import { Guardian } from '../soak/guardian.ts';
import { takeCensus, type Census } from './census.ts';
import { Child } from './child.ts';
import { loadOf, type Load } from './load.ts';
import type { FleetNews, FleetOrder, GatewayNews, GatewayOrder, GatewayReport } from './messages.ts';
import { SCRIPT_TEXTS } from './observed.ts';
import { BenchError, type Shape } from './options.ts';

const WORKERS_PER_PROCESS = 500;
const SUBMITTED_AT_ONCE = 500;
/** Longer than the default: on a busy machine, a design that needs many commands for each submission needs that. */
const SUBMITTED_WITHIN_MS = 300_000;
/** Who has worked so long is warm, however many runs that took. */
const WARM_AFTER_MS = 1_000;
const REGISTERED_WITHIN_MS = 120_000;
/** Gateways without news for so long may have nothing left that fits. */
const LOOK_EVERY_MS = 20;
/** All clients that connect must have done so before statistics begin. */
const CALM_MS = 100;

/** One measured run. */
export interface Measured {
  /** From the moment at which gateways may look to the last placement; of what was placed, when the limit came first. */
  readonly wallMs: number;
  /** Everything was placed or given up within the limit. */
  readonly isDone: boolean;
  readonly census: Census;
  /** Sums over the gateways; `roundTrips` is the longest of any. */
  readonly gateways: Omit<GatewayReport, 'placed'>;
  /** Processor time of Redis. */
  readonly redisMs: number;
  /** Calls by command, as Redis counted them, and their sum without those that scripts made. */
  readonly redisCalls: Readonly<Record<string, number>>;
  readonly redisCommands: number;
}

/** What is measured how often. */
export interface Series {
  readonly preset: PresetName;
  readonly shape: Shape;
  readonly repeat: number;
  readonly warmUp: number;
  readonly limitSeconds: number;
  readonly progress: (line: string) => void;
}

type GatewayChild = Child<GatewayOrder, GatewayNews>;
type FleetChild = Child<FleetOrder, FleetNews>;

interface Bench {
  readonly url: string;
  readonly redis: Redis;
  readonly gateways: readonly GatewayChild[];
  readonly fleets: readonly FleetChild[];
}

/** Measures one preset in one shape. @throws BenchError without a redis-server, or for a trace that cannot be read. */
export async function measureSeries(series: Series): Promise<Measured[]> {
  if (!redisServerAvailable()) throw new BenchError(false, NO_REDIS_SERVER.replace('skipped: ', ''));
  const load = await loadOf(series.shape);
  const folder = mkdtempSync(join(tmpdir(), 'scheduler-bench-'));
  const guardian = new Guardian();
  const server = await DurableRedis.start(folder, guardian, 'nothing');
  const gateways = Array.from({ length: series.shape.gateways }, (): GatewayChild => new Child('./gateway-process', guardian));
  const fleets = Array.from(
    { length: Math.ceil(load.workers.length / WORKERS_PER_PROCESS) },
    (): FleetChild => new Child('./fleet-process', guardian),
  );
  const redis = server.connect();
  try {
    const runs: Measured[] = [];
    let warmUps = series.warmUp;
    let warmMs = 0;
    while (runs.length < series.repeat) {
      const isWarmUp = warmUps > 0;
      const run = await measureOne({ url: server.url, redis, gateways, fleets }, load, series);
      const size = `${series.preset} ${load.requests.length} on ${load.workers.length}`;
      series.progress(`${size}: ${run.census.placed} placed in ${run.wallMs.toFixed(1)} ms${isWarmUp ? ' (warm-up)' : ''}`);
      warmMs += run.wallMs;
      warmUps = warmMs < WARM_AFTER_MS ? warmUps - 1 : 0;
      if (!isWarmUp || !run.isDone) runs.push(run);
      // What is too slow once is not measured again and again.
      if (!run.isDone) break;
    }
    return runs;
  } finally {
    redis.disconnect();
    await Promise.all([...gateways, ...fleets].map((child) => child.end()));
    await server.down('SIGKILL');
    await guardian.dismiss();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measureOne(bench: Bench, load: Load, { preset, limitSeconds }: Series): Promise<Measured> {
  const { url, redis, gateways, fleets } = bench;
  await redis.flushall();
  for (const text of SCRIPT_TEXTS) await redis.script('LOAD', text);
  await registerWorkers(bench, load, preset);
  await together(gateways, 'ready', (gateway, index) =>
    gateway.tell({ kind: 'start', redis: url, preset, id: `gateway-${index + 1}`, workersMax: 2 * load.workers.length }),
  );
  await pause(CALM_MS);
  for (const gateway of gateways) gateway.signal('SIGSTOP');
  const silences = gateways.map((gateway) =>
    gateway.listen((news) => {
      if (news.kind === 'wants-worker') fleets[0]?.tell({ kind: 'add', worker: news.worker });
    }),
  );
  await submit(url, preset, load);
  await redis.config('RESETSTAT');
  const cpuBefore = await processorMs(redis);

  const beganMs = performance.timeOrigin + performance.now();
  const isDone = await placeAll(gateways, load.requests.length, limitSeconds * 1_000);
  const redisMs = (await processorMs(redis)) - cpuBefore;
  const redisCalls = await callsOf(redis);
  for (const gateway of gateways) gateway.signal('SIGSTOP');
  const census = await takeCensus(redis, load);
  for (const gateway of gateways) gateway.signal('SIGCONT');
  const reports = (await together(gateways, 'report', (gateway) => gateway.tell({ kind: 'report' }))).map(({ report }) => report);
  await together(gateways, 'stopped', (gateway) => gateway.tell({ kind: 'stop' }));
  for (const silence of silences) silence();
  await together(fleets, 'stopped', (fleet) => fleet.tell({ kind: 'stop' }));
  const lastMs = Math.max(beganMs, ...reports.flatMap(({ placed }) => placed.map(([atMs]) => atMs)));
  const wallMs = isDone ? lastMs - beganMs : limitSeconds * 1_000;
  return { wallMs, isDone, census, gateways: summed(reports), redisMs, redisCalls, redisCommands: sentCommands(reports) };
}

/** Tells all children something and waits for one answer of each. */
async function together<Order extends object, News extends { readonly kind: string }, Kind extends News['kind']>(
  children: readonly Child<Order, News>[],
  kind: Kind,
  order: (child: Child<Order, News>, index: number) => void,
): Promise<Extract<News, { kind: Kind }>[]> {
  const answers = children.map((child) => child.next(kind));
  for (const [index, child] of children.entries()) order(child, index);
  return Promise.all(answers);
}

async function registerWorkers({ url, redis, fleets }: Bench, load: Load, preset: PresetName): Promise<void> {
  await together(fleets, 'ready', (fleet, index) => {
    const workers = load.workers.slice(index * WORKERS_PER_PROCESS, (index + 1) * WORKERS_PER_PROCESS);
    fleet.tell({ kind: 'start', redis: url, preset, workers });
  });
  const began = performance.now();
  for (;;) {
    const statuses = await Promise.all(load.workers.map(({ id }) => redis.hget(workerStateKey(id), 'status')));
    if (statuses.every((status) => status === 'available')) return;
    if (performance.now() - began > REGISTERED_WITHIN_MS)
      throw new BenchError(false, `the workers did not register within ${REGISTERED_WITHIN_MS} ms`);
    await pause(LOOK_EVERY_MS);
  }
}

async function submit(redis: string, preset: PresetName, { requests }: Load): Promise<void> {
  const client = createClient({ redis, preset, timings: { clientTimeoutMs: SUBMITTED_WITHIN_MS } });
  try {
    for (let at = 0; at < requests.length; at += SUBMITTED_AT_ONCE)
      await Promise.all(requests.slice(at, at + SUBMITTED_AT_ONCE).map((request) => client.submit(request)));
  } finally {
    await client.close();
  }
}

/** Lets the gateways go; true when they placed or gave up everything in time. */
async function placeAll(gateways: readonly GatewayChild[], wanted: number, limitMs: number): Promise<boolean> {
  const counts = gateways.map(() => 0);
  const limit = new AbortController();
  const done = new Promise<true>((resolve) => {
    for (const [index, gateway] of gateways.entries()) {
      const silence = gateway.listen((news) => {
        if (news.kind !== 'settled') return;
        counts[index] = news.count;
        if (counts.reduce((sum, count) => sum + count, 0) >= wanted) resolve(true);
      });
      limit.signal.addEventListener('abort', silence);
    }
  });
  for (const gateway of gateways) gateway.signal('SIGCONT');
  const answer = await Promise.race([done, pause(limitMs, false as const, { signal: limit.signal }).catch(() => false as const)]);
  limit.abort();
  return answer;
}

async function processorMs(redis: Redis): Promise<number> {
  const text = await redis.info('cpu');
  const seconds = ['used_cpu_user', 'used_cpu_sys'].map((name) => Number(new RegExp(`^${name}:(.+)$`, 'm').exec(text)?.[1] ?? 0));
  return seconds.reduce((sum, one) => sum + one, 0) * 1_000;
}

async function callsOf(redis: Redis): Promise<Record<string, number>> {
  const text = await redis.info('commandstats');
  return Object.fromEntries([...text.matchAll(/^cmdstat_([^:]+):calls=(\d+)/gm)].map(([, name = '', calls]) => [name, Number(calls)]));
}

function sentCommands(reports: readonly GatewayReport[]): number {
  return reports.flatMap(({ commands }) => Object.values(commands)).reduce((sum, count) => sum + count, 0);
}

function summed(reports: readonly GatewayReport[]): Omit<GatewayReport, 'placed'> {
  const sum = (pick: (report: GatewayReport) => number): number => reports.reduce((total, report) => total + pick(report), 0);
  const merged = <Name extends string>(pick: (report: GatewayReport) => Partial<Record<Name, number>>): Record<Name, number> => {
    const totals = {} as Record<Name, number>;
    for (const report of reports)
      for (const [name, count] of Object.entries(pick(report)) as [Name, number][]) totals[name] = (totals[name] ?? 0) + count;
    return totals;
  };
  return {
    refused: sum(({ refused }) => refused),
    failed: sum(({ failed }) => failed),
    commits: sum(({ commits }) => commits),
    snapshots: sum(({ snapshots }) => snapshots),
    planningMs: sum(({ planningMs }) => planningMs),
    commitMs: sum(({ commitMs }) => commitMs),
    locks: sum(({ locks }) => locks),
    lockRefusals: sum(({ lockRefusals }) => lockRefusals),
    counters: merged<CounterName>(({ counters }) => counters),
    commands: merged<string>(({ commands }) => commands),
    roundTrips: Math.max(...reports.map(({ roundTrips }) => roundTrips)),
    cpuMs: sum(({ cpuMs }) => cpuMs),
  };
}
