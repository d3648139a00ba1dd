/**
 * `scheduleOnWorker` of document 003: a worker whose version has moved is read again and tried again at once, without looking whether the
 * container still fits; after any other refusal the next candidate is tried. GPUs are unsigned in the record, so what did not fit wraps (C2).
 */
import type { CommitRefusal, WorkerRecord } from '../../model.ts';
import { pause } from '../../wake.ts';
import { readWorker, updateOnce } from '../baseline/capacity.ts';
import { schedule } from '../baseline/committer.ts';
import { countOutcome } from '../outcomes.ts';
import type { CommitResult, CommitterPart, PartContext, PartMaker, TakenRequest } from '../contracts.ts';

/** `commitAttempts` on each candidate. A container that nobody takes is answered with `no_candidate`. */
export function walkingCommitter(): PartMaker<CommitterPart> {
  return (context) => ({
    async commit({ worker, requests, alternatives = [] }) {
      const results: CommitResult[] = [];
      for (const taken of requests) results.push({ taken, outcome: await walk(context, [worker, ...alternatives], taken) });
      return results;
    },
  });
}

async function walk(context: PartContext, candidates: readonly WorkerRecord[], taken: TakenRequest): Promise<'committed' | CommitRefusal> {
  for (const worker of candidates) {
    const outcome = await scheduleOnWorker(context, worker, taken);
    if (outcome === 'committed') return outcome;
    countOutcome(context.metrics, { outcome });
  }
  return 'no_candidate';
}

async function scheduleOnWorker(context: PartContext, planned: WorkerRecord, taken: TakenRequest): Promise<'committed' | CommitRefusal> {
  let worker = planned;
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await schedule(context, worker, taken, updateOnce);
    if (outcome !== 'conflict' || attempt >= context.timings.commitAttempts) return outcome;
    countOutcome(context.metrics, { outcome });
    await pause(attempt);
    const fresh = await readAgain(context, worker.id);
    if (typeof fresh === 'string') return fresh;
    worker = fresh;
  }
}

async function readAgain(context: PartContext, workerId: string): Promise<WorkerRecord | CommitRefusal> {
  try {
    return await readWorker(context, workerId);
  } catch (error) {
    if (context.link.closed) throw error;
    context.emit({ kind: 'schedule-failed', detail: workerId, error });
    return 'error';
  }
}
