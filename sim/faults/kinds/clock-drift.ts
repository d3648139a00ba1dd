/** A machine's clocks run too fast or too slow: wall clock, monotonic clock and timers alike, as with a bad or hot oscillator. */
import type { FaultBase, FaultKind } from '../fault.ts';
import { durationMsOrNever, partsPerMillion } from '../fields.ts';

/** Lets the clocks of `target` run `ppm` parts per million fast (slow when negative) for `forMs`, for good when it is null. */
export interface ClockDriftFault extends FaultBase {
  readonly kind: 'clock-drift';
  readonly ppm: number;
  readonly forMs: number | null;
}

/** See the file's head. */
export const clockDrift: FaultKind<ClockDriftFault> = {
  kind: 'clock-drift',
  description: "a machine's clocks and timers run too fast or too slow",
  fields: { ppm: partsPerMillion, forMs: durationMsOrNever },
  describe: ({ ppm, forMs }) => `its clocks run ${Math.abs(ppm)}ppm ${ppm < 0 ? 'slow' : 'fast'}${forMs === null ? '' : ` for ${forMs}ms`}`,
  lastsMs: ({ forMs }) => forMs,
  occupies: ({ target }) => [`clock drift of ${target}`],
  apply: (strike) => {
    const { host, fault } = strike;
    if (host === null) return false;
    strike.tell();
    const { driftPpm } = host.clock;
    host.clock.setDrift(fault.ppm);
    strike.healIn(fault.forMs, () => host.clock.setDrift(driftPpm));
    return true;
  },
};
