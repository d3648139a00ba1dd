/** Measures on several threads. Every world is deterministic by itself, so neither the lane nor the order changes a figure. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { EXPERIMENTS, DESIGNS } from './experiments.ts';
import type { FailureResult } from './failure-results.ts';
import type { Figures } from './figures.ts';
import { JOBS, nameOf, type JobResult } from './jobs.ts';
import { Results } from './results.ts';

const LANES_MAX = 8;
/** Worlds make garbage quickly and keep little of it. */
const YOUNG_GENERATION_MIB = 64;

/** Measures everything. `progress` is told each piece of work when it is done. Rejects with the first error of a lane. */
export async function measureAll(progress: (name: string, done: number, all: number) => void): Promise<Results> {
  const worlds = new Map<string, readonly Figures[]>();
  const failures: FailureResult[] = [];
  const open = [...JOBS];
  let done = 0;
  const lane = async (): Promise<void> => {
    const worker = new Worker(new URL('./lane.js', import.meta.url), {
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MIB },
    });
    try {
      for (let job = open.shift(); job !== undefined; job = open.shift()) {
        const result = await ask(worker, job);
        if (result.kind === 'experiment') worlds.set(result.id, result.worlds);
        else failures.push(result.failures);
        done += 1;
        progress(nameOf(job), done, JOBS.length);
      }
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: Math.min(LANES_MAX, availableParallelism()) }, lane));
  const inOrder = new Map(EXPERIMENTS.flatMap(({ id }) => [[id, worlds.get(id) ?? []] as const]));
  return new Results(
    inOrder,
    failures.toSorted((left, right) => DESIGNS.indexOf(left.design) - DESIGNS.indexOf(right.design)),
  );
}

function ask(worker: Worker, job: (typeof JOBS)[number]): Promise<JobResult> {
  return new Promise((resolve, reject) => {
    const settle = (end: () => void): void => {
      worker.off('message', answered);
      worker.off('error', failed);
      end();
    };
    const answered = (result: JobResult): void => settle(() => resolve(result));
    const failed = (error: Error): void => settle(() => reject(new Error(`measuring ${nameOf(job)} failed`, { cause: error })));
    worker.on('message', answered);
    worker.on('error', failed);
    worker.postMessage(job);
  });
}
