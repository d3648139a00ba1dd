/** Temporal.Now, which Node has from version 26 on: the same clock as `Date`. Its types are not those of the oldest Node, so it is reached by name. */
import type { ActiveWorld } from '../active-world.ts';
import { dispatch, functionOf, type AnyFunction, type Patch } from './patch.ts';

/** What the world's moment is asked for, of a `Temporal.ZonedDateTime`; null is the whole of it. */
const parts = {
  zonedDateTimeISO: null,
  plainDateTimeISO: 'toPlainDateTime',
  plainDateISO: 'toPlainDate',
  plainTimeISO: 'toPlainTime',
} as const;

function install(): void {
  const temporal: unknown = Reflect.get(globalThis, 'Temporal');
  if (typeof temporal !== 'object' || temporal === null) return;
  const now = Reflect.get(temporal, 'Now') as object;
  const instantClass = Reflect.get(temporal, 'Instant') as object;
  // Whole microseconds, which is what a world counts in.
  const instant = (world: ActiveWorld): object =>
    call(instantClass, 'fromEpochNanoseconds', BigInt(Math.floor(world.wallMs() * 1000)) * 1000n);
  dispatch(now, 'instant', instant);
  for (const [name, part] of Object.entries(parts)) {
    dispatch(now, name, (world, [zone]) => {
      const zoned = call(instant(world), 'toZonedDateTimeISO', zone ?? call(now, 'timeZoneId'));
      return part === null ? zoned : call(zoned, part);
    });
  }
}

function call(owner: object, name: string, ...args: unknown[]): object {
  return Reflect.apply(functionOf(owner, name) as AnyFunction, owner, args as never[]) as object;
}

/** Temporal.Now.instant and its siblings. */
export const temporalPatches: readonly Patch[] = [
  { api: 'Temporal.Now', treatment: 'simulated', reason: 'the wall clock of the machine would leak into the world', install },
];
