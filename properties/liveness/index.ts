/** Liveness: something good happens within a bound of virtual time that the configured durations give. */
import type { Property } from '../property.ts';
import { backlogDrains } from './backlog-drains.ts';
import { capacityReturns } from './capacity-returns.ts';
import { deadWorkerWorkReturns } from './dead-worker-work-returns.ts';
import { drainedWorkerEmpties } from './drained-worker-empties.ts';
import { everyRequestEnds } from './every-request-ends.ts';
import { gatewaysGoOn } from './gateways-go-on.ts';
import { lockRecovers } from './lock-recovers.ts';
import { loneRequestIsQuick } from './lone-request-is-quick.ts';
import { noLivelock } from './no-livelock.ts';
import { noStarvation } from './no-starvation.ts';
import { pendingWorkerSettles } from './pending-worker-settles.ts';
import { quotaReturns } from './quota-returns.ts';
import { spuriousWorkersLeave } from './spurious-workers-leave.ts';
import { stoppingEnds } from './stopping-ends.ts';

/** All liveness properties. */
export const livenessProperties: readonly Property[] = [
  everyRequestEnds,
  lockRecovers,
  deadWorkerWorkReturns,
  capacityReturns,
  quotaReturns,
  noLivelock,
  noStarvation,
  stoppingEnds,
  gatewaysGoOn,
  drainedWorkerEmpties,
  loneRequestIsQuick,
  pendingWorkerSettles,
  spuriousWorkersLeave,
  backlogDrains,
];
