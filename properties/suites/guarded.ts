/**
 * Keeps the mistakes of properties apart from those of the scheduler: what a property's own code throws ends the run as an error of the
 * property. Unguarded it would be thrown inside an event of Redis, and the world would take it for a crash of Redis.
 */
import { PropertyError } from '../../sim/check/index.ts';
import type { World } from '../../sim/world/index.ts';
import type { PropertyListener } from '../property.ts';

/** Whether a property is listened to, and whether it would have said something. */
export interface Voice {
  readonly isMuted: boolean;
  hasSpoken: boolean;
}

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

type Part = Exclude<keyof PropertyListener, 'kinds'>;
type Listen = (this: PropertyListener, first: unknown, second: unknown) => void;

const PARTS = ['commit', 'run', 'host', 'client', 'provision', 'activity', 'calm', 'rest'] as const satisfies readonly Part[];

/**
 * The same listener, whose parts cannot throw. A muted property goes on behind its own accusation, where no world ever took it; what it
 * throws there is nobody's mistake.
 */
export function guarded(world: World, property: string, listener: PropertyListener, voice: Voice): PropertyListener {
  const guard = (part: Part): Listen | undefined => {
    const run: unknown = listener[part];
    if (typeof run !== 'function') return undefined;
    const listen = run as Listen;
    // Fixed parameters: this runs for every property at every step.
    return (first, second) => {
      try {
        listen.call(listener, first, second);
      } catch (error) {
        if (!(voice.isMuted && voice.hasSpoken)) world.fail(failure(property, part, error));
      }
    };
  };
  // All have all parts in one order, so that calling any of some sixty is the same code.
  const parts: Record<string, unknown> = { kinds: listener.kinds };
  for (const part of PARTS) parts[part] = guard(part);
  return parts;
}
