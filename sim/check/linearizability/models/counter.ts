/** A counter: a number that is added to. */
import { ModelError, sequentialModel, unknownOperation, type Model } from '../model.ts';

/** `add` number → the new value (or no answer) · `read` → the value. It starts at `initial`. */
export function counterModel(initial = 0): Model<number> {
  return sequentialModel<number>({
    name: 'counter',
    init: () => initial,
    apply(value, call) {
      switch (call.operation) {
        case 'read':
          return { state: value, result: value };
        case 'add': {
          if (typeof call.argument !== 'number')
            throw new ModelError('bad-argument', `add takes a number, and was given ${JSON.stringify(call.argument)}`);
          const sum = value + call.argument;
          return { state: sum, result: sum };
        }
        default:
          return unknownOperation('counter', call, ['add', 'read']);
      }
    },
    changesNothing: ({ operation }) => operation === 'read',
    say: (value) => `${value}`,
  });
}
