/** Random members, drawn by named choices: distinct ones for a positive count, with repetition for a negative one. */
import { failure } from '../resp/index.ts';

const OUT_OF_RANGE = failure('value is out of range');
const LARGEST_REPEATED = 2 ** 62;

/** Picks from all members as HRANDFIELD, SRANDMEMBER and ZRANDMEMBER do. `draw` answers an integer below its argument. */
export function pickRandom<T>(all: readonly T[], count: number, draw: (below: number) => number): T[] {
  if (count < -LARGEST_REPEATED) throw OUT_OF_RANGE;
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
