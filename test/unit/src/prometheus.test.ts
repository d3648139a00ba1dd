/** What Prometheus is told: every measured name, in base units, with the ratios that the documents ask for; and the page about it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { WorkerRecord } from '../../../src/index.ts';
import { prometheusMetrics } from '../../../src/prometheus/index.ts';
import { root } from '../../program/built.ts';

function worker(id: string, freeCpuMillicores: number, status: WorkerRecord['status'] = 'available'): WorkerRecord {
  const total = { cpuMillicores: 1_000, memoryMib: 1, gpuCount: 0 };
  const pool = { poolName: 'default', poolSelector: 'default', requiresPoolSelector: false, isPreemptable: false };
  return {
    ...pool,
    id,
    status,
    total,
    free: { ...total, cpuMillicores: freeCpuMillicores },
    gpuType: '',
    priority: 0,
    resourceVersion: 1,
    incarnation: 'i',
  };
}

/** The value of one line of the exposition format; undefined when there is no such line. */
function valueIn(text: string, line: string): string | undefined {
  return text
    .split('\n')
    .find((one) => one.startsWith(`${line} `))
    ?.slice(line.length + 1);
}

describe('measurements for Prometheus', () => {
  it('count, keep the last value, and convert milliseconds to seconds', async () => {
    const metrics = prometheusMetrics();
    metrics.count('placements');
    metrics.count('placements', 4);
    metrics.set('backlog_size', 7);
    metrics.set('backlog_size', 3);
    metrics.observe('schedule_latency_ms', 40);
    metrics.observe('batch_size', 100);
    const text = await metrics.text();
    expect(valueIn(text, 'scheduler_placements_total')).toBe('5');
    expect(valueIn(text, 'scheduler_backlog_size')).toBe('3');
    expect(valueIn(text, 'scheduler_schedule_latency_seconds_sum')).toBe('0.04');
    expect(valueIn(text, 'scheduler_schedule_latency_seconds_bucket{le="0.025"}')).toBe('0');
    expect(valueIn(text, 'scheduler_schedule_latency_seconds_bucket{le="0.05"}')).toBe('1');
    expect(valueIn(text, 'scheduler_batch_size_bucket{le="100"}')).toBe('1');
  });

  it('derive the ratios, which are NaN before anything happened', async () => {
    const metrics = prometheusMetrics();
    expect(valueIn(await metrics.text(), 'scheduler_conflicts_per_success')).toMatch(/^nan$/i);
    metrics.count('placements', 10);
    metrics.count('conflicts', 204);
    metrics.count('cache_hits', 99);
    metrics.count('cache_misses');
    metrics.count('workers_reused', 3);
    metrics.count('workers_added');
    metrics.count('provisioned_individual', 1);
    metrics.count('provisioned_burst', 3);
    const text = await metrics.text();
    expect(valueIn(text, 'scheduler_conflicts_per_success')).toBe('20.4');
    expect(valueIn(text, 'scheduler_cache_hit_ratio')).toBe('0.99');
    expect(valueIn(text, 'scheduler_worker_reuse_ratio')).toBe('0.75');
    expect(valueIn(text, 'scheduler_provisioned_batch_ratio')).toBe('0.75');
  });

  it('tell how the fleet is used, and nothing about it when it cannot be read', async () => {
    let fleet: readonly WorkerRecord[] | null = [worker('a', 1_000), worker('b', 750), worker('c', 0), worker('d', 500, 'disabled')];
    const metrics = prometheusMetrics({ workers: () => (fleet ? Promise.resolve(fleet) : Promise.reject(new Error('no Redis'))) });
    const text = await metrics.text();
    expect(valueIn(text, 'scheduler_workers{status="available"}')).toBe('3');
    expect(valueIn(text, 'scheduler_workers{status="disabled"}')).toBe('1');
    expect(valueIn(text, 'scheduler_worker_utilisation_ratio{quantile="0.5"}')).toBe('0.25');
    expect(valueIn(text, 'scheduler_worker_utilisation_ratio{quantile="1"}')).toBe('1');
    fleet = null;
    expect(valueIn(await metrics.text(), 'scheduler_workers{status="available"}')).toBeUndefined();
  });

  it('of two objects are apart', async () => {
    const [one, other] = [prometheusMetrics({ aboutProcess: true }), prometheusMetrics({ aboutProcess: true })];
    one.count('conflicts');
    expect(valueIn(await other.text(), 'scheduler_conflicts_total')).toBe('0');
  });
});

describe('docs/metrics.md', () => {
  it('lists exactly what is exported, with its type', async () => {
    const text = await prometheusMetrics({ workers: () => Promise.resolve([]) }).text();
    const exported = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, type]) => `${name} ${type}`);
    const page = readFileSync(join(root, 'docs/metrics.md'), 'utf8');
    const listed = [...page.matchAll(/^\| `(scheduler_\w+)` \| (\w+) \|/gm)].map(([, name, type]) => `${name} ${type}`);
    expect(listed.toSorted()).toEqual(exported.toSorted());
    expect(listed.length).toBeGreaterThan(20);
  });

  it.each([
    'RecordBatchSize',
    'RecordBatchProcessingTime',
    'RecordWorkerReuse',
    'RecordCacheHitRate',
    'RecordCacheInvalidations',
    'RecordCapacityUtilization',
    'RecordDoubleBookingPrevented',
    'Schedule attempts per success',
    'Average time to schedule',
    'Worker utilization distribution',
    'Backlog size over time',
    'batch vs individual provisioning ratios',
    'CPU batch efficiency',
    'Lock Acquisitions',
    'Cache Hits',
    'Cache Misses',
    'Hit Rate',
    'Capacity Updates',
    'Cache Invalidations',
    'Workers Used',
    'Per-Worker Load',
    'Redis Operations',
    'Decision Making',
    'Batch Update',
  ])('has a place for what the documents call “%s”', (name) => {
    expect(readFileSync(join(root, 'docs/metrics.md'), 'utf8')).toContain(name);
  });
});
