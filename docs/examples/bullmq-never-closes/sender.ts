/**
 * The service: a worker that sends mails, and ends in good order when it is asked to (SIGTERM). Ordinary code that knows nothing of worlds;
 * which version of bullmq it uses is its parameter.
 */
import type { Worker, WorkerOptions } from 'bullmq';

/** What it needs of bullmq: the class, in whichever version. */
export type WorkerClass = new (queue: string, work: () => Promise<void>, options: WorkerOptions) => Worker;

/** One process of the service. */
export class Sender {
  readonly #worker: Worker;

  constructor(Worker: WorkerClass) {
    this.#worker = new Worker('mails', async () => undefined, { connection: { host: 'redis', port: 6379 } });
    this.#worker.on('error', () => undefined);
  }

  /** What the process does before it ends. `force` waits for no job. */
  close(force: boolean): Promise<void> {
    return this.#worker.close(force);
  }
}
