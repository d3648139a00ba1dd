/** Properties in worlds that really run: their verdicts, their times, and what becomes of a property that throws. */
import { describe, expect, it } from 'vitest';
import { judge, PropertyError } from '../../../sim/check/index.ts';
import type { World } from '../../../sim/world/index.ts';
import { simulate } from '../world/simulate.ts';

/** A host that lives for ever. */
function idle(world: World): void {
  world.host('clerk', () => {
    setInterval(() => undefined, 100);
  });
}

describe('a world with properties', () => {
  it('ends with the violation of the first that does not hold', async () => {
    const { violation, virtualMs } = await simulate((world) => {
      idle(world);
      const properties = judge(world);
      const queue = properties.always('queue-is-short', {
        holds: (length: number) => length < 3,
        otherwise: (length) => ({ sentence: `${length} people wait`, facts: [{ atMs: world.nowMs, host: 'clerk', text: 'looked up' }] }),
      });
      for (const length of [1, 2, 3, 4]) world.at(length * 100, `arrival ${length}`, () => queue.look(length));
    });
    expect(violation).toEqual({
      property: 'queue-is-short',
      sentence: '3 people wait',
      atMs: 300,
      facts: [{ atMs: 300, host: 'clerk', text: 'looked up' }],
      about: [],
    });
    expect(virtualMs).toBe(300);
  });

  it('misses what is not reached in time after its calm phase began', async () => {
    const { violation } = await simulate((world) => {
      idle(world);
      judge(world).eventually('the-clerk-rests', {
        withinMs: 750,
        after: 'calm',
        holds: () => false,
        otherwise: ({ sinceMs, deadlineMs }) => ({
          sentence: `the clerk worked from ${sinceMs} to ${deadlineMs}`,
          waits: ['clerk waits for the evening'],
        }),
      });
      world.at(2_000, 'calm', () => world.calm());
    });
    expect(violation).toMatchObject({
      sentence: 'the clerk worked from 2000 to 2750',
      atMs: 2_750,
      waits: ['clerk waits for the evening'],
      missed: true,
    });
  });

  it('misses the answer that does not come in time, and no other', async () => {
    const { violation } = await simulate((world) => {
      idle(world);
      const letters = judge(world).within<string>(200, 'letters-are-answered', {
        otherwise: ({ id, evidence }) => ({ sentence: `letter ${id} of ${evidence} lies about` }),
      });
      world.at(100, 'a letter', () => letters.trigger('1', 'ann'));
      world.at(250, 'another', () => letters.trigger('2', 'bob'));
      world.at(290, 'an answer', () => letters.response('1'));
    });
    expect(violation).toMatchObject({ sentence: 'letter 2 of bob lies about', atMs: 450, missed: true });
  });

  it('counts goals', async () => {
    const { goals } = await simulate((world) => {
      const properties = judge(world);
      world.at(1, 'one', () => properties.sometimes('somebody-came'));
      world.at(2, 'two', () => properties.sometimes('somebody-came', false));
      world.at(3, 'end', () => world.finish());
    });
    expect(goals).toEqual({ 'somebody-came': 1 });
  });

  it('has no outcome when a property throws, though its host would have survived the error', async () => {
    const seen: string[] = [];
    const running = simulate((world) => {
      const properties = judge(world);
      const broken = properties.never('nobody-waits', {
        happens: () => {
          throw new RangeError('no such chair');
        },
        otherwise: () => ({ sentence: 'somebody waits' }),
      });
      world.host('clerk', () => {
        setTimeout(() => {
          broken.look();
          seen.push('went on');
        }, 50);
      });
    });
    const error: unknown = await running.then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(PropertyError);
    expect(error).toMatchObject({ code: 'threw', property: 'nobody-waits' });
    expect((error as Error).message).toMatch(
      /^property nobody-waits threw in its happens: RangeError: no such chair at .*judge-world\.test\.ts:\d+:\d+/,
    );
    expect(seen).toEqual(['went on']);
  });

  it('is no violation either when what tells a missed obligation throws', async () => {
    const running = simulate((world) => {
      idle(world);
      const letters = judge(world).within(200, 'letters-are-answered', {
        otherwise: () => {
          throw new Error('illegible');
        },
      });
      world.at(100, 'a letter', () => letters.trigger('1'));
    });
    await expect(running).rejects.toThrow('property letters-are-answered threw in its otherwise: Error: illegible');
  });
});
