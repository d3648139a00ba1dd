/** A preset: one composition of parts. Every historical design is a composition, and a part can be replaced one by one. */
import type { Timings } from '../timings.ts';

export type PresetName = 'leased' | 'baseline';

/** A composition of parts and the timings that go with it. */
export interface Preset {
  readonly name: string;
  readonly timings: Timings;
}
