/** Chaos worlds a second with three gateways, four workers and twenty containers; virtual time a second; what the rolling hash costs. */
import { chaosSuite } from '../../properties/index.ts';
import { runWorld, seedOfWorld } from '../../sim/explore/index.ts';
import { figure, median, type Figure } from './figure.ts';

const settings = { gateways: 3, workers: 4, containers: 20 };
const worldsPerRound = 60;
const rounds = 5;

interface Round {
  readonly wallMs: number;
  readonly virtualMs: number;
}

/** Runs worlds of one seed range, with the hash on or off: the same worlds either way. */
async function round(index: number, hash: boolean): Promise<Round> {
  const suite = chaosSuite();
  const began = performance.now();
  let virtualMs = 0;
  for (let world = 0; world < worldsPerRound; world += 1) {
    const outcome = await runWorld(suite, { seed: seedOfWorld('b', index * worldsPerRound + world + 1), settings, hash });
    virtualMs += outcome.virtualMs;
  }
  return { wallMs: performance.now() - began, virtualMs };
}

/** Three figures. */
export async function chaosWorlds(): Promise<Figure[]> {
  await chaosSuite().prepare?.(settings);
  await round(0, true);
  const hashed: Round[] = [];
  const plain: Round[] = [];
  for (let index = 0; index < rounds; index += 1) {
    // Each pair runs the same worlds; which comes first alternates, so that a slow moment of the machine hits both alike.
    if (index % 2 === 0) hashed.push(await round(index, true));
    plain.push(await round(index, false));
    if (index % 2 === 1) hashed.push(await round(index, true));
  }
  const worldsPerSecond = median(hashed.map(({ wallMs }) => (worldsPerRound / wallMs) * 1000));
  const virtualPerSecond = median(hashed.map(({ wallMs, virtualMs }) => virtualMs / wallMs));
  const cost = median(hashed.map(({ wallMs }, index) => (wallMs / (plain[index]?.wallMs ?? wallMs) - 1) * 100));
  return [
    figure({
      name: 'chaos worlds',
      value: worldsPerSecond,
      unit: 'worlds/s',
      reference: { name: 'CrashLab, seeds a second', value: 1.2, unit: 'seeds/s', isPublished: true },
      target: '>= 60 worlds/s',
      isReached: worldsPerSecond >= 60,
      note: '3 gateways, 4 workers, 20 containers, all properties and the hash on, one thread',
    }),
    figure({
      name: 'virtual time in chaos',
      value: virtualPerSecond,
      unit: 'virtual s / wall s',
      reference: { name: 'real time', value: 1, unit: 's/s', isPublished: false },
      target: null,
      isReached: null,
      note: 'the same worlds',
    }),
    figure({
      name: 'cost of the rolling hash',
      value: 100 + cost,
      unit: '% of the time without',
      reference: { name: 'the same worlds without the hash', value: 100, unit: '%', isPublished: false },
      target: '<= 105 %',
      isReached: cost <= 5,
      note: `median over ${rounds} pairs of rounds of ${worldsPerRound} worlds each`,
    }),
  ];
}
