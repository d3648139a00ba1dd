/** What is to be measured, in pieces that can be measured apart: every experiment, and the failure scenarios of every design. */
import type { PresetName } from '../../src/index.ts';
import { DESIGNS, EXPERIMENTS, type Experiment } from './experiments.ts';
import { measureFailuresOf, type FailureResult } from './failure-results.ts';
import type { Figures } from './figures.ts';
import { measure } from './measure.ts';

/** One piece of work; plain data, it is sent to threads. */
export type Job =
  | { readonly kind: 'experiment'; readonly experiment: Experiment }
  | { readonly kind: 'failures'; readonly design: PresetName };

/** What came of it; plain data. */
export type JobResult =
  | { readonly kind: 'experiment'; readonly id: string; readonly worlds: readonly Figures[] }
  | { readonly kind: 'failures'; readonly failures: FailureResult };

/** All of them, the long ones first, so that no lane is left with one at the end. */
export const JOBS: readonly Job[] = [
  ...DESIGNS.map((design): Job => ({ kind: 'failures', design })),
  ...EXPERIMENTS.map((experiment): Job => ({ kind: 'experiment', experiment })),
].toSorted((left, right) => costOf(right) - costOf(left));

/** In a few words. */
export const nameOf = (job: Job): string => (job.kind === 'experiment' ? job.experiment.id : `failures of ${job.design}`);

/** Does one piece of work. */
export async function run(job: Job): Promise<JobResult> {
  if (job.kind === 'failures') return { kind: 'failures', failures: await measureFailuresOf(job.design) };
  const { id, conditions, seeds } = job.experiment;
  const worlds: Figures[] = [];
  for (const seed of seeds) worlds.push(await measure(conditions, seed));
  return { kind: 'experiment', id, worlds };
}

/** Only the order depends on it. */
function costOf(job: Job): number {
  if (job.kind === 'failures') return job.design === 'burst' ? 5_000 : 500;
  const { preset, containers, gateways } = job.experiment.conditions;
  return containers * gateways * (preset === 'burst' ? 10 : 1);
}
