/** What an order does to the object, call by call. */
import type { Operation } from '../history/index.ts';
import { samePlain } from '../plain-value.ts';
import type { Model } from './model.ts';

/** The same call if nobody knew whether it happened. */
export function opened<Call extends Operation>(operation: Call): Call {
  return { ...operation, outcome: 'unknown', result: undefined, returnedOrder: null };
}

/** The state after each call of an order that was found; null when the model leaves one open. */
export function statesAlong<State, Call extends Operation>(
  order: readonly Call[],
  model: Model<State, Call>,
  key: string,
): readonly State[] | null {
  const states: State[] = [];
  let state = model.init(key);
  for (const call of order) {
    // A call that had not returned by then may have been placed with another answer than the one it got later.
    const exact = model.step(state, call);
    const after = exact.length > 0 ? exact : model.step(state, opened(call));
    if (after.length !== 1) return null;
    state = after[0] as State;
    states.push(state);
  }
  return states;
}

/** The calls of an order that left the object as it was, such as reads. */
export function unchangingCalls<State, Call extends Operation>(
  order: readonly Call[],
  model: Model<State, Call>,
  key: string,
): readonly Call[] {
  const states = statesAlong(order, model, key) ?? [];
  const same = (first: State, second: State): boolean => model.same?.(first, second) ?? samePlain(first, second);
  return order.filter(
    (_, index) => index < states.length && same(states[index] as State, index === 0 ? model.init(key) : (states[index - 1] as State)),
  );
}
