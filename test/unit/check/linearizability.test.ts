/** Histories whose verdict is known, from the literature and from life, and what is said about the bad ones. */
import { describe, expect, it } from 'vitest';
import {
  checkLinearizability,
  counterModel,
  lockModel,
  ModelError,
  queueModel,
  registerModel,
  sequentialModel,
  setModel,
  type Model,
  type NotLinearizable,
  type Operation,
} from '../../../sim/check/index.ts';
import { calls } from './calls.ts';

function verdict<State>(model: Model<State>, ...lines: readonly string[]): string {
  return checkLinearizability(calls(...lines), model).kind;
}

function broken<State>(model: Model<State>, operations: readonly Operation[]): NotLinearizable {
  const result = checkLinearizability(operations, model);
  if (result.kind !== 'not-linearizable') throw new Error(`the history is ${result.kind}`);
  return result;
}

describe('the queues of Herlihy and Wing (1990), figure 1', () => {
  it('a: concurrent pushes may come out in either order', () => {
    expect(
      verdict(queueModel(), 'A push "x" @ 1-4', 'B push "y" @ 2-3', 'B pop = "x" @ 5-6', 'A pop = "y" @ 7-8', 'A push "z" @ 9-10'),
    ).toBe('linearizable');
  });

  it('b: what was pushed before comes out before', () => {
    expect(verdict(queueModel(), 'A push "x" @ 1-2', 'B push "y" @ 3-4', 'A pop = "y" @ 5-6')).toBe('not-linearizable');
  });

  it('c: a pop may return what a concurrent push has not finished to push', () => {
    expect(verdict(queueModel(), 'A push "x" @ 1-6', 'B pop = "x" @ 2-3')).toBe('linearizable');
  });

  it('d: nothing comes out twice', () => {
    expect(verdict(queueModel(), 'A push "x" @ 1-6', 'B push "y" @ 2-3', 'A pop = "y" @ 7-8', 'C pop = "y" @ 9-10')).toBe(
      'not-linearizable',
    );
  });
});

describe('the registers of Herlihy and Wing (1990), figure 2', () => {
  it('a: reads may see concurrent writes in an order of their own choice, once', () => {
    expect(
      verdict(registerModel(), 'A write 0 @ 1-2', 'B write 1 @ 3-10', 'A read = 1 @ 4-5', 'C write 0 @ 6-11', 'A read = 0 @ 7-8'),
    ).toBe('linearizable');
  });

  it('b: a value that was overwritten does not come back', () => {
    expect(verdict(registerModel(), 'A write 0 @ 1-2', 'B write 1 @ 3-10', 'A read = 1 @ 4-5', 'C read = 0 @ 6-7')).toBe(
      'not-linearizable',
    );
  });
});

describe('a register', () => {
  it('that answers a stale read is found, with the three calls that contradict each other', () => {
    const result = broken(
      registerModel(),
      calls('ann write 1 @ 1-2', 'eve read = 1 @ 3-4', 'ann write 2 @ 5-6', 'eve read = 2 @ 7-8', 'bob read = 1 @ 9-10'),
    );
    expect(result.sentence).toBe("bob's read → 1 fits nowhere: after eve's read → 2 the register is 2");
    expect(result.misfit.id).toBe(5);
    expect(result.order.map(({ id }) => id)).toEqual([1, 2, 3, 4]);
    expect(result.contradiction.map(({ id }) => id)).toEqual([1, 3, 5]);
    expect(result.lanes).toBe(['ann  ├─ write 1 ─┤ ├─ write 2 ─┤', 'bob                              ├─ read → 1 ─┤'].join('\n'));
    expect(result.about).toEqual(['ann', 'bob']);
  });

  it('whose answers exclude each other is found though each alone is possible', () => {
    const result = broken(lockModel(), calls('A acquire = false @ 1-3', 'B acquire = false @ 2-4'));
    expect(result.sentence).toBe("B's acquire → false fits nowhere: the other answers need another answer of it");
    expect(result.contradiction.map(({ id }) => id)).toEqual([1, 2]);
  });

  it('that loses an update is found', () => {
    // Two clients read 0, and both compare-and-set from 0 succeed.
    expect(verdict(registerModel(0), 'A cas {"from":0,"to":1} = true @ 1-4', 'B cas {"from":0,"to":2} = true @ 2-5')).toBe(
      'not-linearizable',
    );
    expect(verdict(registerModel(0), 'A cas {"from":0,"to":1} = true @ 1-4', 'B cas {"from":0,"to":2} = false @ 2-5')).toBe('linearizable');
    expect(verdict(registerModel(0), 'A cas {"from":0,"to":1} = true @ 1-4', 'B cas {"from":1,"to":0} = true @ 2-5')).toBe('linearizable');
  });

  it('may apply an unknown write much later, but not before it was asked for, and not twice', () => {
    expect(verdict(registerModel(0), 'A write 1 ? @ 1', 'B read = 0 @ 2-3', 'B read = 1 @ 90-91')).toBe('linearizable');
    expect(verdict(registerModel(0), 'A write 1 ? @ 1', 'B read = 0 @ 2-3')).toBe('linearizable');
    expect(verdict(registerModel(0), 'B read = 1 @ 1-2', 'A write 1 ? @ 3')).toBe('not-linearizable');
    expect(verdict(registerModel(0), 'A write 1 ? @ 1', 'B read = 1 @ 2-3', 'B write 2 @ 4-5', 'B read = 1 @ 6-7')).toBe(
      'not-linearizable',
    );
  });

  it('has not seen a write that failed', () => {
    expect(verdict(registerModel(0), 'A write 1 ✗ @ 1-2', 'B read = 1 @ 3-4')).toBe('not-linearizable');
    expect(verdict(registerModel(0), 'A write 1 ✗ @ 1-2', 'B read = 0 @ 3-4')).toBe('linearizable');
  });

  it('is one for each key', () => {
    expect(verdict(registerModel(0), '[x] A write 1 @ 1-2', '[y] B read = 0 @ 3-4')).toBe('linearizable');
    const result = broken(registerModel(0), calls('[x] A write 1 @ 1-2', '[y] B read = 0 @ 3-4', '[x] B read = 0 @ 5-6'));
    expect(result).toMatchObject({ key: 'x', sentence: "B's read → 0 on x fits nowhere: after A's write 1 the register is 1" });
    expect(result.about).toEqual(['x', 'A', 'B']);
  });
});

describe('a queue', () => {
  it('that gives one job to two workers is found, and nothing else is told', () => {
    const result = broken(
      queueModel(),
      calls('ann push "c1" @ 1-2', 'w2 pop = "c1" @ 3-4', 'ann push "c7" @ 5-6', 'w1 pop = "c7" @ 7-9', 'w3 pop = "c7" @ 8-10'),
    );
    expect(result.sentence).toBe("w3's pop → c7 fits nowhere: after w1's pop → c7 the queue is empty, as far as these values go");
    expect(result.contradiction.map(({ id }) => id)).toEqual([4, 5]);
    expect(result.facts).toEqual([
      { atMs: 9, host: 'w1', text: 'pop → c7, asked at 0.007s' },
      { atMs: 10, host: 'w3', text: 'pop → c7, asked at 0.008s' },
    ]);
    expect(result.lanes).toBe(['w1  ├─ pop → c7 ─┤', 'w3    ├─ pop → c7 ─┤'].join('\n'));
  });

  it('that is said to be empty while it holds something is found', () => {
    expect(verdict(queueModel(), 'A push 1 @ 1-2', 'B pop = null @ 3-4')).toBe('not-linearizable');
    expect(verdict(queueModel(), 'A push 1 @ 1-5', 'B pop = null @ 3-4')).toBe('linearizable');
  });

  it('may have lost what an unknown pop took', () => {
    expect(verdict(queueModel(), 'A push 1 @ 1-2', 'A push 2 @ 3-4', 'B pop ? @ 5', 'C pop = 2 @ 6-7')).toBe('linearizable');
    expect(verdict(queueModel(), 'A push 1 @ 1-2', 'A push 2 @ 3-4', 'C pop = 2 @ 6-7')).toBe('not-linearizable');
  });
});

describe('a lock', () => {
  it('that is held by two is found', () => {
    const result = broken(lockModel(), calls('gateway-1 acquire = true @ 1-2', 'gateway-2 acquire = true @ 3-4'));
    expect(result.sentence).toBe("gateway-2's acquire → true fits nowhere: after gateway-1's acquire → true the lock is held by gateway-1");
  });

  it('passes from owner to owner by release only, and only by its owner', () => {
    expect(verdict(lockModel(), 'A acquire = true @ 1-2', 'A release = true @ 3-6', 'B acquire = true @ 4-5')).toBe('linearizable');
    expect(verdict(lockModel(), 'A acquire = true @ 1-2', 'B release = true @ 3-4')).toBe('not-linearizable');
    expect(verdict(lockModel(), 'A acquire = true @ 1-2', 'B release = false @ 3-4', 'B acquire = false @ 5-6')).toBe('linearizable');
    expect(verdict(lockModel(), 'B acquire = false @ 1-2')).toBe('not-linearizable');
  });
});

describe('a counter and a set', () => {
  it('add what was added, also what nobody knows of', () => {
    expect(verdict(counterModel(), 'A add 1 @ 1-4', 'B add 1 @ 2-3', 'A read = 2 @ 5-6')).toBe('linearizable');
    expect(verdict(counterModel(), 'A add 1 @ 1-4', 'B add 1 @ 2-3', 'A read = 1 @ 5-6')).toBe('not-linearizable');
    expect(verdict(counterModel(), 'A add 1 ? @ 1', 'B read = 0 @ 2-3', 'B read = 1 @ 4-5')).toBe('linearizable');
    expect(verdict(counterModel(5), 'A add -2 = 3 @ 1-2', 'B add 1 = 4 @ 3-4')).toBe('linearizable');
  });

  it('have a member once', () => {
    expect(verdict(setModel(), 'A add 1 = true @ 1-2', 'B add 1 = true @ 3-4')).toBe('not-linearizable');
    expect(verdict(setModel(), 'A add 1 = true @ 1-2', 'B add 1 = false @ 3-4', 'B remove 1 = true @ 5-6', 'A has 1 = false @ 7-8')).toBe(
      'linearizable',
    );
  });
});

describe('a model of the user', () => {
  interface Seats {
    readonly free: number;
    readonly owners: readonly string[];
  }
  const seats = sequentialModel<Seats>({
    name: 'box office',
    init: () => ({ free: 1, owners: [] }),
    apply: (state, { operation, process }) => {
      if (operation === 'refund')
        return state.owners.includes(process) ? { state: { free: state.free + 1, owners: [] }, result: true } : null;
      if (state.free === 0) return { state, result: 'sold out' };
      return { state: { free: state.free - 1, owners: [...state.owners, process] }, result: 'sold' };
    },
    keyOf: ({ argument }) => String(argument),
    say: ({ free }) => `left with ${free} seats`,
  });

  it('states keys, equality and words of its own', () => {
    expect(verdict(seats, 'ann buy "hall" = "sold" @ 1-2', 'bob buy "club" = "sold" @ 3-4', 'eve buy "hall" = "sold out" @ 5-6')).toBe(
      'linearizable',
    );
    const result = broken(seats, calls('ann buy "hall" = "sold" @ 1-2', 'bob buy "hall" = "sold" @ 3-4'));
    expect(result.sentence).toBe(
      "bob's buy hall → sold on hall fits nowhere: after ann's buy hall → sold the box office is left with 0 seats",
    );
  });

  it('may say that an operation is impossible, and leave open what happens', () => {
    expect(verdict(seats, 'ann refund "hall" = true @ 1-2')).toBe('not-linearizable');
    const dice: Model<number> = {
      name: 'die',
      init: () => 0,
      step: (state, { operation, result }) => (operation === 'roll' ? [1, 2, 3] : result === state ? [state] : []),
      same: (first, second) => first === second,
    };
    expect(verdict(dice, 'A roll @ 1-2', 'A look = 3 @ 3-4', 'B look = 3 @ 5-6')).toBe('linearizable');
    expect(verdict(dice, 'A roll @ 1-2', 'A look = 3 @ 3-4', 'B look = 2 @ 5-6')).toBe('not-linearizable');
    expect(verdict(dice, 'A roll @ 1-2', 'A look = 4 @ 3-4')).toBe('not-linearizable');
  });
});

describe('a search', () => {
  it('visits a configuration once, whatever led to it', () => {
    // Twelve calls at once have 479,001,600 orders and 4,096 sets.
    const adds = Array.from({ length: 12 }, (_, index) => `p${index} add 1 @ ${index + 1}-${index + 50}`);
    const result = checkLinearizability(calls(...adds, 'bob read = 13 @ 100-101'), counterModel());
    expect(result.kind).toBe('not-linearizable');
    expect(result.states).toBeLessThanOrEqual(4_096);
  });
});

describe('what a checker cannot judge', () => {
  it('is inconclusive beyond the limit of states, with advice', () => {
    const many = calls(
      ...Array.from({ length: 16 }, (_, index) => `p${index} write ${index} @ ${index + 1}-${index + 100}`),
      'bob read = 99 @ 300-301',
    );
    const result = checkLinearizability(many, registerModel(), { statesMax: 1_000 });
    expect(result).toMatchObject({ kind: 'inconclusive', key: '' });
    expect(result.kind === 'inconclusive' && result.sentence).toBe(
      '17 operations have more than 1000 configurations; give each object its own key, make fewer calls at a time, or raise statesMax',
    );
  });

  it('does not hide another object that is broken', () => {
    const many = Array.from({ length: 16 }, (_, index) => `[a] p${index} write ${index} @ ${index + 1}-${index + 100}`);
    const result = checkLinearizability(calls(...many, '[a] bob read = 99 @ 300-301', '[b] ann read = 1 @ 400-401'), registerModel(), {
      statesMax: 1_000,
    });
    expect(result).toMatchObject({ kind: 'not-linearizable', key: 'b' });
  });

  it('is refused when the model has no such operation', () => {
    expect(() => verdict(queueModel(), 'ann peek = 1 @ 1-2')).toThrow(ModelError);
    expect(() => verdict(queueModel(), 'ann peek = 1 @ 1-2')).toThrow('operation 1 of ann is "peek", and a queue has push, pop');
    expect(() => verdict(registerModel(), 'ann cas 1 @ 1-2')).toThrow('cas takes { from, to }, and was given 1');
  });

  it('is refused when a state is no plain data', () => {
    const odd: Model<Date> = { name: 'date', init: () => new Date(0), step: () => [new Date(0)] };
    expect(() => verdict(odd, 'ann ask @ 1-2')).toThrow('an instance of Date is not plain data');
  });
});
