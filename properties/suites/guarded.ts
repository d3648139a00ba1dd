/**
 * Keeps the mistakes of properties apart from those of the scheduler: what a property's own code throws ends the run as an error of the
 * property. Unguarded it would be thrown inside an event of Redis, and the world would take it for a crash of Redis.
 */
import { PropertyError } from '../../sim/check/index.ts';
import type { World } from '../../sim/world/index.ts';
import type { PropertyListener } from '../property.ts';

function failure(property: string, part: string, cause: unknown): PropertyError {
  const words = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
  return new PropertyError('threw', property, `threw in its ${part}: ${words}; this is a mistake of the property, not of the scheduler`, {
    cause,
  });
}

/** Runs a part of a property; when it throws, the world fails with a PropertyError and null is the answer. */
export function ask<Answer>(world: World, property: string, part: string, run: () => Answer): Answer | null {
  try {
    return run();
  } catch (error) {
    world.fail(failure(property, part, error));
    return null;
  }
}

type Parts = Required<Omit<PropertyListener, 'kinds'>>;
type Call<Part extends keyof Parts> = (...facts: Parameters<Parts[Part]>) => void;

/** The same listener, whose parts cannot throw. */
export function guarded(world: World, property: string, listener: PropertyListener): PropertyListener {
  const guard = <Part extends keyof Parts>(part: Part): { readonly [Key in Part]?: Call<Part> } => {
    const run = listener[part];
    if (run === undefined) return {};
    const call: Call<Part> = (...facts) => {
      try {
        Reflect.apply(run, listener, facts);
      } catch (error) {
        world.fail(failure(property, part, error));
      }
    };
    return { [part]: call } as { readonly [Key in Part]?: Call<Part> };
  };
  return {
    ...listener,
    ...guard('commit'),
    ...guard('run'),
    ...guard('host'),
    ...guard('client'),
    ...guard('activity'),
    ...guard('calm'),
    ...guard('rest'),
  };
}
