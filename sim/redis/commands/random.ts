/** Random members, drawn by named choices: distinct ones for a positive count, with repetition for a negative one. */
import { failure } from '../resp/index.ts';
import { needInteger } from './words.ts';

const OUT_OF_RANGE = failure('value is out of range');
const NOT_BETWEEN = failure('value is out of range, value must between -9223372036854775807 and 9223372036854775807');

/** The count of HRANDFIELD, SRANDMEMBER or ZRANDMEMBER; twice as many words must still fit when values are asked for too. */
export function needRandomCount(word: string, withValues: boolean): number {
  const count = needInteger(word);
  if (count === -(2n ** 63n)) throw NOT_BETWEEN;
  if (withValues && Math.abs(Number(count)) > 2 ** 62) throw OUT_OF_RANGE;
  return Number(count);
}

/** Picks from all members as HRANDFIELD, SRANDMEMBER and ZRANDMEMBER do. `draw` answers an integer below its argument. */
export function pickRandom<T>(all: readonly T[], count: number, draw: (below: number) => number): T[] {
  if (count < 0) return repeatedly(all, -count, draw);
  const rest = [...all];
  const picked: T[] = [];
  while (picked.length < count && rest.length > 0) {
    const index = draw(rest.length);
    const item = rest[index];
    const last = rest.pop();
    if (item === undefined || last === undefined) break;
    picked.push(item);
    if (index < rest.length) rest[index] = last;
  }
  return picked;
}

function repeatedly<T>(all: readonly T[], times: number, draw: (below: number) => number): T[] {
  const picked: T[] = [];
  for (let round = 0; round < times && all.length > 0; round++) {
    const item = all[draw(all.length)];
    if (item !== undefined) picked.push(item);
  }
  return picked;
}
