/** The words of all properties, for suites to show. */
import type { PropertyDescription } from '../../sim/index.ts';
import { livenessProperties } from '../liveness/index.ts';
import { safetyProperties } from '../safety/index.ts';

/** Ids, names and statements of every property, without what watches. */
export function describeProperties(): readonly PropertyDescription[] {
  return [...safetyProperties, ...livenessProperties].map(({ id, name, kind, statement, evidence }) => ({
    id,
    name,
    kind,
    statement,
    evidence,
  }));
}
