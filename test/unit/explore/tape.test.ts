/** A tape makes the same world again, event by event, and says how much of it a changed program still does. */
import { beforeAll, describe, expect, it } from 'vitest';
import { inAnotherOrder } from '../../../sim/explore/reenact.ts';
import { runNamedWorld, runWorld, scenarioOf } from '../../../sim/explore/run-world.ts';
import { seedOfWorld } from '../../../sim/explore/seeds.ts';
import { asTape, trailOf, type Tape } from '../../../sim/explore/tape.ts';
import { raceSuite } from './race-suite.ts';

const suite = raceSuite();
const settings = {};

/** The first seed whose world loses an addition, and its tape. */
async function failing(): Promise<{ readonly tape: Tape; readonly events: number }> {
  for (let index = 1; index < 500; index += 1) {
    const seed = seedOfWorld('a', index);
    const { outcome, named, delays } = await runNamedWorld(suite, { seed, settings });
    if (outcome.violation === null) continue;
    const scenario = scenarioOf(suite, seed, settings);
    return { tape: { v: 1, suite: suite.name, seed, settings, scenario, delays, trail: trailOf(named) }, events: outcome.events };
  }
  throw new Error('no world lost an addition');
}

let tape: Tape;
let events: number;
beforeAll(async () => {
  await suite.prepare?.(settings);
  ({ tape, events } = await failing());
});

const play = (played: Tape, options: Parameters<typeof raceSuite>[0] = {}): ReturnType<typeof runNamedWorld> =>
  runNamedWorld(raceSuite(options), { seed: played.seed, settings, tape: played });

describe('a tape', () => {
  it('makes the same world again, event by event, for many seeds', async () => {
    for (let index = 1; index <= 40; index += 1) {
      const seed = seedOfWorld('b', index);
      const { named, delays, outcome } = await runNamedWorld(suite, { seed, settings });
      const scenario = scenarioOf(suite, seed, settings);
      const again = await play({ v: 1, suite: suite.name, seed, settings, scenario, delays, trail: trailOf(named) });
      expect(again.named.map(({ name, atMicros }) => [atMicros, name])).toEqual(named.map(({ name, atMicros }) => [atMicros, name]));
      expect(again.outcome.violation).toEqual(outcome.violation);
    }
  });

  it('survives JSON', async () => {
    const { outcome } = await play(asTape(JSON.parse(JSON.stringify(tape)), 'a.json'));
    expect(outcome.violation?.property).toBe('no-lost-addition');
    expect(outcome.tapeMatch).toEqual({ decisions: events, matched: events, vanished: [], firstDivergence: null });
  });

  it('means the same when the keys of the program have another prefix', async () => {
    const { outcome } = await play(tape, { prefix: 'shop:' });
    expect(outcome.tapeMatch?.firstDivergence).toBeNull();
    expect(outcome.violation?.property).toBe('no-lost-addition');
  });

  it('gives defaults to what is new, and says where the program first did something else', async () => {
    const { outcome, named } = await play(tape, { greetings: 1 });
    const match = outcome.tapeMatch;
    expect(match?.firstDivergence?.name).toMatch(/PING/);
    expect(named.some(({ name }) => name === match?.firstDivergence?.name)).toBe(true);
    expect(match?.matched).toBeGreaterThan((match?.decisions ?? 0) * 0.9);
  });

  it('names the decisions that found no event', async () => {
    const { outcome } = await play({ ...tape, delays: { ...tape.delays, 'client-9>redis GET counter': 500 } });
    expect(outcome.tapeMatch?.vanished).toEqual(['client-9>redis GET counter']);
  });

  it('without delays is the plain world: lowest latencies, order of due time', async () => {
    const plain = { ...tape, delays: {} };
    const [first, second] = [await play(plain), await play({ ...plain, seed: '77' })];
    expect(first.named.map(({ name }) => name)).toEqual(second.named.map(({ name }) => name));
  });
});

describe('a damaged tape is refused with its file and field', () => {
  it.each([
    [null, 'it is not an object'],
    [{ v: 3 }, '"v" is not 1'],
    [{ v: 1, suite: 'race', seed: 'xyz', trail: '' }, '"seed" is not 1 to 16'],
    [{ v: 1, suite: 'race', seed: '1', trail: '', settings: {} }, '"scenario" is not there'],
    [{ v: 1, suite: 'race', seed: '1', trail: '', settings: {}, scenario: 1, delays: { a: -1 } }, '"delays" of a is not'],
  ])('%j', (value, words) => {
    expect(() => asTape(value, 'kept.world.json')).toThrow(words);
    expect(() => asTape(value, 'kept.world.json')).toThrow('kept.world.json');
  });
});

describe('a tape whose own order does not fail any more', () => {
  it('is tried in other orders of its scenario', async () => {
    const options = { seed: tape.seed, settings, tape };
    const again = await inAnotherOrder(runWorld, suite, options, 'no-lost-addition');
    expect(again?.violation?.property).toBe('no-lost-addition');
    expect(await inAnotherOrder(runWorld, suite, options, 'something-else')).toBeNull();
  });
});
