/** What users do, derived from what is to run: each container is submitted, perhaps again, perhaps stopped. */
import { CLIENTS, type ContainerPlan } from './scenario.ts';

/** One thing that a user will do. */
export interface Errand {
  readonly atMs: number;
  readonly plan: ContainerPlan;
  readonly what: 'submit' | 'stop';
}

/** Somebody else's host. */
const otherThan = (client: string): string => CLIENTS.find((other) => other !== client) ?? client;

/** Everything that the users of one client host do. A repeated submission comes through the other client. */
export function errandsOf(plans: readonly ContainerPlan[], client: string): readonly Errand[] {
  const errands: Errand[] = [];
  for (const plan of plans) {
    const { arriveAtMs, stopAfterMs, repeatAfterMs } = plan;
    const own = plan.client === client;
    if (own) errands.push({ atMs: arriveAtMs, plan, what: 'submit' });
    if (own && stopAfterMs !== null) errands.push({ atMs: arriveAtMs + stopAfterMs, plan, what: 'stop' });
    if (repeatAfterMs !== null && otherThan(plan.client) === client)
      errands.push({ atMs: arriveAtMs + repeatAfterMs, plan, what: 'submit' });
  }
  return errands;
}
