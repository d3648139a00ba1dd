/**
 * The service: workers that render videos, one at a time. When one is asked to end (a deploy), it lets its job finish first, as BullMQ's
 * documentation says. Ordinary code that knows nothing of worlds; which version of bullmq it uses is its parameter.
 */
import type { Worker, WorkerOptions } from 'bullmq-4.12.8';

/** What it needs of bullmq: the class, in whichever version. */
export type WorkerClass = new (queue: string, work: (job: { readonly name: string }) => Promise<void>, options: WorkerOptions) => Worker;

/** One process of the service. */
export class Renderer {
  readonly #worker: Worker;

  /** `render` does the work. All times are bullmq's defaults: locks last 30 seconds and are renewed every 15. */
  constructor(Worker: WorkerClass, render: (video: string) => Promise<void>) {
    this.#worker = new Worker('videos', (job) => render(job.name), { connection: { host: 'redis', port: 6379 } });
    this.#worker.on('error', () => undefined);
  }

  /** Takes no more jobs, and resolves when the present one has ended. */
  close(): Promise<void> {
    return this.#worker.close();
  }
}
