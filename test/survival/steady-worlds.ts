/** A program: runs a few worlds of the suite `steady` and prints how each ended, as JSON. Loads the planted bugs too: they must still apply. */
import { steadySuite } from '../../properties/index.ts';
import { runWorld, seedOfWorld } from '../../sim/explore/index.ts';
import { plantedBugs } from '../planted/index.ts';

const worlds = Number(process.argv[2] ?? 3);
const ends: string[] = [];
await steadySuite.prepare?.({});
for (let index = 1; index <= worlds; index += 1) {
  const { status, violation } = await runWorld(steadySuite, { seed: seedOfWorld('5', index), settings: {} });
  ends.push(violation === null ? status : `${violation.property}: ${violation.sentence}`);
}
process.stdout.write(JSON.stringify({ bugs: plantedBugs.length, ends }));
