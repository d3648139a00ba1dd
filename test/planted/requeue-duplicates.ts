/** B2 of beta9: every refusal is taken for a reason to try again, also "somebody else has placed it". */
import { presets } from '../../src/index.ts';
import { readyAtRetry } from '../../src/parts/index.ts';
import { requeueScript } from '../../src/scripts/index.ts';
import { spoil, type PlantedBug } from './planted-bug.ts';

const CHECK = "if container[1] == 'PENDING' and not container[2] and container[3] == ARGV[1] then";

const requeue = readyAtRetry(spoil(requeueScript, CHECK, 'if container[1] then'));

/** The default preset with this mistake. */
export const requeueDuplicates: PlantedBug = {
  name: 'requeue-duplicates',
  mistake: 'a refused request goes back to the backlog although it is placed or running by now',
  preset: {
    ...presets.leased,
    name: 'requeue-duplicates',
    retry: (context, failure) => {
      const inner = requeue(context, failure);
      return { ...inner, retry: (unplaced) => inner.retry(unplaced.map(({ taken }) => ({ taken, reason: 'capacity' }))) };
    },
  },
  expected: ['S4', 'S5', 'S6', 'S7', 'S8', 'S3', 'L1', 'L4'],
};
