/** Faults that a service of the world suffers: Redis offers its own, a suite those of its clients and machines. */
import type { FaultBase } from './fault.ts';
import type { Strike } from './strike.ts';

/** Strikes what was offered, heals it `forMs` later, and counts as over `afterwardsMs` after that. */
export function strikeOffered(strike: Strike, forMs: number, afterwardsMs = 0): boolean {
  const { world, fault } = strike;
  const offer = world.offered(fault.target, fault.kind);
  if (offer === null) return false;
  strike.tell();
  const heal = offer(asRecord(fault)) ?? ((): void => undefined);
  if (forMs === 0 && afterwardsMs === 0) {
    heal();
    strike.over();
  } else if (afterwardsMs === 0) strike.healIn(forMs, heal);
  else {
    strike.later(forMs, 'heals', () => {
      heal();
      strike.later(afterwardsMs, 'is over', () => strike.over());
    });
  }
  return true;
}

function asRecord(fault: FaultBase): Readonly<Record<string, unknown>> {
  return { ...fault };
}
