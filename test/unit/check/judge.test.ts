/** What each kind of property says when, in a world turned by hand. */
import { describe, expect, it } from 'vitest';
import { describeProperty, judge, PropertyError, type JudgedWorld } from '../../../sim/check/index.ts';
import type { World } from '../../../sim/world/index.ts';
import { HandWorld } from './hand-world.ts';

describe('always', () => {
  const rule = { holds: (seats: number) => seats >= 0, otherwise: (seats: number) => ({ sentence: `${seats} seats are left` }) };

  it('is judged at each moment of its `when`, and says this instance', () => {
    const world = new HandWorld();
    const listeners: ((seats: number) => void)[] = [];
    judge(world).always('no-oversold-tickets', { ...rule, when: (look) => listeners.push(look) });
    listeners[0]?.(2);
    expect(world.violations).toEqual([]);
    world.until(1_250);
    listeners[0]?.(-1);
    expect(world.violations).toEqual([
      { property: 'no-oversold-tickets', sentence: '-1 seats are left', facts: [], about: [], atMs: 1_250 },
    ]);
  });

  it('is judged by hand where there is no `when`', () => {
    const world = new HandWorld();
    judge(world).always('no-oversold-tickets', rule).look(-2);
    expect(world.violations).toMatchObject([{ sentence: '-2 seats are left' }]);
  });

  it('is judged at the end of the world when that is its moment', () => {
    const world = new HandWorld();
    let sold = 0;
    judge(world).always('all-sold', {
      when: (look) => world.onEnd(look),
      holds: () => sold === 3,
      otherwise: () => ({
        sentence: `${sold} of 3 seats were sold`,
        facts: [{ atMs: 5, host: 'office', text: 'sold a seat' }],
        about: ['seats'],
      }),
    });
    sold = 2;
    expect(world.violations).toEqual([]);
    world.end();
    expect(world.violations).toMatchObject([{ sentence: '2 of 3 seats were sold', about: ['seats'], facts: [{ text: 'sold a seat' }] }]);
  });
});

describe('never', () => {
  it('is broken by one happening', () => {
    const world = new HandWorld();
    const refunds = judge(world).never('no-refund-twice', {
      happens: (times: number) => times > 1,
      otherwise: (times) => ({ sentence: `ann was refunded ${times} times` }),
    });
    refunds.look(1);
    expect(world.violations).toEqual([]);
    refunds.look(2);
    expect(world.violations).toMatchObject([{ property: 'no-refund-twice', sentence: 'ann was refunded 2 times' }]);
  });
});

describe('sometimes', () => {
  it('is a goal of the world, reached when its condition holds', () => {
    const world = new HandWorld();
    const properties = judge(world);
    properties.sometimes('a-buyer-was-refused', false);
    properties.sometimes('a-buyer-was-refused');
    properties.sometimes('sold-out', true);
    expect(world.goals).toEqual(['a-buyer-was-refused', 'sold-out']);
  });
});

describe('eventually', () => {
  const otherwise = ({ sinceMs, deadlineMs }: { sinceMs: number; deadlineMs: number }): { sentence: string } => ({
    sentence: `bob has waited from ${sinceMs} to ${deadlineMs}`,
  });

  it('is missed at its deadline, counted from the begin of the calm phase', () => {
    const world = new HandWorld();
    judge(world).eventually('bob-is-served', { withinMs: 500, after: 'calm', holds: () => false, otherwise });
    world.until(10_000);
    expect(world.violations).toEqual([]);
    world.calm();
    world.until(10_499);
    expect(world.violations).toEqual([]);
    world.until(10_500);
    expect(world.violations).toMatchObject([{ sentence: 'bob has waited from 10000 to 10500', atMs: 10_500 }]);
  });

  it('counts from the start of the world, or to a moment, when that is asked', () => {
    const world = new HandWorld();
    const properties = judge(world);
    properties.eventually('a', { withinMs: 100, holds: () => false, otherwise });
    properties.eventually('b', { byMs: 200, holds: () => false, otherwise });
    world.until(1_000);
    expect(world.violations.map(({ property, atMs }) => [property, atMs])).toEqual([
      ['a', 100],
      ['b', 200],
    ]);
  });

  it('is met for good by one moment at which it holds, but not by one before it counts', () => {
    const world = new HandWorld();
    let served = true;
    const goal = judge(world).eventually('bob-is-served', { withinMs: 500, after: 'calm', holds: () => served, otherwise });
    goal.look();
    served = false;
    world.calm();
    world.until(100);
    served = true;
    goal.look();
    served = false;
    world.until(1_000);
    world.end();
    expect(world.violations).toEqual([]);
  });

  it('is looked at once more at the deadline', () => {
    const world = new HandWorld();
    let served = false;
    judge(world).eventually('bob-is-served', { withinMs: 500, holds: () => served, otherwise });
    world.until(400);
    served = true;
    world.until(1_000);
    expect(world.violations).toEqual([]);
  });

  it('is missed by a world that ends before it', () => {
    const world = new HandWorld();
    judge(world).eventually('bob-is-served', { withinMs: 500, holds: () => false, otherwise });
    world.until(300);
    world.end();
    expect(world.violations).toMatchObject([{ sentence: 'bob has waited from 0 to 500; the world had ended before' }]);
  });

  it('is not owed by a world that ends before it counts', () => {
    const world = new HandWorld();
    judge(world).eventually('bob-is-served', { withinMs: 500, after: 'calm', holds: () => false, otherwise });
    world.until(300);
    world.end();
    expect(world.violations).toEqual([]);
  });
});

describe('within', () => {
  const otherwise = (open: { id: string; evidence: string; triggeredMs: number; sinceMs: number }): { sentence: string } => ({
    sentence: `${open.evidence}'s order ${open.id} of ${open.triggeredMs} is unanswered, counted from ${open.sinceMs}`,
  });

  it('accuses the trigger whose response does not come in time', () => {
    const world = new HandWorld();
    const orders = judge(world).within<string>(200, 'every-order-is-answered', { otherwise });
    orders.trigger('o1', 'ann');
    world.until(100);
    orders.trigger('o2', 'bob');
    orders.response('o1');
    expect(orders.open()).toEqual(['o2']);
    world.until(1_000);
    expect(world.violations).toMatchObject([{ sentence: "bob's order o2 of 100 is unanswered, counted from 100", atMs: 300 }]);
  });

  it('counts a second trigger with an open id as the first, and a response without a trigger as nothing', () => {
    const world = new HandWorld();
    const orders = judge(world).within<string>(200, 'every-order-is-answered', { otherwise });
    orders.response('o1');
    orders.trigger('o1', 'ann');
    world.until(150);
    orders.trigger('o1', 'ann');
    world.until(200);
    expect(world.violations).toHaveLength(1);
  });

  it('is met by one response, however often the trigger was reported', () => {
    const world = new HandWorld();
    const orders = judge(world).within<string>(200, 'every-order-is-answered', { otherwise });
    orders.trigger('o1', 'ann');
    orders.trigger('o1', 'ann');
    orders.response('o1');
    world.until(1_000);
    expect(world.violations).toEqual([]);
  });

  it('gives each trigger its own time, also after a response', () => {
    const world = new HandWorld();
    const orders = judge(world).within<string>(200, 'every-order-is-answered', { otherwise });
    orders.trigger('o1', 'ann');
    orders.response('o1');
    world.until(150);
    orders.trigger('o1', 'ann');
    world.until(349);
    expect(world.violations).toEqual([]);
    world.until(350);
    expect(world.violations).toHaveLength(1);
  });

  it('forgets what is withdrawn', () => {
    const world = new HandWorld();
    const orders = judge(world).within<string>(200, 'every-order-is-answered', { otherwise });
    orders.trigger('o1', 'ann');
    orders.withdraw('o1');
    world.until(1_000);
    expect(world.violations).toEqual([]);
  });

  it('counts from the calm phase when asked: what waits at its begin has its whole time again', () => {
    const world = new HandWorld();
    const orders = judge(world).within<string>(200, 'every-order-is-answered', { after: 'calm', otherwise });
    orders.trigger('o1', 'ann');
    orders.trigger('o2', 'eve');
    world.until(5_000);
    orders.response('o2');
    expect(world.violations).toEqual([]);
    world.calm();
    world.until(5_050);
    orders.trigger('o3', 'bob');
    world.until(6_000);
    expect(world.violations.map(({ sentence, atMs }) => [sentence, atMs])).toEqual([
      ["ann's order o1 of 0 is unanswered, counted from 5000", 5_200],
      ["bob's order o3 of 5050 is unanswered, counted from 5050", 5_250],
    ]);
  });
});

describe('a property that throws', () => {
  it('is its own error and no violation, wherever it throws', () => {
    const throwing = (): never => {
      throw new TypeError('no such seat');
    };
    const fine = { holds: (): boolean => false, otherwise: (): { sentence: string } => ({ sentence: 'broken' }) };
    const cases: ((world: HandWorld) => void)[] = [
      (world) =>
        judge(world)
          .always('p', { ...fine, holds: throwing })
          .look(),
      (world) =>
        judge(world)
          .always('p', { ...fine, otherwise: throwing })
          .look(),
      (world) => judge(world).never('p', { happens: throwing, otherwise: fine.otherwise }).look(),
      (world) => judge(world).eventually('p', { ...fine, withinMs: 10, holds: throwing }),
      (world) => judge(world).eventually('p', { ...fine, withinMs: 10, otherwise: throwing }),
    ];
    for (const register of cases) {
      const world = new HandWorld();
      register(world);
      world.until(10);
      world.end();
      expect(world.violations).toEqual([]);
      expect(world.errors).toHaveLength(1);
      expect(world.errors[0]).toBeInstanceOf(PropertyError);
      expect(world.errors[0]).toMatchObject({ code: 'threw', property: 'p' });
    }
  });

  it('says which property, in what, why, and on which line of the program', () => {
    const world = new HandWorld();
    judge(world)
      .always('no-oversold-tickets', {
        holds: () => {
          throw new TypeError('no such seat');
        },
        otherwise: () => ({ sentence: '' }),
      })
      .look();
    const [error] = world.errors as PropertyError[];
    expect(error?.message).toMatch(
      /^property no-oversold-tickets threw in its holds: TypeError: no such seat at .*judge\.test\.ts:\d+:\d+/,
    );
    expect(error?.message).toContain('a mistake of the property, not of the service');
    expect(error?.frame).toMatch(/judge\.test\.ts:\d+:\d+/);
    expect(error?.cause).toBeInstanceOf(TypeError);
  });

  it('is not asked again, and neither are the others', () => {
    const world = new HandWorld();
    const properties = judge(world);
    const broken = properties.always('broken', {
      holds: () => {
        throw new Error('first');
      },
      otherwise: () => ({ sentence: '' }),
    });
    const other = properties.never('other', { happens: () => true, otherwise: () => ({ sentence: 'happened' }) });
    broken.look();
    broken.look();
    other.look();
    expect(world.errors).toHaveLength(1);
    expect(world.violations).toEqual([]);
  });

  it('may throw what is no error', () => {
    const world = new HandWorld();
    const hostile = {
      toString: (): string => {
        throw new Error('again');
      },
    };
    judge(world)
      .always('p', {
        holds: () => {
          throw hostile as unknown as Error;
        },
        otherwise: () => ({ sentence: '' }),
      })
      .look();
    expect(world.errors[0]?.message).toContain('something that cannot be turned into text');
  });
});

describe('registering', () => {
  const rule = { holds: (): boolean => true, otherwise: (): { sentence: string } => ({ sentence: '' }) };

  it('gives the descriptions, with a statement of the suite where there is one', () => {
    const properties = judge(new HandWorld());
    const sold = describeProperty('no-oversold-tickets', {
      id: 'T1',
      statement: 'No seat is sold twice.',
      evidence: 'answers of the offices',
    });
    properties.always(sold, rule);
    properties.eventually('bob-is-served', { ...rule, withinMs: 1 });
    expect(properties.descriptions).toEqual([
      { id: 'T1', name: 'no-oversold-tickets', kind: 'safety', statement: 'No seat is sold twice.', evidence: 'answers of the offices' },
      { id: 'bob-is-served', name: 'bob-is-served', kind: 'liveness', statement: 'bob-is-served', evidence: 'what the suite observes' },
    ]);
  });

  it('refuses a name twice, a description of the other kind, and a bound that is none', () => {
    const properties = judge(new HandWorld());
    properties.always('a', rule);
    const code = (register: () => unknown): unknown => {
      try {
        register();
      } catch (error) {
        return (error as PropertyError).code;
      }
      return null;
    };
    expect(code(() => properties.always('a', rule))).toBe('named-twice');
    expect(code(() => properties.eventually(describeProperty('b', { statement: 'B.' }), { ...rule, withinMs: 1 }))).toBe('wrong-kind');
    expect(code(() => properties.eventually('c', { ...rule, withinMs: Number.NaN }))).toBe('bad-bound');
    expect(code(() => properties.within(-1, 'd', rule))).toBe('bad-bound');
  });

  it('takes the world that a suite builds', () => {
    const takes = (world: World): JudgedWorld => world;
    expect(takes).toBeTypeOf('function');
  });
});
