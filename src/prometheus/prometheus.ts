/** Measurements on `prom-client`: what parts count becomes text that Prometheus reads. One registry a call, nothing global. */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { CounterName, Metrics } from '../metrics.ts';
import type { WorkerRecord } from '../model.ts';
import { COUNTERS, FLEET, GAUGES, HISTOGRAMS, RATIOS, type Ratio } from './names.ts';

/** Options of `prometheusMetrics`. */
export interface PrometheusOptions {
  /** Asked at every scrape for the gauges about workers; absent: there are none. When it rejects, the scrape is without them. */
  readonly workers?: () => Promise<readonly WorkerRecord[]>;
  /** Also memory, event-loop lag and garbage collection of this process (`process_…`, `nodejs_…`); default false. */
  readonly aboutProcess?: boolean;
}

/** The port `Metrics`, and what a scrape is answered with. */
export interface PrometheusMetrics extends Metrics {
  /** Media type of `text()`. */
  readonly contentType: string;
  /** Exposition format of Prometheus, version 0.0.4. */
  text(): Promise<string>;
}

/** Quantiles of the fleet that are exported. */
const QUANTILES = [0, 0.5, 0.9, 1] as const;

/** Measurements of one process. Give the same object to the role (`metrics`) and to the HTTP server. */
export function prometheusMetrics(options: PrometheusOptions = {}): PrometheusMetrics {
  const register = new Registry();
  const registers = [register];
  const counted = new Map<CounterName, number>();
  const counters = mapped(COUNTERS, (help, name) => new Counter({ name: `scheduler_${name}_total`, help, registers }));
  const gauges = mapped(GAUGES, ({ name, help }) => new Gauge({ name, help, registers }));
  const histograms = mapped(HISTOGRAMS, ({ name, help, buckets, factor }) => ({
    factor,
    histogram: new Histogram({ name, help, buckets: [...buckets], registers }),
  }));
  const ratios = RATIOS.map((ratio) => ({ ratio, gauge: new Gauge({ name: ratio.name, help: ratio.help, registers }) }));
  const fleet = options.workers ? fleetGauges(options.workers, registers) : undefined;
  if (options.aboutProcess === true) collectDefaultMetrics({ register });
  return {
    contentType: register.contentType,
    count(name, by = 1) {
      counted.set(name, (counted.get(name) ?? 0) + by);
      counters[name].inc(by);
    },
    set(name, value) {
      gauges[name].set(value);
    },
    observe(name, value) {
      const { factor, histogram } = histograms[name];
      histogram.observe(value * factor);
    },
    async text() {
      for (const { ratio, gauge } of ratios) gauge.set(quotient(ratio, counted));
      await fleet?.refresh();
      return register.metrics();
    },
  };
}

/** The same keys with other values. */
function mapped<Name extends string, From, To>(
  table: Readonly<Record<Name, From>>,
  make: (value: From, name: Name) => To,
): Readonly<Record<Name, To>> {
  const entries = (Object.entries(table) as [Name, From][]).map(([name, value]) => [name, make(value, name)]);
  return Object.fromEntries(entries) as Record<Name, To>;
}

/** NaN while there is nothing to divide by and nothing to divide. */
function quotient({ of, over }: Ratio, counted: ReadonlyMap<CounterName, number>): number {
  const sum = (names: readonly CounterName[]): number => names.reduce((total, name) => total + (counted.get(name) ?? 0), 0);
  return sum(of) / sum(over);
}

interface FleetGauges {
  refresh(): Promise<void>;
}

function fleetGauges(workers: () => Promise<readonly WorkerRecord[]>, registers: Registry[]): FleetGauges {
  const byStatus = new Gauge({ ...FLEET.workers, labelNames: ['status'], registers });
  const utilisation = new Gauge({ ...FLEET.utilisation, labelNames: ['quantile'], registers });
  return {
    async refresh() {
      byStatus.reset();
      utilisation.reset();
      const records = await workers().catch(() => null);
      if (records === null) return;
      for (const status of ['available', 'pending', 'disabled'] as const) {
        byStatus.set({ status }, records.filter((worker) => worker.status === status).length);
      }
      const used = records.filter(({ status, total }) => status === 'available' && total.cpuMillicores > 0).map(usedShare);
      used.sort((left, right) => left - right);
      for (const quantile of QUANTILES) utilisation.set({ quantile }, used[Math.ceil(quantile * (used.length - 1))] ?? Number.NaN);
    },
  };
}

function usedShare({ total, free }: WorkerRecord): number {
  return 1 - free.cpuMillicores / total.cpuMillicores;
}
