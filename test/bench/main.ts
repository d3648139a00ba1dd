/** `npm run bench`: every figure that is promised, each beside its reference from the same run. `--json` prints NDJSON, `--quick` fewer seeds, `--table` writes documents. */
// First, because of what it keeps.
// oxlint-disable-next-line import/no-unassigned-import
import './real-clock.ts';
import { parseArgs } from 'node:util';
import { installDispatchers } from '../../sim/kernel/index.ts';
import { NO_REDIS_SERVER, redisServerAvailable, startRealRedis, type RealRedis } from '../e2e/real-redis.ts';
import { actedFigures } from './acted.ts';
import { chaosWorlds } from './chaos-worlds.ts';
import type { Figure } from './figure.ts';
import { kernelEvents } from './kernel-events.ts';
import { layerFigures } from './layers.ts';
import { placementThroughput } from './placement-throughput.ts';
import { plantedFigures } from './planted.ts';
import { twinFigures } from './redis-figures.ts';
import { shrinkingFigures } from './shrinking.ts';
import { smallWorlds } from './small-worlds.ts';
import { survivalFigures } from './survival.ts';

installDispatchers();

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    table: { type: 'boolean', default: false },
    share: { type: 'string' },
  },
});

function round(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);
}

function print(figure: Figure): void {
  if (values.json) {
    process.stdout.write(`${JSON.stringify({ v: 1, type: 'figure', ...figure })}\n`);
    return;
  }
  const reached = figure.isReached === null ? '' : figure.isReached ? '  reached' : '  NOT REACHED';
  const { reference } = figure;
  process.stdout.write(
    `${figure.name}\n  ${round(figure.value)} ${figure.unit}, ratio ${round(figure.ratio)} to ${reference.name} (${round(reference.value)} ${reference.unit}, ${reference.kind})\n`,
  );
  for (const other of figure.others ?? [])
    process.stdout.write(`  beside it ${other.name}: ${round(other.value)} ${other.unit}, ${other.kind}\n`);
  if (figure.target !== null) process.stdout.write(`  aim ${figure.target}${reached}\n`);
  process.stdout.write(`  ${figure.note}\n`);
}

const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

/** Measures with a redis-server of its own, or with null when there is none. */
async function besideRedis(measure: (real: RealRedis | null) => Promise<readonly Figure[]>): Promise<readonly Figure[]> {
  const real = redisServerAvailable() ? await startRealRedis() : null;
  if (real === null) say(NO_REDIS_SERVER);
  try {
    return await measure(real);
  } finally {
    await real?.close();
  }
}

const groups: Record<string, () => Promise<readonly Figure[]>> = {
  kernel: async () => [await kernelEvents()],
  small: () => besideRedis(smallWorlds),
  twin: () => besideRedis((real) => twinFigures(real, values.table)),
  chaos: chaosWorlds,
  layers: () => layerFigures(values.quick),
  acted: () => actedFigures(values.quick),
  shrinking: () => shrinkingFigures(values.quick, say),
  placement: () => placementThroughput(values.table),
  planted: () => plantedFigures({ quick: values.quick, table: values.table, share: values.share, progress: say }),
  survival: () => survivalFigures({ quick: values.quick, table: values.table, progress: say }),
};

for (const [name, measure] of Object.entries(groups)) {
  if (values.only !== undefined && values.only !== name) continue;
  say(`measuring ${name} …`);
  for (const figure of await measure()) print(figure);
}
