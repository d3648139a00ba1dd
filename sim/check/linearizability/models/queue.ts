/** A first-in-first-out queue. */
import { sequentialModel, unknownOperation, type Model } from '../model.ts';
import { ranksOf } from './queue-ranks.ts';
import { suspectsOf } from './queue-suspects.ts';

/** `push` value · `pop` → the oldest value, or null when there is none. What `push` answers is not looked at. */
export function queueModel(): Model<readonly unknown[]> {
  return sequentialModel<readonly unknown[]>({
    name: 'queue',
    init: () => [],
    apply(values, call) {
      switch (call.operation) {
        case 'push':
          return { state: [...values, call.argument], result: call.result };
        case 'pop':
          return { state: values.slice(1), result: values.length === 0 ? null : values[0] };
        default:
          return unknownOperation('queue', call, ['push', 'pop']);
      }
    },
    changesNothing: ({ operation, result }) => operation === 'pop' && result === null,
    rank: ranksOf,
    suspects: suspectsOf,
    say: (values) => (values.length === 0 ? 'empty' : JSON.stringify(values)),
  });
}
