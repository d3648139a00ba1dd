/** The verdict matrix of the scheduler: every preset against every property, with what is known of its cells. */
import type { Matrix } from '../../sim/index.ts';
import { abstentions } from './abstentions.ts';
import { exhibits } from './exhibits.ts';
import { hazards } from './hazards.ts';
import { notes } from './notes.ts';
import { rows } from './rows.ts';

/** What `manyworlds verdict` judges. */
export const verdictMatrix: Matrix = {
  suites: ['steady', 'chaos', 'clocks'],
  rows,
  determinism: { property: 'determinism', worlds: 20 },
  notes,
  exhibits,
  hazards,
  abstentions,
};
