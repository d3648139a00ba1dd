/** A set of values. */
import { plainText } from '../../plain-value.ts';
import { sequentialModel, unknownOperation, type Model } from '../model.ts';

/** `add` value → whether it was new · `remove` value → whether it was there · `has` value → whether it is there. */
export function setModel(): Model<ReadonlySet<string>> {
  return sequentialModel<ReadonlySet<string>>({
    name: 'set',
    init: () => new Set(),
    apply(values, call) {
      const value = plainText(call.argument);
      const has = values.has(value);
      switch (call.operation) {
        case 'has':
          return { state: values, result: has };
        case 'add':
          return { state: has ? values : new Set([...values, value]), result: !has };
        case 'remove':
          return { state: has ? new Set([...values].filter((one) => one !== value)) : values, result: has };
        default:
          return unknownOperation('set', call, ['add', 'remove', 'has']);
      }
    },
    changesNothing: ({ operation, result }) => operation === 'has' || result === false,
    say: (values) => (values.size === 0 ? 'empty' : `{${[...values].join(', ')}}`),
  });
}
