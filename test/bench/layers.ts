/**
 * What each layer on top of the bare world costs, as processor time an event of the same scenarios with and without it, run in turn. The bare
 * world runs the scheduler, the faults and the reference ledger (which says when a world is over), and judges, hashes, names and records
 * nothing. A judged world lives longer than a bare one, because it waits for what is owed: so it is time an event, not a world.
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

/** Runs a world and says how many events it had. */
type Run = (index: number) => Promise<number>;

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
  { name: 'bare world', note: '', run: async (index) => (await runWorld(bare, optionsOf(index))).events },
  {
    name: 'rolling hash',
    note: 'every event and choice hashed',
    run: async (index) => (await runWorld(bare, { ...optionsOf(index), hash: true })).events,
  },
  { name: 'monitors', note: 'all properties and goals watch', run: async (index) => (await runWorld(monitored, optionsOf(index))).events },
  {
    name: 'names',
    note: 'every event named and kept for a tape',
    run: async (index) => (await runNamedWorld(bare, optionsOf(index))).outcome.events,
  },
  {
    name: 'recording',
    note: 'every event named and recorded for a story',
    run: async (index) => (await runWorld(bare, { ...optionsOf(index), record: true })).events,
  },
];

interface Sums {
  cpuMs: number;
  events: number;
}

async function addTo(sums: Sums, run: Run, index: number): Promise<void> {
  const cpu = process.cpuUsage();
  sums.events += await run(index);
  const { user, system } = process.cpuUsage(cpu);
  sums.cpuMs += (user + system) / 1000;
}

/** Processor milliseconds an event of each layer over the same indexes, one by one in turn: a slow moment of the machine hits all alike. */
async function inTurn(runs: readonly Run[], count: number): Promise<readonly number[]> {
  const all = runs.map((run) => ({ run, sums: { cpuMs: 0, events: 0 } }));
  for (const run of runs) await run(0);
  for (let index = 1; index <= count; index += 1) {
    for (let offset = 0; offset < runs.length; offset += 1) {
      const layer = all[(index + offset) % all.length];
      if (layer !== undefined) await addTo(layer.sums, layer.run, index);
    }
  }
  return all.map(({ sums }) => sums.cpuMs / sums.events);
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
    return 1;
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
    unit: '% of the processor time an event of the bare world',
    reference: { name: 'bare world', value: 100, unit: '%', kind: 'same run' },
    target: null,
    isReached: null,
    note,
  });
}
