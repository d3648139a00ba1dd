/** The program of one measuring thread: the dispatchers come before anything that a world must see, then it does what it is asked to. */
import { parentPort } from 'node:worker_threads';
import { installDispatchers } from '../../sim/kernel/index.ts';
import type { Job } from './jobs.ts';

installDispatchers();

parentPort?.on('message', (job: Job) => {
  void answer(job);
});

/** An error ends the thread, and whoever asked is told. */
async function answer(job: Job): Promise<void> {
  const { run } = await import('./jobs.ts');
  parentPort?.postMessage(await run(job));
}
