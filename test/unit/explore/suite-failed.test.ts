/** A suite whose own code throws is told by its name, by what it was doing and by its line; it is never a finding and never ends the process. */
import fc from 'fast-check';
import { Redis } from 'ioredis';
import { describe, expect, it } from 'vitest';
import { ensurePrepared, runWorld, UsageError, type Suite } from '../../../sim/explore/index.ts';
import { addRedis, warmUpRedis } from '../../../sim/redis/index.ts';

const oops = (): never => {
  throw new TypeError('oops');
};

const suite = (changes: Partial<Suite<number>>): Suite<number> => ({
  name: 'tickets',
  description: 'a suite with a mistake',
  settings: [],
  properties: [],
  goals: [],
  worldsDefault: 1,
  runByDefault: false,
  scenario: () => fc.constant(0),
  build: () => {},
  ...changes,
});

const outcome = async (changes: Partial<Suite<number>>): Promise<unknown> => {
  const mistaken = suite(changes);
  await ensurePrepared(mistaken, {});
  return runWorld(mistaken, { seed: '1', settings: {} });
};

describe('a suite that throws', () => {
  it.each<[string, Partial<Suite<number>>]>([
    ['preparing', { prepare: () => Promise.reject(new TypeError('oops')) }],
    ['preparing', { prepare: oops }],
    ['making a scenario', { scenario: oops }],
    ['making a scenario', { scenario: () => fc.constant(0).map(oops) }],
    ['building a world', { build: oops }],
    ['running an event of its own', { build: (world) => world.at(5, 'look', oops) }],
    ['running an event of its own', { build: (world) => world.at(5, 'look', () => void Promise.resolve().then(oops)) }],
    ['running an event of its own', { build: () => void setTimeout(oops, 5) }],
    ['saying what is owed', { build: (world) => void world.owe(10, oops) }],
    ['judging the end of a world', { build: (world) => world.onEnd(oops) }],
    [
      'hearing of a deed',
      {
        build: (world) => {
          world.onDeed(oops);
          world.host('clerk-1', () => world.did('clerk-1', 'sold'));
        },
      },
    ],
    [
      'hearing of a host',
      {
        build: (world) => {
          world.onHostChange(oops);
          world.host('clerk-1', () => {});
        },
      },
    ],
  ])('while %s says so', async (part, changes) => {
    await expect(outcome(changes)).rejects.toMatchObject({
      name: 'InternalError',
      code: 'suite-threw',
      message: expect.stringMatching(
        new RegExp(String.raw`^suite tickets threw while ${part}: TypeError: oops \(.*suite-failed\.test\.ts:\d+:\d+\)$`),
      ) as string,
    });
  });

  it('while it observes Redis says so', async () => {
    await warmUpRedis();
    const build: Suite<number>['build'] = (world) => {
      addRedis(world).observe({ onCommit: oops });
      world.host('clerk-1', async () => void (await new Redis('redis://redis:6379').set('a', '1')));
    };
    await expect(outcome({ build })).rejects.toMatchObject({
      code: 'suite-threw',
      message: expect.stringMatching(/^suite tickets threw while observing a world: TypeError: oops \(.*suite-failed\.test/) as string,
    });
  });

  it('is not meant where it refuses its input', async () => {
    await expect(outcome({ prepare: () => Promise.reject(new UsageError('bad-trace', 'line 7')) })).rejects.toMatchObject({
      name: 'UsageError',
      message: 'line 7',
    });
  });
});

describe('a build that answers with a promise', () => {
  it.each([
    ['is fulfilled', () => Promise.resolve()],
    ['is rejected', () => Promise.reject(new Error('late'))],
  ])('is refused when it %s', async (_what, build: Suite<number>['build']) => {
    await expect(outcome({ build })).rejects.toMatchObject({
      code: 'suite-threw',
      message:
        'suite tickets threw while building a world: build must be synchronous, and it returned a promise; do what must be awaited in prepare',
    });
  });
});
