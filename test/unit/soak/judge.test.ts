/** Each check of a soak, with evidence that it must accept and evidence that it must not. */
import { describe, expect, it } from 'vitest';
import type { ContainerOutcome, WorkerRecord } from '../../../src/index.ts';
import type { Remains, SoakEvidence } from '../../soak/evidence.ts';
import { judge } from '../../soak/judge.ts';
import { parseLife } from '../../soak/life-log.ts';
import type { PlannedContainer } from '../../soak/plan.ts';

const planned = (id: string, cpuMillicores = 2_000): PlannedContainer => ({ id, atMs: 0, sleepMs: 0, cpuMillicores, memoryMib: 500 });
const exited: ContainerOutcome = { kind: 'exited', exitCode: 0 };
const lost: ContainerOutcome = { kind: 'lost', reason: 'worker_died' };

function record(free: Partial<WorkerRecord['free']> = {}): WorkerRecord {
  const total = { cpuMillicores: 4_000, memoryMib: 4_000, gpuCount: 0 };
  const pool = { poolName: 'default', poolSelector: 'default', requiresPoolSelector: false, isPreemptable: false };
  const rest = { gpuType: '', priority: 0, resourceVersion: 1, incarnation: 'a' };
  return { id: 'worker-1', status: 'available', total, free: { ...total, ...free }, ...pool, ...rest };
}

const clean: Remains = { backlog: 0, leases: 0, queued: 0, unacknowledged: 0, owned: 0, records: 0, workers: [record()] };

/** A soak of containers `a` and `b` on one worker, as its log says it. */
function soak(log: string, told: Readonly<Record<string, ContainerOutcome>>, more: Partial<SoakEvidence> = {}): SoakEvidence {
  const outcomes = new Map(Object.entries(told));
  return {
    accepted: [planned('a'), planned('b')],
    unaccepted: [],
    outcomes,
    finalStatuses: new Map([...outcomes].map(([id, outcome]) => [id, { state: 'ENDED' as const, outcome }])),
    lives: [{ worker: 'worker-1', life: 1, lines: parseLife(log) }],
    workers: ['worker-1'],
    oddRecords: [],
    remains: clean,
    runningAtRest: [],
    runningAfterEnd: [],
    crashes: [],
    stubborn: [],
    ...more,
  };
}

/** The violations of a soak, as `id: sentence`. */
function violations(evidence: SoakEvidence): string[] {
  return judge(evidence).flatMap(({ id, violations: found }) => found.map((sentence) => `${id}: ${sentence}`));
}

const REGISTERED = '{"kind":"worker-registered","detail":"x"}';
const GOOD = `${REGISTERED}\nstart a\nstart b\nend b\nend a\n`;

describe('a soak', () => {
  it('that ran everything once holds', () => {
    expect(violations(soak(GOOD, { a: exited, b: exited }))).toEqual([]);
  });

  it('may lose what ran on a worker that died, started or not', () => {
    expect(violations(soak('start a\nstart b\nend b\n', { a: lost, b: exited }))).toEqual([]);
    expect(violations(soak('start b\nend b\n', { a: lost, b: exited }))).toEqual([]);
  });

  it('that lost an accepted container is violated, and so is one that never ends', () => {
    expect(violations(soak('start b\nend b\n', { b: exited }))).toEqual(['S6: a was accepted and nobody knows it any more']);
    const finalStatuses = new Map([
      ['a', { state: 'PENDING' as const, workerId: null }],
      ['b', { state: 'ENDED' as const, outcome: exited }],
    ]);
    expect(violations(soak('start b\nend b\n', { b: exited }, { finalStatuses }))).toEqual(['L1: a was accepted, and is PENDING for ever']);
  });

  it('that started a container twice is violated, also on another worker, also when it was lost', () => {
    const lives = ['worker-1', 'worker-2'].map((worker) => ({ worker, life: 1, lines: parseLife('start a\nend a\nstart b\nend b') }));
    expect(violations(soak('', { a: lost, b: exited }, { lives }))).toEqual([
      'S5: a was started 2 times: on worker-1 (life 1) and on worker-2 (life 1)',
      'S5: b was started 2 times: on worker-1 (life 1) and on worker-2 (life 1)',
    ]);
  });

  it('must tell true outcomes', () => {
    const told = { a: { kind: 'failed', reason: 'retry_limit' }, b: exited } as const;
    expect(violations(soak('start a\nstart b\n', told))).toEqual([
      'S12: a is said to have failed (retry_limit), but it was started',
      'S12: b is said to have exited, but never wrote that it ended',
    ]);
    expect(violations(soak(GOOD, { a: { kind: 'exited', exitCode: 1 }, b: { kind: 'stopped' } }))).toHaveLength(2);
  });

  it('must not change an outcome', () => {
    const evidence = soak(GOOD, { a: exited, b: exited });
    const finalStatuses = new Map([...evidence.finalStatuses, ['a', { state: 'ENDED' as const, outcome: lost }] as const]);
    expect(violations({ ...evidence, finalStatuses })).toEqual([
      'S8: a was {"kind":"exited","exitCode":0} and is {"state":"ENDED","outcome":{"kind":"lost","reason":"worker_died"}} now',
    ]);
  });

  it('must not run more at once than a worker has', () => {
    const accepted = [planned('a', 2_000), planned('b', 2_001)];
    expect(violations(soak(GOOD, { a: exited, b: exited }, { accepted }))).toEqual([
      'S3: worker-1 (life 1) ran a, b at once: 4001 millicores, 1000 MiB',
    ]);
    expect(violations(soak('start a\nend a\nstart b\nend b', { a: exited, b: exited }, { accepted }))).toEqual([]);
  });

  it('does not count what was killed and could not say when', () => {
    const accepted = [planned('a', 4_000), planned('b', 4_000)];
    expect(violations(soak('start a\nstart b\nend b', { a: lost, b: exited }, { accepted }))).toEqual([]);
  });

  it('must end what a worker gave up before that begins anew', () => {
    expect(violations(soak(`start a\n${REGISTERED}\nstart b\nend b`, { a: lost, b: exited }))).toEqual([]);
    expect(violations(soak(`start a\n${REGISTERED}\nstart b\nend b\nend a`, { a: lost, b: exited }))).toEqual([
      '-: a still ran on worker-1 (life 1) when that had begun anew',
    ]);
  });

  it('must give everything back', () => {
    const remains = { ...clean, backlog: 2, owned: 1, workers: [record({ cpuMillicores: 3_000 })] };
    expect(violations(soak(GOOD, { a: exited, b: exited }, { remains }))).toEqual([
      'L4: at rest worker-1 had 3000/4000/0 free of 4000/4000/0',
      'L14: 2 left in backlog',
      'L14: 1 left in owned',
    ]);
    expect(violations(soak(GOOD, { a: exited, b: exited }, { remains: { ...clean, workers: [] } }))).toEqual([
      'L4: worker-1 runs, and has no record',
    ]);
  });

  it('must never show less than nothing or more than everything free', () => {
    const oddRecords = [record({ memoryMib: -1 }), record({ cpuMillicores: 4_001 })];
    expect(violations(soak(GOOD, { a: exited, b: exited }, { oddRecords }))).toEqual([
      'S1: worker-1 had 4000/-1/0 free of 4000/4000/0',
      'S2: worker-1 had 4001/4000/0 free of 4000/4000/0',
    ]);
  });

  it('passes on what only real processes have', () => {
    const more = {
      unaccepted: ['c got no answer'],
      runningAtRest: ['process 1'],
      runningAfterEnd: ['process 2'],
      crashes: ['x'],
      stubborn: ['y'],
    };
    const found = violations(soak(`${GOOD}start z\nend z`, { a: exited, b: exited }, more));
    expect(found).toEqual(['-: c got no answer', '-: z was started and never accepted', '-: process 1', '-: process 2', '-: x', '-: y']);
  });
});
