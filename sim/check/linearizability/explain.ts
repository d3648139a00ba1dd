/**
 * Why a history has no order, as small as it can be said: the call at whose return it becomes impossible, an order of everything before, and the
 * calls that contradict each other. A call belongs to the contradiction when an order appears as soon as it is no longer insisted upon (it may
 * then happen at any time after it was asked for, with any answer, or never).
 */
import type { Operation } from '../history/index.ts';
import { opened, unchangingCalls } from './along.ts';
import type { Model } from './model.ts';
import { searchOrder } from './search.ts';

/** See the file's head. All operations are as the history has them. */
export interface Explanation<Call extends Operation> {
  /** With its return the history has no order any more. */
  readonly misfit: Call;
  /** An order of the longest beginning of the history that has one. */
  readonly order: readonly Call[];
  /** Whether `order` needs the misfit itself, with another answer than it got. */
  readonly needsOtherAnswer: boolean;
  /** The calls of which every one is needed to show that there is no order, by their return; the last is the misfit. */
  readonly contradiction: readonly Call[];
}

/** Configurations spent on finding out whether one call belongs to the contradiction; when they do not suffice, it does. */
const statesEach = 5_000;
/** Calls before the misfit that are asked whether they belong, the last ones. */
const askedMax = 60;

/** What a search is told beside the operations. */
export interface Subject<State, Call extends Operation> {
  readonly model: Model<State, Call>;
  readonly key: string;
  readonly statesMax: number;
}

/** Explains a history (without `fail`) that has no order; a search came as far as the return `furthestReturn`. */
export function explain<State, Call extends Operation>(
  operations: readonly Call[],
  subject: Subject<State, Call>,
  furthestReturn: number,
): Explanation<Call> {
  const misfit = misfitOf(operations, subject, furthestReturn);
  const prefix = prefixUntil(operations, misfit.returnedOrder ?? Infinity);
  const without = orderOf(
    prefix.filter(({ id }) => id !== misfit.id),
    subject,
  );
  const order =
    without ??
    orderOf(
      prefix.map((call) => (call.id === misfit.id ? opened(call) : call)),
      subject,
    ) ??
    [];
  const original = new Map(operations.map((operation) => [operation.id, operation]));
  return {
    misfit,
    order: order.flatMap(({ id }) => original.get(id) ?? []),
    needsOtherAnswer: without === null,
    contradiction: contradictionOf(prefix, subject, misfit, order),
  };
}

/** The call with whose return the history loses its last order. */
function misfitOf<State, Call extends Operation>(
  operations: readonly Call[],
  { model, key, statesMax }: Subject<State, Call>,
  furthestReturn: number,
): Call {
  const returning = operations
    .filter(({ outcome, returnedOrder }) => outcome === 'ok' && (returnedOrder ?? 0) >= furthestReturn)
    .toSorted((a, b) => (a.returnedOrder ?? 0) - (b.returnedOrder ?? 0));
  const found = returning.find(
    (call) => searchOrder(prefixUntil(operations, call.returnedOrder ?? 0), model, key, statesMax).kind === 'no-order',
  );
  return found ?? (returning.at(-1) as Call);
}

/** The history until a moment: what had not returned by then is open, and what had not begun is not there. */
function prefixUntil<Call extends Operation>(operations: readonly Call[], order: number): readonly Call[] {
  const begun = operations.filter(({ invokedOrder }) => invokedOrder <= order);
  return begun.map((operation) => ((operation.returnedOrder ?? Infinity) <= order ? operation : opened(operation)));
}

function orderOf<State, Call extends Operation>(
  calls: readonly Call[],
  { model, key, statesMax }: Subject<State, Call>,
): readonly Call[] | null {
  const result = searchOrder(calls, model, key, statesMax);
  return result.kind === 'ordered' ? result.order.map((call) => calls[call] as Call) : null;
}

/** The calls needed, found by no longer insisting on one after the other: first on those that changed nothing, which tell least. */
function contradictionOf<State, Call extends Operation>(
  prefix: readonly Call[],
  { model, key }: Subject<State, Call>,
  misfit: Call,
  order: readonly Call[],
): readonly Call[] {
  let insisted = prefix;
  const unchanging = new Set(unchangingCalls(order, model, key).map(({ id }) => id));
  const candidates = prefix.filter(({ id, outcome }) => outcome === 'ok' && id !== misfit.id).slice(-askedMax);
  for (const { id } of candidates.toSorted((a, b) => Number(unchanging.has(b.id)) - Number(unchanging.has(a.id)))) {
    const weaker = insisted.map((operation) => (operation.id === id ? opened(operation) : operation));
    if (searchOrder(weaker, model, key, statesEach).kind === 'no-order') insisted = weaker;
  }
  const needed = insisted.filter(({ outcome }) => outcome === 'ok');
  return needed.toSorted((a, b) => (a.returnedOrder ?? 0) - (b.returnedOrder ?? 0)).slice(-askedMax);
}
