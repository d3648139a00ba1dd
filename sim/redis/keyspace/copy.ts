/** Copies of values: for COPY, and for what a server has on disk. */
import { ListValue } from './deque.ts';
import { SortedSetValue } from './sorted-set.ts';
import { StreamValue } from './stream.ts';
import { HashValue, SetValue, type Value } from './value.ts';

/** A value of its own with the same contents. */
export function copyOf(value: Value): Value {
  if (typeof value === 'string') return value;
  if (value instanceof ListValue) return ListValue.of(value.slice());
  if (value instanceof SetValue) {
    const set = SetValue.of(value.members);
    set.large = value.large;
    return set;
  }
  if (value instanceof HashValue) {
    const hash = new HashValue();
    hash.large = value.large;
    for (const [field, text] of value.fields) hash.set(field, text);
    return hash;
  }
  if (value instanceof StreamValue) return value.copy();
  const set = new SortedSetValue();
  set.large = value.large;
  for (const { member, score } of value.slice()) set.set(member, score);
  return set;
}
