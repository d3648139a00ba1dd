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

/** The item at a position; undefined when there is none. */
type ItemAt<T> = (position: number) => T | undefined;

/**
 * Picks from so many items as HRANDFIELD, SRANDMEMBER and ZRANDMEMBER do; `draw` answers an integer below its argument. Costs what is picked: the
 * items stay where they are, and only those that a picked one has changed places with are noted.
 */
export function pickRandom<T>(size: number, at: ItemAt<T>, count: number, draw: (below: number) => number): T[] {
  if (count < 0) return repeatedly(size, at, -count, draw);
  const moved = new Map<number, number>();
  const picked: T[] = [];
  for (let left = size; picked.length < count && left > 0; left--) {
    const position = draw(left);
    const item = at(moved.get(position) ?? position);
    if (item === undefined) break;
    picked.push(item);
    moved.set(position, moved.get(left - 1) ?? left - 1);
  }
  return picked;
}

function repeatedly<T>(size: number, at: ItemAt<T>, times: number, draw: (below: number) => number): T[] {
  const picked: T[] = [];
  for (let round = 0; round < times && size > 0; round++) {
    const item = at(draw(size));
    if (item !== undefined) picked.push(item);
  }
  return picked;
}
