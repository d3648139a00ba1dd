/** The properties of the scheduler as suites use them: all of them, some of them, or their words. */
import { judgedProperties, type PropertyDescription, type Settings } from '../../sim/index.ts';
import { livenessProperties } from '../liveness/index.ts';
import type { Property } from '../property.ts';
import { safetyProperties } from '../safety/index.ts';

/** Everything that must hold. */
export const allProperties: readonly Property[] = [...safetyProperties, ...livenessProperties];

/** Ids, names and statements, without what watches; of every property unless some are named. */
export function describeProperties(properties: readonly Property[] = allProperties): readonly PropertyDescription[] {
  return properties.map(({ id, name, kind, statement, evidence }) => ({ id, name, kind, statement, evidence }));
}

/** Who watches a world, and whose accusations the setting `judge` leaves out. Throws UsageError `unknown-property`. */
export function judges(
  settings: Settings,
  properties: readonly Property[] = allProperties,
): { readonly properties: readonly Property[]; readonly muted: ReadonlySet<Property> } {
  const judging = new Set(judgedProperties(properties, settings));
  return { properties, muted: new Set(properties.filter((property) => !judging.has(property))) };
}
