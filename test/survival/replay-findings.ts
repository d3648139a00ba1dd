/** A program: replays the findings of a file by tape and by seed, and prints what is left of each, as JSON. */
import { readFileSync } from 'node:fs';
import { chaosSuite } from '../../properties/index.ts';
import { inAnotherOrder, runWorld } from '../../sim/explore/index.ts';
import { plantedBug } from '../planted/index.ts';
import type { StoredFinding, Survival } from './stored-finding.ts';

const [, , file = ''] = process.argv;
const findings = JSON.parse(readFileSync(file, 'utf8')) as readonly StoredFinding[];
const survivals: Survival[] = [];
for (const { bug, seed, property, tape } of findings) {
  const suite = chaosSuite({ preset: plantedBug(bug).preset, name: bug });
  await suite.prepare?.({});
  const played = await runWorld(suite, { seed: tape.seed, settings: tape.settings, tape });
  const byTape = played.violation?.property === property;
  const again = byTape ? null : await inAnotherOrder(runWorld, suite, { seed: tape.seed, settings: tape.settings, tape }, property);
  const seeded = await runWorld(suite, { seed, settings: {} });
  const { decisions = 1, matched = 0 } = played.tapeMatch ?? {};
  survivals.push({
    bug,
    byTape,
    byReplay: byTape || again !== null,
    bySeed: seeded.violation?.property === property,
    matched: matched / Math.max(1, decisions),
  });
}
process.stdout.write(JSON.stringify(survivals));
