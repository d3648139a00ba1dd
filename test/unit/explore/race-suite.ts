/** A small service with a bug for tests of tapes and shrinking: clients add one to a counter in two commands, so an addition can be lost. */
import fc from 'fast-check';
import { Redis } from 'ioredis';
import type { Shrinking, Suite } from '../../../sim/explore/index.ts';
import { addRedis, warmUpRedis } from '../../../sim/redis/index.ts';
import type { World } from '../../../sim/world/index.ts';

export interface RaceScenario {
  /** One addition each, at its moment. */
  readonly additions: readonly { readonly name: string; readonly atMs: number }[];
  /** A client that is stalled for a while. */
  readonly pauses: readonly { readonly id: number; readonly name: string; readonly atMs: number; readonly forMs: number }[];
}

export interface RaceOptions {
  readonly hints?: boolean;
  /** Commands that the program sends before it reads: an edit that changes nothing of what matters. */
  readonly greetings?: number;
  readonly prefix?: string;
}

/** The suite; `greetings` and `prefix` are edits of the program. */
export function raceSuite(options: RaceOptions = {}): Suite<RaceScenario> {
  const suite: Suite<RaceScenario> = {
    name: 'race',
    description: 'clients that add to one counter',
    settings: [],
    properties: [],
    goals: [],
    worldsDefault: 10,
    runByDefault: true,
    prepare: () => warmUpRedis(),
    scenario: () =>
      fc.noBias(
        fc.record({
          additions: fc
            .array(fc.integer({ min: 0, max: 400 }), { minLength: 2, maxLength: 8 })
            .map((moments) => moments.map((atMs, index) => ({ name: `client-${index + 1}`, atMs }))),
          pauses: fc
            .array(fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 0, max: 400 }), fc.integer({ min: 10, max: 200 })), {
              maxLength: 3,
            })
            .map((drawn) => drawn.map(([client, atMs, forMs], id) => ({ id, name: `client-${client}`, atMs, forMs }))),
        }),
      ),
    build: (world, scenario) => build(world, scenario, options),
  };
  return options.hints === true ? { ...suite, shrinking } : suite;
}

const shrinking: Shrinking<RaceScenario> = {
  parts: ({ additions, pauses }) => [
    ...additions.map(({ name }) => ({ id: `addition ${name}`, kind: 'task' as const, text: name })),
    ...pauses.map(({ id, name }) => ({ id: `pause ${id}`, kind: 'fault' as const, text: `${name} paused` })),
  ],
  without: ({ additions, pauses }, ids) => {
    const left = additions.filter(({ name }) => !ids.has(`addition ${name}`));
    return left.length === 0 ? null : { additions: left, pauses: pauses.filter(({ id }) => !ids.has(`pause ${id}`)) };
  },
  *simpler({ additions, pauses }) {
    for (const [index, addition] of additions.entries()) {
      if (addition.atMs > 0) yield { pauses, additions: additions.with(index, { ...addition, atMs: 0 }) };
    }
  },
};

function build(world: World, { additions, pauses }: RaceScenario, { greetings = 0, prefix = '' }: RaceOptions): void {
  const redis = addRedis(world);
  let done = 0;
  let value = 0;
  redis.observe({
    onCommit: ({ command, args }) => {
      if (command !== 'SET') return;
      value = Number(args[1]);
      done += 1;
      if (done === additions.length && value !== additions.length) {
        world.violate({
          property: 'no-lost-addition',
          sentence: `${additions.length} additions made ${value}`,
          facts: [{ atMs: world.nowMs, host: 'redis', text: `counter is ${value}` }],
          about: ['counter'],
        });
      }
      if (done === additions.length) world.finish();
    },
  });
  for (const { name, atMs } of additions) {
    world.host(name, () => {
      const client = new Redis('redis://redis:6379');
      setTimeout(() => {
        void (async () => {
          for (let index = 0; index < greetings; index += 1) await client.ping();
          const before = Number((await client.get(`${prefix}counter`)) ?? 0);
          await client.set(`${prefix}counter`, before + 1);
        })();
      }, 20 + atMs);
    });
  }
  for (const { id, name, atMs, forMs } of pauses) {
    const host = world.hosts().find((candidate) => candidate.name === name);
    world.at(atMs, `pause ${id}`, () => {
      world.fault(name, `paused for ${forMs}ms`);
      host?.pause();
    });
    world.at(atMs + forMs, `pause ${id} ends`, () => host?.resume());
  }
}
