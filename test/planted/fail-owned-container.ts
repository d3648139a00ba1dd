/** B3 of beta9: retry accounting gives up on a container that has long been placed. */
import { presets } from '../../src/index.ts';
import { readyAtRetry, truthfulFailure } from '../../src/parts/index.ts';
import { failScript } from '../../src/scripts/index.ts';
import { spoil, type PlantedBug } from './planted-bug.ts';

const CHECK = "if container[1] == 'PENDING' and not container[2] and container[3] == ARGV[1] then";

/** The default preset with this mistake. */
export const failOwnedContainer: PlantedBug = {
  name: 'fail-owned-container',
  mistake: 'a request whose commit was refused because it is placed already is reported failed, and its record deleted',
  preset: {
    ...presets.leased,
    name: 'fail-owned-container',
    failure: truthfulFailure(spoil(failScript, CHECK, 'if container[1] then')),
    retry: (context, failure) => {
      const inner = readyAtRetry()(context, failure);
      return {
        ...inner,
        async retry(unplaced) {
          const hopeless = unplaced.filter(({ reason }) => reason === 'already_placed' || reason === 'lease_lost');
          if (hopeless.length > 0)
            await failure.fail(
              hopeless.map(({ taken }) => taken),
              'retry_limit',
            );
          return inner.retry(unplaced.filter((one) => !hopeless.includes(one)));
        },
      };
    },
  },
  expected: ['S12', 'S5', 'S6', 'S8', 'L4'],
};
