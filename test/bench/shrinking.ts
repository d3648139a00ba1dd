/**
 * How small findings of planted bugs become, and what that costs: medians over bugs of the first finding of one base seed. A bug that is not
 * found soon is left out and counted.
 */
import { chaosSuite } from '../../properties/index.ts';
import { runWorld, seedOfWorld } from '../../sim/explore/index.ts';
import { explain, shrink, type Shrunk } from '../../sim/explore/shrink/index.ts';
import { hunt, plantedBugs, type PlantedBug } from '../planted/index.ts';
import { figure, median, type Figure } from './figure.ts';

const baseSeed = 'a';
const worldsMax = 400;
const worldsMaxQuick = 60;

interface Row {
  readonly bug: string;
  readonly shrunk: Shrunk;
  readonly delays: number;
  readonly wallMs: number;
  /** One replay of the world as it was found. */
  readonly replayMs: number;
  /** Shrinking, ablation and the search for the decision together. */
  readonly explainMs: number;
}

async function measure(bug: PlantedBug, limit: number): Promise<Row | null> {
  const suite = chaosSuite({ preset: bug.preset, name: bug.name });
  const quarry = await hunt(suite, { baseSeed, wanted: bug.expected, worldsMax: limit });
  if (quarry === null) return null;
  const seed = seedOfWorld(baseSeed, quarry.worlds);
  const settings = {};
  const began = performance.now();
  const { violation } = await runWorld(suite, { seed, settings });
  const replayMs = performance.now() - began;
  if (violation === null) return null;
  const request = { suite, seed, settings, strategy: 'random', property: violation.property };
  const shrinkBegan = performance.now();
  const shrunk = await shrink(request);
  const wallMs = performance.now() - shrinkBegan;
  if (shrunk === null) return null;
  const explainBegan = performance.now();
  await explain(request);
  const explainMs = performance.now() - explainBegan;
  return { bug: bug.name, shrunk, delays: Object.keys(shrunk.tape.delays).length, wallMs, replayMs, explainMs };
}

/** Six figures; `progress` is told each bug when it is done. */
export async function shrinkingFigures(quick: boolean, progress: (line: string) => void): Promise<Figure[]> {
  await chaosSuite().prepare?.({});
  const rows: Row[] = [];
  let leftOut = 0;
  for (const bug of plantedBugs) {
    const row = await measure(bug, quick ? worldsMaxQuick : worldsMax);
    if (row === null) leftOut += 1;
    else {
      rows.push(row);
      const { after, before, replays, isMinimal } = row.shrunk;
      progress(
        `${bug.name}: faults ${before.faults} to ${after.faults}, containers ${before.tasks} to ${after.tasks}, hosts ${before.hosts} to ${after.hosts}, ` +
          `delays ${row.delays}, ${replays} replays, ${Math.round(row.wallMs)} ms${isMinimal ? '' : ', not minimal'}`,
      );
    }
  }
  const note = `medians over ${rows.length} planted bugs, the first finding of base seed ${baseSeed} each; ${leftOut} not found in ${quick ? worldsMaxQuick : worldsMax} worlds`;
  const middle = (value: (row: Row) => number): number => median(rows.map(value));
  const line = (name: string, value: number, unit: string, before: number, max: number): Figure =>
    figure({
      name: `shrinking: ${name}`,
      value,
      unit,
      reference: { name: 'before shrinking', value: before, unit, kind: 'same run' },
      target: `<= ${max} ${unit}`,
      isReached: value <= max,
      note,
    });
  const replayMs = middle((row) => row.replayMs);
  const minimal = rows.filter((row) => row.shrunk.isMinimal).length;
  return [
    line(
      'faults left',
      middle((row) => row.shrunk.after.faults),
      'faults',
      middle((row) => row.shrunk.before.faults),
      1,
    ),
    line(
      'containers left',
      middle((row) => row.shrunk.after.tasks),
      'containers',
      middle((row) => row.shrunk.before.tasks),
      2,
    ),
    line(
      'reorderings left',
      middle((row) => row.delays),
      'late events',
      middle((row) => row.shrunk.decisionsBefore),
      3,
    ),
    figure({
      name: 'shrinking: replays',
      value: middle((row) => row.shrunk.replays),
      unit: 'replays',
      reference: { name: 'limit', value: 400, unit: 'replays', kind: 'bound' },
      target: '<= 400 replays',
      isReached: middle((row) => row.shrunk.replays) <= 400,
      note: `${note}; ${minimal} of ${rows.length} are locally minimal within the budget`,
    }),
    figure({
      name: 'shrinking: time',
      value: middle((row) => row.wallMs),
      unit: 'ms',
      reference: { name: 'one replay of the world as it was found', value: replayMs, unit: 'ms', kind: 'same run' },
      target: '<= 10,000 ms',
      isReached: middle((row) => row.wallMs) <= 10_000,
      note,
    }),
    figure({
      name: 'shrinking and experiments: time',
      value: middle((row) => row.explainMs),
      unit: 'ms',
      reference: { name: 'one replay of the world as it was found', value: replayMs, unit: 'ms', kind: 'same run' },
      target: null,
      isReached: null,
      note: `${note}; shrinking again, ablation of each fault, and the moment of decision`,
    }),
  ];
}
