/**
 * A lock without a time limit: held by nobody or by one owner. Locks that expire are judged by `checkLock`: whether two holders of such a lock
 * may overlap depends on what they write.
 */
import { sequentialModel, unknownOperation, type Model } from '../model.ts';

/**
 * `acquire` → whether it was got · `release` → whether it was held by this owner. The owner is the argument, or the process when there is none.
 * Not reentrant.
 */
export function lockModel(): Model<string | null> {
  return sequentialModel<string | null>({
    name: 'lock',
    init: () => null,
    apply(holder, call) {
      const owner = typeof call.argument === 'string' ? call.argument : call.process;
      switch (call.operation) {
        case 'acquire':
          return { state: holder ?? owner, result: holder === null };
        case 'release':
          return { state: holder === owner ? null : holder, result: holder === owner };
        default:
          return unknownOperation('lock', call, ['acquire', 'release']);
      }
    },
    changesNothing: ({ result }) => result === false,
    say: (holder) => (holder === null ? 'free' : `held by ${holder}`),
  });
}
