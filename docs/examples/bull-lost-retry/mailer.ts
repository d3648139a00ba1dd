/**
 * The service: mails are queued, and a mail that could not be sent is tried again half a second later. Ordinary code that knows nothing of
 * worlds; which package keeps the queue is its parameter.
 */
import Bull from 'bull';
import { Queue, Worker } from 'bullmq';

/** A queue of mails, on whichever package. */
export interface Mails {
  queue(mail: string): Promise<unknown>;
  /** Takes mails off the queue; `send` may throw. */
  deliver(send: (mail: string) => void): void;
}

interface Job {
  readonly mail: string;
}

/** Mails on bull 4, with its default times. */
export function mailsOnBull(): Mails {
  const bull = new Bull<Job>('mails', 'redis://redis:6379');
  bull.on('error', () => undefined);
  return {
    queue: (mail) => bull.add({ mail }, { attempts: 3, backoff: 500 }),
    deliver: (send) => void bull.process(async ({ data }) => send(data.mail)).catch(() => undefined),
  };
}

/** Mails on bullmq, with its default times. */
export function mailsOnBullmq(): Mails {
  const connection = { host: 'redis', port: 6379 };
  const queue = new Queue<Job>('mails', { connection });
  queue.on('error', () => undefined);
  return {
    queue: (mail) => queue.add('mail', { mail }, { attempts: 3, backoff: { type: 'fixed', delay: 500 } }),
    deliver: (send) => void new Worker<Job>('mails', async ({ data }) => send(data.mail), { connection }).on('error', () => undefined),
  };
}
