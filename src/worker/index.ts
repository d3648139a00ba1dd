/** The worker role. */
export { startWorker } from './worker.ts';
