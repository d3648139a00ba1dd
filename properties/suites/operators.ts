/**
 * The operator of a world: sets quotas, cordons, uncordons and drains workers, one call after the other in order of time, and repeats a
 * call until it is answered, as somebody at a terminal does.
 */
import { createClient, type Preset, type SchedulerClient, type Timings } from '../../src/index.ts';
import type { Operation } from '../scenario.ts';
import { isUnanswered, patienceMs, wordsOf } from './users.ts';

/** What an operator needs. */
export interface OperatorOptions {
  readonly redis: string;
  readonly preset: Preset;
  readonly timings: Partial<Timings>;
  readonly nowMs: () => number;
  /** One line about what was done. */
  readonly note: (text: string) => void;
  /** An operation was answered. */
  readonly done: () => void;
}

async function act(client: SchedulerClient, operation: Operation): Promise<string> {
  switch (operation.what) {
    case 'quota': {
      const { workspace, cpuMillicores, gpuCount } = operation;
      await client.setQuota(workspace, { cpuMillicores, gpuCount });
      return `limited ${workspace} to ${cpuMillicores ?? 'any'} m, ${gpuCount ?? 'any'} GPUs`;
    }
    case 'cordon':
      return `cordoned ${operation.worker}${(await client.cordon(operation.worker)) ? '' : ', which is not there'}`;
    case 'uncordon':
      return `uncordoned ${operation.worker}${(await client.uncordon(operation.worker)) ? '' : ', which is not there'}`;
    case 'drain':
      return `drained ${operation.worker} of ${(await client.drain(operation.worker)).length} containers`;
  }
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function insist(options: OperatorOptions, client: SchedulerClient, operation: Operation): Promise<void> {
  for (;;) {
    try {
      options.note(await act(client, operation));
      return;
    } catch (error) {
      options.note(`${operation.what} failed: ${wordsOf(error)}`);
      if (!isUnanswered(error)) return;
      await sleep(patienceMs);
    }
  }
}

/** The main of the operator's host. */
export function operatorMain(options: OperatorOptions, operations: readonly Operation[]): () => Promise<void> {
  return async () => {
    const client = createClient({ redis: options.redis, preset: options.preset, timings: options.timings });
    for (const operation of operations) {
      const waitMs = operation.atMs - options.nowMs();
      if (waitMs > 0) await sleep(waitMs);
      await insist(options, client, operation);
      options.done();
    }
  };
}
