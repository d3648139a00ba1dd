/**
 * `collectRequestBatch` of document 001: pops one request after the other until `batchSizeMax` are there or `batchWindowMs` are over. All of
 * them are in the memory of this gateway only, so that what was lost with one crash before is now lost by the batch (A1).
 */
import type { Redis } from 'ioredis';
import { BACKLOG_KEY } from '../../keys.ts';
import { pause } from '../../wake.ts';
import { readMember } from '../baseline/gateway.ts';
import type { IntakePart, PartContext, PartMaker, TakenRequest } from '../contracts.ts';

/** The document promises to sleep "without spinning CPU" on an empty backlog, and does not say for how long. */
const EMPTY_PAUSE_MS = 5;

/** A window that begins when there is something to collect. With `batchSizeMax` 1 it pops one and is over, as before. */
export function windowIntake(): PartMaker<IntakePart> {
  return (context) => ({
    async take(atMost = Number.POSITIVE_INFINITY) {
      const idle = { requests: [], reapDue: false, nextReadyMs: Number.POSITIVE_INFINITY };
      const waiting = await context.link.client.zcard(BACKLOG_KEY);
      context.metrics.set('backlog_size', waiting);
      if (waiting === 0) return idle;
      const requests = await collect(context, Math.min(context.timings.batchSizeMax, atMost));
      return requests.length > 0 ? { requests, reapDue: false, nextReadyMs: 0 } : idle;
    },
  });
}

async function collect({ link: { client }, timings, emit }: PartContext, size: number): Promise<TakenRequest[]> {
  const deadlineMs = performance.now() + timings.batchWindowMs;
  const batch: TakenRequest[] = [];
  for (;;) {
    const taken = await popOne(client).catch((error: unknown) => {
      // What was popped before is not given up for it.
      emit({ kind: 'pop-failed', detail: String(error), error });
      return null;
    });
    if (taken) batch.push(taken);
    const remainingMs = deadlineMs - performance.now();
    if (batch.length >= size || remainingMs <= 0) return batch;
    if (!taken) await pause(Math.min(EMPTY_PAUSE_MS, remainingMs));
  }
}

async function popOne(client: Redis): Promise<TakenRequest | null> {
  const [member] = await client.zpopmin(BACKLOG_KEY);
  return member === undefined ? null : readMember(member);
}
