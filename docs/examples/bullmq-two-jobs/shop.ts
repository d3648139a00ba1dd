/** The service: a shop that queues one confirmation mail for each order, and a mailer that sends them. It knows nothing of worlds. */
import { Queue, Worker } from 'bullmq';

const connection = { host: 'redis', port: 6379 };

/** Takes orders. */
export class Shop {
  readonly #queue = new Queue<{ order: string }>('mails', { connection });

  constructor() {
    this.#queue.on('error', () => undefined);
  }

  /** Queues the mail of an order, by one `add`. With `idempotent` the job has the order's name, else bullmq gives it a number. */
  async confirm(order: string, idempotent: boolean): Promise<void> {
    await this.#queue.add('confirmation', { order }, idempotent ? { jobId: `confirmation-${order}` } : {});
  }
}

/** Sends what is queued. */
export function startMailer(send: (order: string) => void): void {
  const worker = new Worker<{ order: string }>('mails', async (job) => send(job.data.order), { connection });
  worker.on('error', () => undefined);
}
