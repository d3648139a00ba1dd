/**
 * A guess at the order of a queue's calls: values one after the other, each behind those that time puts before it. For histories in which every value
 * is pushed once such an order exists whenever the history is linearizable, and then the guess is nearly always right.
 */
import type { Operation } from '../../history/index.ts';
import { isBefore, valueOf } from './queue-values.ts';

/** One value's way through the queue. */
interface Passage {
  readonly push: Operation;
  readonly pop: Operation | null;
}

/** A rank for each operation; pops of which nobody knows what they took come last. */
export function ranksOf(operations: readonly Operation[]): readonly number[] {
  const rankOf = new Map<number, number>();
  for (const [index, { push, pop }] of inOrder(passagesOf(operations)).entries()) {
    rankOf.set(push.id, index);
    if (pop !== null) rankOf.set(pop.id, index + 0.5);
  }
  return operations.map(({ id }) => rankOf.get(id) ?? Infinity);
}

/** The i-th push of a value goes with its i-th pop. */
function passagesOf(operations: readonly Operation[]): readonly Passage[] {
  const pops = new Map<string, Operation[]>();
  for (const operation of operations) {
    const value = valueOf(operation);
    if (operation.operation !== 'pop' || value === null) continue;
    const others = pops.get(value);
    if (others === undefined) pops.set(value, [operation]);
    else others.push(operation);
  }
  const pushes = operations.filter(({ operation }) => operation === 'push');
  return pushes.map((push) => ({ push, pop: pops.get(valueOf(push) ?? '')?.shift() ?? null }));
}

/** Each passage behind those that time puts before it; where time says nothing, by the middle of its pop. */
function inOrder(passages: readonly Passage[]): readonly Passage[] {
  const waiting = passages.toSorted((a, b) => middleOf(a) - middleOf(b));
  const followers = waiting.map((one) => waiting.flatMap((other, index) => (one !== other && goesBefore(one, other) ? [index] : [])));
  const before = waiting.map(() => 0);
  for (const indices of followers) for (const index of indices) before[index] = (before[index] ?? 0) + 1;
  const ordered: Passage[] = [];
  const isDone = waiting.map(() => false);
  while (ordered.length < waiting.length) {
    const free = waiting.findIndex((_, index) => isDone[index] === false && before[index] === 0);
    // No order suits time: the history is broken, and any guess is as good as the next.
    const next = free >= 0 ? free : isDone.indexOf(false);
    isDone[next] = true;
    ordered.push(waiting[next] as Passage);
    for (const index of followers[next] ?? []) before[index] = (before[index] ?? 0) - 1;
  }
  return ordered;
}

/** First in, first out. */
function goesBefore(first: Passage, second: Passage): boolean {
  if (isBefore(first.push, second.push)) return true;
  if (first.pop === null) return false;
  return isBefore(first.pop, second.push) || (second.pop !== null && isBefore(first.pop, second.pop));
}

function middleOf({ pop }: Passage): number {
  return pop === null ? Infinity : pop.invokedOrder + (pop.returnedOrder ?? Infinity);
}
