/** What a Redis keeps, named in a plan: it holds for the whole world, so the faults of one Redis must agree on it. */
import type { World } from '../world/index.ts';
import type { FaultBase } from './fault.ts';
import { oneOf, type FieldRule } from './fields.ts';

/** A fault that may name what its Redis keeps. */
export interface NamedPersistence {
  readonly persistence?: 'none' | 'rdb' | 'aof-always' | 'aof-everysec' | 'aof-no';
}

/** The ways in which Redis keeps data; any other word is refused. */
export const persistenceMode: FieldRule = oneOf('none', 'rdb', 'aof-always', 'aof-everysec', 'aof-no');

/** What is wrong between a fault and the others of its plan. */
export function persistenceClash(fault: FaultBase & NamedPersistence, plan: readonly (FaultBase & NamedPersistence)[]): string | null {
  if (fault.persistence === undefined) return null;
  const other = plan.find(
    ({ target, persistence }) => target === fault.target && persistence !== undefined && persistence !== fault.persistence,
  );
  if (other === undefined) return null;
  return `its persistence is "${fault.persistence}", and that of ${other.kind} of ${other.target} at ${other.atMs}ms "${other.persistence}"; a Redis is run with one of them`;
}

/** The Redis keeps it so from the beginning of its world. */
export function preparePersistence(world: World, fault: FaultBase & NamedPersistence): void {
  if (fault.persistence !== undefined) world.offered(fault.target, 'prepare persistence')?.({ persistence: fault.persistence });
}
