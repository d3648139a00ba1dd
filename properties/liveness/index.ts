/** Liveness: something good happens within a bound of virtual time that the configured durations give. */
import type { Property } from '../property.ts';
import { backlogDrains } from './backlog-drains.ts';
import { capacityReturns } from './capacity-returns.ts';
import { deadWorkerWorkReturns } from './dead-worker-work-returns.ts';
import { everyRequestEnds } from './every-request-ends.ts';
import { gatewaysGoOn } from './gateways-go-on.ts';
import { lockRecovers } from './lock-recovers.ts';

/** All liveness properties. */
export const livenessProperties: readonly Property[] = [
  everyRequestEnds,
  lockRecovers,
  deadWorkerWorkReturns,
  capacityReturns,
  gatewaysGoOn,
  backlogDrains,
];
