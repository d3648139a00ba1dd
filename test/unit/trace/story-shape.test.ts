/**
 * The shape of a story is the same for one bug in every world that shows it, and differs between bugs. It is held to planted bugs, because
 * only for them is known which worlds show the same one.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { chaosSuite } from '../../../properties/index.ts';
import { runWorld, seedOfWorld } from '../../../sim/explore/index.ts';
import { storyShape } from '../../../sim/trace/index.ts';
import { plantedBug } from '../../planted/index.ts';
import { trace, violation } from '../report/double-scheduling.ts';

const WORLDS_MAX = 40;
const SIGHTINGS = 5;

/** The shapes that worlds with a planted bug show, and how many of `SIGHTINGS` show each. */
async function shapesOf(name: string): Promise<ReadonlyMap<string, number>> {
  const suite = chaosSuite({ preset: plantedBug(name).preset, name });
  const shapes = new Map<string, number>();
  let sightings = 0;
  for (let index = 1; index <= WORLDS_MAX && sightings < SIGHTINGS; index += 1) {
    const outcome = await runWorld(suite, { seed: seedOfWorld('5', index), settings: {}, record: true });
    if (outcome.violation === null) continue;
    sightings += 1;
    const shape = storyShape(outcome.trace ?? [], outcome.violation);
    shapes.set(shape, (shapes.get(shape) ?? 0) + 1);
  }
  return shapes;
}

describe('the shape of a story', () => {
  it('tells who did the deciding deed and what the violation says, without ids, times and amounts', () => {
    expect(storyShape(trace, violation)).toBe('worker: start # | container # ran on # at the same time');
  });

  it('does not depend on which fault it was', () => {
    const killed = trace.map((entry) => (entry.kind === 'fault' ? { ...entry, text: 'is killed, restarted after 700ms' } : entry));
    expect(storyShape(killed, violation)).toBe(storyShape(trace, violation));
  });

  it('does not depend on numbers of hosts and containers, tokens, amounts or how often', () => {
    const other = JSON.parse(JSON.stringify(trace).replaceAll('worker-1', 'worker-12').replaceAll('c7', 'c1234')) as typeof trace;
    const about = ['c1234', 'worker-12'];
    const facts = violation.facts.map((fact) => ({ ...fact, host: fact.host.replace('worker-1', 'worker-12'), text: 'c1234' }));
    const sentence = 'container c1234 ran on worker-12 and worker-99 at the same time';
    expect(storyShape(other, { sentence, about, facts })).toBe(storyShape(trace, violation));
  });

  it('of a world in which nothing was recorded is the sentence', () => {
    expect(storyShape([], violation)).toBe('container # ran on # at the same time');
  });
});

describe('over worlds', () => {
  beforeAll(async () => {
    await chaosSuite().prepare?.({});
  });

  it('one planted bug has one shape in most of them, and two bugs have different ones', { timeout: 120_000 }, async () => {
    const [first, second] = [await shapesOf('pop-without-lease'), await shapesOf('release-by-delta')];
    for (const shapes of [first, second]) expect(Math.max(...shapes.values())).toBeGreaterThanOrEqual(SIGHTINGS - 1);
    expect([...first.keys()].filter((shape) => second.has(shape))).toEqual([]);
  });
});
