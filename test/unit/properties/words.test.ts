/** Facts as stories tell them: no word is missing, and what the program's code caused names its line. */
import { describe, expect, it } from 'vitest';
import { Evidence, sayChange } from '../../../properties/evidence/index.ts';
import { Machines } from '../../../properties/runtime.ts';
import { amount, containerRecord, workerRecord } from './trial.ts';
import { simulate } from '../world/simulate.ts';

describe('a change', () => {
  const container = { kind: 'container', id: 'c4' } as const;

  it('says that a record appeared, with its status or without one', () => {
    expect(sayChange({ ...container, before: null, after: containerRecord('PENDING') })).toBe('record of c4 appeared as PENDING');
    expect(sayChange({ ...container, before: null, after: containerRecord('') })).toBe('record of c4 appeared without a status');
    const worker = { kind: 'worker', worker: 'worker-1', before: null } as const;
    expect(sayChange({ ...worker, after: { ...workerRecord('worker-1', amount(1, 2)), status: '' } })).toBe(
      'record of worker-1 appeared without a status, free 1 m, 2 MiB',
    );
  });

  it('says that a status was lost', () => {
    expect(sayChange({ ...container, before: containerRecord('PENDING'), after: containerRecord('') })).toBe('c4 lost its status');
  });
});

describe('a fact', () => {
  it('has the line that caused it, when somebody knows it', () => {
    const evidence = new Evidence();
    const run = evidence.started(10, 'worker-1', 'c1', amount(1, 2), 'src/worker/container-life.ts:110');
    evidence.ended(20, run, 'exit code 0');
    expect(evidence.container('c1').facts()).toEqual([
      { atMs: 10, host: 'worker-1', text: 'started c1 (1 m, 2 MiB)', source: 'src/worker/container-life.ts:110' },
      { atMs: 20, host: 'worker-1', text: 'c1 ended: exit code 0' },
    ]);
  });

  it('has no line when no code of the program is running', async () => {
    const evidence = new Evidence();
    await simulate(
      (world) => {
        const machines = new Machines(world, evidence, () => ({ startMs: 1, runMs: 5, exitCode: 0 }));
        world.host('worker-1', async () => {
          const request = { id: 'c1', ...amount(1, 2) };
          await machines.runtime('worker-1').start(request as Parameters<ReturnType<Machines['runtime']>['start']>[0]);
        });
      },
      { record: true },
    );
    expect(evidence.container('c1').runs.map(({ source }) => source)).toEqual([null]);
  });
});
