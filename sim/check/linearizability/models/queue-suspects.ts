/**
 * The few values of a long queue history that look wrong, after Henzinger, Sezgin and Vafeiadis (2013): a value that came out too often or too
 * early, and a pair that came out in the wrong order. Leaving out all calls of some values leaves a run of a queue a run of a queue, so that the
 * whole has no order when such a part has none.
 */
import type { Operation } from '../../history/index.ts';
import { isBefore, valueOf } from './queue-values.ts';

/** One value's calls. */
interface Passage {
  readonly pushes: Operation[];
  readonly pops: Operation[];
}

/** Parts of a history that concern one or two values that look wrong; calls of which nobody knows what they popped belong to each. */
export function* suspectsOf<Call extends Operation>(operations: readonly Call[]): Iterable<readonly Call[]> {
  const passages = passagesOf(operations);
  for (const [value, passage] of passages) if (isOdd(passage)) yield partOf(operations, [value]);
  const once = [...passages].filter(([, { pushes, pops }]) => pushes.length === 1 && pops.length <= 1);
  for (const [first, one] of once)
    for (const [second, other] of once) if (cameOutOfOrder(one, other)) yield partOf(operations, [first, second]);
}

function passagesOf(operations: readonly Operation[]): ReadonlyMap<string, Passage> {
  const passages = new Map<string, Passage>();
  for (const operation of operations) {
    const value = valueOf(operation);
    if (value === null) continue;
    let passage = passages.get(value);
    if (passage === undefined) passages.set(value, (passage = { pushes: [], pops: [] }));
    (operation.operation === 'push' ? passage.pushes : passage.pops).push(operation);
  }
  return passages;
}

function isOdd({ pushes, pops }: Passage): boolean {
  const [push] = pushes;
  return pops.length > pushes.length || (pushes.length === 1 && push !== undefined && pops.some((pop) => isBefore(pop, push)));
}

/** Pushed first, and popped second or not at all. */
function cameOutOfOrder(first: Passage, second: Passage): boolean {
  const [pushOfFirst] = first.pushes;
  const [pushOfSecond] = second.pushes;
  const [popOfFirst] = first.pops;
  const [popOfSecond] = second.pops;
  if (pushOfFirst === undefined || pushOfSecond === undefined || popOfSecond === undefined || !isBefore(pushOfFirst, pushOfSecond))
    return false;
  return popOfFirst === undefined || isBefore(popOfSecond, popOfFirst);
}

function partOf<Call extends Operation>(operations: readonly Call[], values: readonly string[]): readonly Call[] {
  return operations.filter((operation) => {
    const value = valueOf(operation);
    return value === null ? operation.outcome !== 'ok' || operation.result === undefined : values.includes(value);
  });
}
