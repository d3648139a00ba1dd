/** A register: one value, read, written, or written where it is what the writer expects. */
import { samePlain } from '../../plain-value.ts';
import { ModelError, sequentialModel, unknownOperation, type Model } from '../model.ts';

/** `read` → value · `write` value · `cas` `{ from, to }` → whether it was written. `initial` is what nobody has written. */
export function registerModel(initial: unknown = null): Model<unknown> {
  return sequentialModel<unknown>({
    name: 'register',
    init: () => initial,
    apply(value, call) {
      switch (call.operation) {
        case 'read':
          return { state: value, result: value };
        case 'write':
          return { state: call.argument, result: call.result };
        case 'cas': {
          const { from, to } = exchangeOf(call.argument);
          const matches = samePlain(value, from);
          return { state: matches ? to : value, result: matches };
        }
        default:
          return unknownOperation('register', call, ['read', 'write', 'cas']);
      }
    },
    changesNothing: ({ operation, result }) => operation === 'read' || (operation === 'cas' && result === false),
    say: (value) => JSON.stringify(value) ?? 'undefined',
  });
}

function exchangeOf(argument: unknown): { readonly from: unknown; readonly to: unknown } {
  if (typeof argument === 'object' && argument !== null && 'from' in argument && 'to' in argument) return argument;
  throw new ModelError('bad-argument', `cas takes { from, to }, and was given ${JSON.stringify(argument)}`);
}
