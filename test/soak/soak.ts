/**
 * One soak from an empty folder to its verdicts: a redis-server of its own, gateways and workers as processes, containers as their children,
 * load and strikes as planned, then peace, then the judgement. Whatever happens, nothing of it runs afterwards.
 */
import { randomUUID } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { WorkerRecord } from '../../src/index.ts';
import { Customers } from './customers.ts';
import { DurableRedis, redisServerVersion } from './durable-redis.ts';
import type { SoakEvidence } from './evidence.ts';
import { Guardian } from './guardian.ts';
import { judge, startsOf, type SoakVerdict } from './judge.ts';
import { readLives } from './life-log.ts';
import { Machines } from './machines.ts';
import { SoakError, type SoakOptions } from './options.ts';
import { drawPlan } from './plan.ts';
import { processesOf, readRemains, type SoakProcess } from './remains.ts';
import { strikeAll, type StrikeCounts } from './strikes.ts';

/** Machines are there within this time, or something is wrong with this computer. */
const START_WITHIN_MS = 60_000;
/** Far above what a probe takes, however busy the machine. */
const PROBES_END_WITHIN_MS = 20_000;
const SAMPLE_EVERY_MS = 1_000;

/** How a soak went. */
export interface SoakResult {
  readonly options: SoakOptions;
  readonly redisVersion: string;
  readonly verdicts: readonly SoakVerdict[];
  readonly strikes: StrikeCounts;
  readonly accepted: number;
  readonly started: number;
  /** How many ended how: `exited`, `lost: worker_died`, … */
  readonly outcomes: Readonly<Record<string, number>>;
  /** Lives of worker processes, and incarnations over all of them. */
  readonly workerLives: number;
  readonly registrations: number;
  readonly loadSeconds: number;
  readonly settleSeconds: number;
  /** Where the logs were put; null when they were thrown away. */
  readonly kept: string | null;
}

/** Who is told how far it is, and how to interrupt it. */
export interface SoakListener {
  readonly progress?: (line: string) => void;
  readonly signal?: AbortSignal;
}

/**
 * Runs a soak.
 * @throws SoakError NOT_POSSIBLE without a redis-server or a build, INTERRUPTED when the signal is given.
 */
export async function runSoak(
  options: SoakOptions,
  { progress = (): void => undefined, signal = new AbortController().signal }: SoakListener = {},
): Promise<SoakResult> {
  const redisVersion = redisServerVersion();
  if (redisVersion === null) throw new SoakError('NOT_POSSIBLE', 'no redis-server in PATH (Debian: apt-get install redis-server)');
  const folder = mkdtempSync(join(tmpdir(), 'scheduler-soak-'));
  const guardian = new Guardian();
  const stage = new Stage(options, folder, guardian, progress);
  try {
    const { evidence, ...figures } = await stage.play(signal);
    const verdicts = judge(evidence);
    const isViolated = verdicts.some(({ violations }) => violations.length > 0);
    if (isViolated && options.keep !== null) cpSync(folder, options.keep, { recursive: true });
    return { options, redisVersion, verdicts, ...figures, ...summary(evidence), kept: isViolated ? options.keep : null };
  } catch (error) {
    if (signal.aborted) throw new SoakError('INTERRUPTED', 'the soak was interrupted', { cause: error });
    throw error;
  } finally {
    await stage.clear();
    await guardian.dismiss();
    rmSync(folder, { recursive: true, force: true });
  }
}

function summary({
  accepted,
  lives,
  outcomes,
}: SoakEvidence): Pick<SoakResult, 'accepted' | 'started' | 'outcomes' | 'workerLives' | 'registrations'> {
  const counts: Record<string, number> = {};
  for (const outcome of outcomes.values()) {
    const name = 'reason' in outcome ? `${outcome.kind}: ${outcome.reason}` : outcome.kind;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  const registrations = lives.flatMap(({ lines }) => lines.filter(({ kind }) => kind === 'registered')).length;
  return { accepted: accepted.length, started: startsOf(lives).size, outcomes: counts, workerLives: lives.length, registrations };
}

/** Everything that runs during one soak. */
class Stage {
  readonly #options: SoakOptions;
  readonly #folder: string;
  readonly #guardian: Guardian;
  readonly #say: (line: string) => void;
  readonly #runId = randomUUID();
  readonly #odd: WorkerRecord[] = [];
  readonly #clearing: (() => Promise<unknown> | void)[] = [];

  constructor(options: SoakOptions, folder: string, guardian: Guardian, say: (line: string) => void) {
    this.#options = options;
    this.#folder = folder;
    this.#guardian = guardian;
    this.#say = say;
  }

  /** Ends what was started, last first. */
  async clear(): Promise<void> {
    for (const end of this.#clearing.toReversed()) await end();
  }

  async play(
    interrupt: AbortSignal,
  ): Promise<Pick<SoakResult, 'strikes' | 'loadSeconds' | 'settleSeconds'> & { readonly evidence: SoakEvidence }> {
    const over = new AbortController();
    const signal = AbortSignal.any([interrupt, over.signal]);
    this.#clearing.push(() => over.abort());
    const plan = drawPlan(this.#options);
    const redis = await DurableRedis.start(this.#folder, this.#guardian);
    this.#clearing.push(() => redis.down('SIGKILL'));
    const admin = redis.connect();
    this.#clearing.push(() => admin.disconnect());
    const machines = new Machines({
      options: this.#options,
      redisUrl: redis.url,
      folder: this.#folder,
      runId: this.#runId,
      guardian: this.#guardian,
    });
    this.#clearing.push(() => machines.destroy());
    for (const id of plan.gateways) machines.add('gateway', id);
    for (const id of plan.workers) machines.add('worker', id);
    const customers = new Customers(redis.url, this.#options.preset, 3_600_000 + this.#options.seconds * 2_000);
    this.#clearing.push(() => customers.client.close());
    if (!(await this.#everybodyIdle(customers, plan.workers, START_WITHIN_MS, signal)))
      throw new SoakError('NOT_POSSIBLE', `the workers did not register within ${START_WITHIN_MS} ms`);

    this.#say(`run ${this.#runId}: all machines are there; load and ${plan.strikes.length} strikes for ${this.#options.seconds} s`);
    const began = performance.now();
    const watching = [customers.watch(signal), this.#sample(customers, signal)];
    const [strikes] = await Promise.all([
      strikeAll(plan.strikes, { redis, admin, machines }, signal),
      customers.submitAll(plan.containers, signal),
    ]);
    const loadSeconds = (performance.now() - began) / 1_000;
    this.#say(`peace; ${customers.outcomes.size} of ${plan.containers.length} have ended`);
    await customers.settled(this.#options.settleSeconds * 1_000, signal);
    await this.#everybodyIdle(customers, plan.workers, this.#options.settleSeconds * 1_000, signal, () => machines.allUp);
    const settleSeconds = (performance.now() - began) / 1_000 - loadSeconds;
    const remains = await readRemains(admin, customers.client, plan.workers);
    const runningAtRest = this.#processes(({ kind }) => kind === 'container' || kind === 'stranger');
    const finalStatuses = await customers.finalStatuses();
    const stubborn = await machines.stop();
    over.abort();
    await Promise.all(watching);
    const unanswered = customers.unanswered.map((id) => `${id} got no answer`);
    const evidence: SoakEvidence = {
      accepted: customers.accepted,
      unaccepted: [...customers.refusals, ...unanswered],
      outcomes: customers.outcomes,
      finalStatuses,
      lives: readLives(machines.logFolder),
      workers: plan.workers,
      oddRecords: this.#odd,
      remains,
      runningAtRest,
      runningAfterEnd: await this.#leftBehind(),
      crashes: machines.crashes,
      stubborn,
    };
    return { evidence, strikes, loadSeconds, settleSeconds };
  }

  /** Waits until all workers are registered and idle. False when they are not in time; what that means is for the judgement. */
  async #everybodyIdle(
    { client }: Customers,
    workers: readonly string[],
    withinMs: number,
    signal: AbortSignal,
    isReady = (): boolean => true,
  ): Promise<boolean> {
    const began = performance.now();
    while (performance.now() - began < withinMs) {
      const records = await client.workers().catch(() => []);
      const isIdle = ({ status, free, total }: WorkerRecord): boolean =>
        status === 'available' && JSON.stringify(free) === JSON.stringify(total);
      if (isReady() && workers.every((id) => records.some((record) => record.id === id && isIdle(record)))) return true;
      await pause(100, undefined, { signal });
    }
    return false;
  }

  async #sample({ client }: Customers, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      for (const record of await client.workers().catch(() => [])) if (isOdd(record)) this.#odd.push(record);
      await pause(SAMPLE_EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Machines take their containers with them. A probe whose worker left in the middle of it ends a moment later, as it would behind a worker's SIGKILL. */
  async #leftBehind(): Promise<string[]> {
    const left = this.#processes(({ kind }) => kind !== 'probe');
    const began = performance.now();
    while (this.#processes(() => true).length > 0 && performance.now() - began < PROBES_END_WITHIN_MS) await pause(100);
    return [...left, ...this.#processes(({ kind }) => kind === 'probe')];
  }

  #processes(isMeant: (process: SoakProcess) => boolean): string[] {
    const found = processesOf(this.#runId);
    if (found === null) this.#say('there is no /proc here: processes that are left are not looked for');
    return (found ?? [])
      .filter(isMeant)
      .map(({ pid, command, kind }) => `${kind === 'stranger' ? 'process' : kind} ${pid} still runs: ${command}`);
  }
}

function isOdd({ free, total }: WorkerRecord): boolean {
  return (['cpuMillicores', 'memoryMib', 'gpuCount'] as const).some((kind) => free[kind] < 0 || free[kind] > total[kind]);
}
