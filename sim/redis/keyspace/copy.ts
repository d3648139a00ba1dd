/** Copies of values: for COPY, and for what a server has on disk. A copy is held in the form that the value has, whatever the limits are by now. */
import { ListValue } from './deque.ts';
import { SortedSetValue } from './sorted-set.ts';
import { StreamValue } from './stream.ts';
import { HashValue, SetValue, type Value } from './value.ts';
import type { CompactLimits } from './limits.ts';

/** A value of its own with the same contents, for a server with these limits. */
export function copyOf(value: Value, limits: CompactLimits): Value {
  if (typeof value === 'string') return value;
  if (value instanceof ListValue) return ListValue.of(value.slice());
  if (value instanceof SetValue) {
    const set = SetValue.of(value.members, limits);
    set.large = value.large;
    return set;
  }
  if (value instanceof HashValue) {
    const hash = new HashValue(limits);
    for (const [field, text] of value.fields) hash.set(field, text);
    hash.large = value.large;
    return hash;
  }
  if (value instanceof StreamValue) return value.copy();
  const set = new SortedSetValue(limits);
  set.large = value.large;
  for (const { member, score } of value.slice()) set.set(member, score);
  set.large = value.large;
  return set;
}
