/** Is a history linearizable? Each object is checked apart (Herlihy and Wing: linearizability is local), and the first that is not is explained. */
import { drawHistory, sayOperation, type Operation } from '../history/index.ts';
import { plainText } from '../plain-value.ts';
import type { Fact } from '../violation.ts';
import { statesAlong } from './along.ts';
import { explain, type Explanation, type Subject } from './explain.ts';
import type { Model } from './model.ts';
import { searchOrder } from './search.ts';

/** What a check found, in a sentence too. `states` counts the configurations that were looked at. */
export type LinearizabilityVerdict<Call extends Operation = Operation> =
  | {
      readonly kind: 'linearizable';
      /** An order for each object. */
      readonly orders: ReadonlyMap<string, readonly Call[]>;
      readonly sentence: string;
      readonly states: number;
    }
  | NotLinearizable<Call>
  | { readonly kind: 'inconclusive'; readonly key: string; readonly sentence: string; readonly states: number };

/** A history without an order, with what a property needs to accuse it. */
export interface NotLinearizable<Call extends Operation = Operation> extends Explanation<Call> {
  readonly kind: 'not-linearizable';
  /** The object; empty when the history is about one. */
  readonly key: string;
  readonly states: number;
  /** `bob's read → 1 fits nowhere: after ann's write 2 the register is 2`. */
  readonly sentence: string;
  /** The contradicting calls in order of time. */
  readonly facts: readonly Fact[];
  /** The key and the processes of the contradiction. */
  readonly about: readonly string[];
  /** The contradicting calls as lanes of text. */
  readonly lanes: string;
}

/** How a history is checked. */
export interface LinearizabilityOptions {
  /** Configurations looked at for one object before the answer is `inconclusive`. */
  readonly statesMax: number;
}

const optionsDefault: LinearizabilityOptions = { statesMax: 200_000 };

/**
 * Checks a history against a model. Failed operations did not happen; unknown ones may happen at any later time or never. An object that is
 * not linearizable is told before one that is inconclusive. Throws `ModelError` for operations that the model does not have.
 */
export function checkLinearizability<State, Call extends Operation>(
  operations: readonly Call[],
  model: Model<State, Call>,
  options: Partial<LinearizabilityOptions> = {},
): LinearizabilityVerdict<Call> {
  const { statesMax } = { ...optionsDefault, ...options };
  const orders = new Map<string, readonly Call[]>();
  let inconclusive: LinearizabilityVerdict<Call> | null = null;
  let states = 0;
  for (const [key, calls] of byObject(operations, model)) {
    const part = brokenPart(calls, { model, key, statesMax });
    if (part !== null) return accuse(part.explanation, model, key, states, part.isWhole ? '' : ', as far as these values go');
    const result = searchOrder(calls, model, key, statesMax);
    states += result.states;
    if (result.kind === 'no-order') return accuse(explain(calls, { model, key, statesMax }, result.furthestReturn), model, key, states);
    if (result.kind === 'ordered') {
      orders.set(
        key,
        result.order.map((call) => calls[call] as Call),
      );
    } else inconclusive ??= { kind: 'inconclusive', key, sentence: sayInconclusive(calls, key, statesMax), states };
  }
  return inconclusive ?? { kind: 'linearizable', orders, sentence: sayOrders(orders.size), states };
}

function sayOrders(objects: number): string {
  if (objects === 0) return 'there was no operation to put in order';
  return objects === 1 ? 'the object has an order of its operations' : `each of the ${objects} objects has an order of its operations`;
}

/** A part that the model suspects, and that has no order: then the whole has none. */
function brokenPart<State, Call extends Operation>(
  calls: readonly Call[],
  subject: Subject<State, Call>,
): { readonly explanation: Explanation<Call>; readonly isWhole: boolean } | null {
  const { model, key, statesMax } = subject;
  for (const part of model.suspects?.(calls) ?? []) {
    const result = searchOrder(part, model, key, statesMax);
    if (result.kind === 'no-order')
      return { explanation: explain(part, subject, result.furthestReturn), isWhole: part.length === calls.length };
  }
  return null;
}

function byObject<State, Call extends Operation>(
  operations: readonly Call[],
  model: Model<State, Call>,
): ReadonlyMap<string, readonly Call[]> {
  const objects = new Map<string, Call[]>();
  for (const operation of operations) {
    if (operation.outcome === 'fail') continue;
    const key = model.keyOf === undefined ? (operation.key ?? '') : model.keyOf(operation);
    const calls = objects.get(key);
    if (calls === undefined) objects.set(key, [operation]);
    else calls.push(operation);
  }
  return objects;
}

function accuse<State, Call extends Operation>(
  explanation: Explanation<Call>,
  model: Model<State, Call>,
  key: string,
  states: number,
  qualified = '',
): NotLinearizable<Call> {
  const { misfit, contradiction } = explanation;
  return {
    ...explanation,
    kind: 'not-linearizable',
    key,
    states,
    sentence: `${sayCall(misfit)}${key === '' ? '' : ` on ${key}`} fits nowhere: ${sayBefore(explanation, model, key)}${qualified}`,
    facts: contradiction.map((call) => ({
      atMs: call.returnedMs ?? call.invokedMs,
      host: call.process,
      text: `${sayOperation(call)}, asked at ${(call.invokedMs / 1000).toFixed(3)}s`,
    })),
    about: [...new Set([...(key === '' ? [] : [key]), ...contradiction.map(({ process }) => process)])],
    lanes: drawHistory(contradiction.toSorted((a, b) => a.invokedOrder - b.invokedOrder)),
  };
}

function sayBefore<State, Call extends Operation>(
  { order, needsOtherAnswer }: Explanation<Call>,
  model: Model<State, Call>,
  key: string,
): string {
  const states = statesAlong(order, model, key);
  if (needsOtherAnswer || states === null) return 'the other answers need another answer of it';
  const last = order.at(-1);
  const start = last === undefined ? `the ${model.name}, which nobody has used,` : `after ${sayCall(last)} the ${model.name}`;
  const state = states.length === 0 ? model.init(key) : (states.at(-1) as State);
  return `${start} is ${model.say?.(state) ?? plainText(state)}`;
}

function sayCall(operation: Operation): string {
  return `${operation.process}'s ${sayOperation(operation)}`;
}

function sayInconclusive(calls: readonly Operation[], key: string, statesMax: number): string {
  const object = key === '' ? '' : ` on ${key}`;
  return `${calls.length} operations${object} have more than ${statesMax} configurations; give each object its own key, make fewer calls at a time, or raise statesMax`;
}
