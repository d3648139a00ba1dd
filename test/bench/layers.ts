/**
 * What each layer on top of the bare world costs, as processor time of the same worlds with and without it, run in turn. The bare world runs
 * the scheduler, the faults and the reference ledger (which says when a world is over), and judges, hashes, names and records nothing.
 */
import { Redis } from 'ioredis';
import { buildWorld, allProperties } from '../../properties/suites/index.ts';
import { chaosGoals } from '../../properties/goals.ts';
import { chaosSuite } from '../../properties/index.ts';
import { checkLinearizability, History, registerModel } from '../../sim/check/index.ts';
import { seedOfWorld } from '../../sim/explore/index.ts';
import { runNamedWorld, runWorld } from '../../sim/explore/run-world.ts';
import { addRedis, warmUpRedis } from '../../sim/redis/index.ts';
import { random } from '../../sim/strategies/index.ts';
import { SimulatedWorld } from '../../sim/world/index.ts';
import { presets } from '../../src/index.ts';
import { figure, type Figure } from './figure.ts';

const settings = { gateways: 3, workers: 4, containers: 20 };
const worlds = 100;
const worldsQuick = 20;
const historyRounds = 300;
const commands = 30;

type Run = (index: number) => Promise<unknown>;

const judged = chaosSuite();
const bare: typeof judged = {
  ...judged,
  name: 'bare',
  build: (world, scenario) => buildWorld(world, scenario, { preset: presets.leased, properties: [], goals: [] }),
};
const monitored: typeof judged = {
  ...judged,
  name: 'monitored',
  build: (world, scenario) => buildWorld(world, scenario, { preset: presets.leased, properties: allProperties, goals: chaosGoals }),
};

const optionsOf = (index: number): { readonly seed: string; readonly settings: typeof settings; readonly hash: boolean } => ({
  seed: seedOfWorld('c', index),
  settings,
  hash: false,
});

/** The worlds of a layer and of what it lies on. */
const layers: readonly { readonly name: string; readonly note: string; readonly run: Run }[] = [
  { name: 'bare world', note: '', run: (index) => runWorld(bare, optionsOf(index)) },
  { name: 'rolling hash', note: 'every event and choice hashed', run: (index) => runWorld(bare, { ...optionsOf(index), hash: true }) },
  { name: 'monitors', note: 'all properties and goals watch', run: (index) => runWorld(monitored, optionsOf(index)) },
  { name: 'names', note: 'every event named and kept for a tape', run: (index) => runNamedWorld(bare, optionsOf(index)) },
  {
    name: 'recording',
    note: 'every event named and recorded for a story',
    run: (index) => runWorld(bare, { ...optionsOf(index), record: true }),
  },
];

async function cpuMsOf(run: Run, index: number): Promise<number> {
  const cpu = process.cpuUsage();
  await run(index);
  const { user, system } = process.cpuUsage(cpu);
  return (user + system) / 1000;
}

/** Processor time of each layer over the same indexes, one by one in turn: a slow moment of the machine hits all alike. */
async function inTurn(runs: readonly Run[], count: number): Promise<readonly number[]> {
  const sums = runs.map(() => 0);
  for (const run of runs) await run(0);
  for (let index = 1; index <= count; index += 1) {
    for (let offset = 0; offset < runs.length; offset += 1) {
      const position = (index + offset) % runs.length;
      const run = runs[position];
      if (run !== undefined) sums[position] = (sums[position] ?? 0) + (await cpuMsOf(run, index));
    }
  }
  return sums;
}

/** A small world in which two clients read and write a register, with a history of their calls or without. */
function registerWorld(kept: 'nothing' | 'history' | 'checked'): Run {
  return async (index) => {
    const world = new SimulatedWorld({ seed: seedOfWorld('d', index), strategy: random, stepsMax: 100_000, record: false, traceMax: 0 });
    const history = new History(world);
    let finished = 0;
    await world.run((built) => {
      addRedis(built);
      for (const name of ['client-1', 'client-2']) {
        built.host(name, async () => {
          const redis = new Redis('redis://redis:6379');
          for (let turn = 0; turn < commands; turn += 1) {
            const isWrite = turn % 3 === 0;
            const call =
              kept === 'nothing' ? null : history.invoke(name, isWrite ? 'write' : 'read', isWrite ? `${name}/${turn}` : undefined);
            const answer = isWrite ? await redis.set('register', `${name}/${turn}`) : await redis.get('register');
            call?.ok(isWrite ? undefined : answer);
          }
          redis.disconnect();
          finished += 1;
          if (finished === 2) built.finish();
        });
      }
    });
    if (kept === 'checked' && checkLinearizability(history.operations(), registerModel()).kind !== 'linearizable')
      throw new Error(`the history of world ${index} is not linearizable, and Redis is`);
  };
}

/** A figure for each layer: 100 is the bare world. */
export async function layerFigures(quick: boolean): Promise<Figure[]> {
  await judged.prepare?.(settings);
  await warmUpRedis();
  const count = quick ? worldsQuick : worlds;
  const sums = await inTurn(
    layers.map(({ run }) => run),
    count,
  );
  const small = await inTurn((['nothing', 'history', 'checked'] as const).map(registerWorld), quick ? historyRounds / 5 : historyRounds);
  return [
    ...layers
      .slice(1)
      .map(({ name, note }, index) =>
        layer(name, sums[index + 1] ?? 0, sums[0] ?? 1, `${note}; ${count} chaos worlds of 3 gateways, 4 workers, 20 containers`),
      ),
    layer('history', small[1] ?? 0, small[0] ?? 1, `${commands} calls of each of two clients kept as a history; small worlds`),
    layer('history, checked', small[2] ?? 0, small[0] ?? 1, 'the same, and checked for linearizability against a register'),
  ];
}

function layer(name: string, value: number, reference: number, note: string): Figure {
  return figure({
    name: `layer: ${name}`,
    value: (value / reference) * 100,
    unit: '% of the processor time of the bare world',
    reference: { name: 'bare world', value: 100, unit: '%', kind: 'same run' },
    target: null,
    isReached: null,
    note,
  });
}
