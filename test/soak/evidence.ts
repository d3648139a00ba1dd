/** What a soak is judged from: what clients were told, what containers wrote, what Redis still holds, what still runs. Plain data. */
import type { ContainerOutcome, ContainerStatus, WorkerRecord } from '../../src/index.ts';
import type { WorkerLife } from './life-log.ts';
import type { PlannedContainer } from './plan.ts';

/** What Redis holds when everything should be over. */
export interface Remains {
  readonly backlog: number;
  readonly leases: number;
  /** Placed and not delivered, delivered and not acknowledged, owned: summed over all workers. */
  readonly queued: number;
  readonly unacknowledged: number;
  readonly owned: number;
  /** Records of containers. */
  readonly records: number;
  readonly workers: readonly WorkerRecord[];
}

/** Everything that was observed. */
export interface SoakEvidence {
  readonly accepted: readonly PlannedContainer[];
  /** Submissions that were refused for good or never answered, each as a sentence. */
  readonly unaccepted: readonly string[];
  /** The first outcome that a client was told of a container, and the last status. */
  readonly outcomes: ReadonlyMap<string, ContainerOutcome>;
  readonly finalStatuses: ReadonlyMap<string, ContainerStatus>;
  readonly lives: readonly WorkerLife[];
  readonly workers: readonly string[];
  /** Worker records with less than nothing or more than everything free, seen at any moment. */
  readonly oddRecords: readonly WorkerRecord[];
  readonly remains: Remains;
  /** Processes that are no machine's when all containers had ended, and of any kind behind the end of all machines; a worker's probe of its machine is in neither. */
  readonly runningAtRest: readonly string[];
  readonly runningAfterEnd: readonly string[];
  /** Machines that ended by themselves, or did not end when they were asked to. */
  readonly crashes: readonly string[];
  readonly stubborn: readonly string[];
}
