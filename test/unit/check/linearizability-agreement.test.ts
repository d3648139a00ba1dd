/** The checker against a search that tries every order, and against objects that are linearizable because they were run. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  checkLinearizability,
  counterModel,
  lockModel,
  queueModel,
  registerModel,
  setModel,
  type Model,
  type Operation,
} from '../../../sim/check/index.ts';

const value = fc.integer({ min: 0, max: 1 });
const answer = fc.boolean();

interface Kind {
  readonly model: Model<never>;
  /** An operation with its argument and a possible answer. */
  readonly call: fc.Arbitrary<readonly [operation: string, argument: unknown, result: unknown]>;
}

const kinds: readonly Kind[] = [
  {
    model: registerModel(0) as Model<never>,
    call: fc.oneof(
      fc.tuple(fc.constant('read'), fc.constant(undefined), value),
      fc.tuple(fc.constant('write'), value, fc.constant(undefined)),
      fc.tuple(fc.constant('cas'), fc.record({ from: value, to: value }), answer),
    ),
  },
  {
    model: counterModel() as Model<never>,
    call: fc.oneof(
      fc.tuple(fc.constant('read'), fc.constant(undefined), fc.integer({ min: 0, max: 2 })),
      fc.tuple(fc.constant('add'), fc.constant(1), fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined })),
    ),
  },
  {
    model: queueModel() as Model<never>,
    call: fc.oneof(
      fc.tuple(fc.constant('push'), value, fc.constant(undefined)),
      fc.tuple(fc.constant('pop'), fc.constant(undefined), fc.option(value, { nil: null })),
    ),
  },
  { model: setModel() as Model<never>, call: fc.tuple(fc.constantFrom('add', 'remove', 'has'), value, answer) },
  { model: lockModel() as Model<never>, call: fc.tuple(fc.constantFrom('acquire', 'release'), fc.constantFrom('A', 'B'), answer) },
];

/** Up to `callsMax` calls that overlap anyhow; every fifth or so is unknown, and a few failed. */
function histories(kind: Kind, callsMax: number): fc.Arbitrary<readonly Operation[]> {
  const call = fc.record({
    what: kind.call,
    begin: fc.integer({ min: 0, max: 20 }),
    length: fc.integer({ min: 1, max: 9 }),
    outcome: fc.constantFrom('ok', 'ok', 'ok', 'ok', 'ok', 'unknown', 'unknown', 'fail'),
  } as const);
  return fc.array(call, { minLength: 1, maxLength: callsMax }).map((drafts) => {
    const sorted = drafts.toSorted((a, b) => a.begin - b.begin);
    return sorted.map(({ what: [operation, argument, result], begin, length, outcome }, index) => {
      // Distinct moments: no two ends of calls may have the same order.
      const invokedOrder = begin * 100 + index;
      const returnedOrder = outcome === 'unknown' ? null : (begin + length) * 100 + 50 + index;
      return {
        id: index + 1,
        process: `p${index}`,
        operation,
        argument,
        key: null,
        outcome,
        result: outcome === 'ok' ? result : undefined,
        reason: null,
        invokedMs: invokedOrder,
        returnedMs: returnedOrder,
        invokedOrder,
        returnedOrder,
      } satisfies Operation;
    });
  });
}

/** Tries every order of every choice of unknown operations. */
function hasOrder<State>(operations: readonly Operation[], model: Model<State>, state: State = model.init('')): boolean {
  const owed = operations.filter(({ outcome }) => outcome === 'ok');
  if (owed.length === 0) return true;
  const firstReturn = Math.min(...owed.map(({ returnedOrder }) => returnedOrder ?? Infinity));
  return operations
    .filter(({ invokedOrder, outcome }) => outcome !== 'fail' && invokedOrder < firstReturn)
    .some((next) =>
      model.step(state, next).some((after) =>
        hasOrder(
          operations.filter((operation) => operation !== next),
          model,
          after,
        ),
      ),
    );
}

describe.each(kinds.map((kind) => ({ name: kind.model.name, kind })))('a $name', ({ kind }) => {
  it('is judged as by trying every order, on thousands of small histories', () => {
    const verdicts = { linearizable: 0, 'not-linearizable': 0, inconclusive: 0 };
    fc.assert(
      fc.property(histories(kind, 6), (operations) => {
        const { kind: verdict } = checkLinearizability(operations, kind.model);
        verdicts[verdict] += 1;
        expect(verdict).toBe(hasOrder(operations, kind.model) ? 'linearizable' : 'not-linearizable');
      }),
      { numRuns: 3_000, seed: 7 },
    );
    // The agreement would say little if one verdict were rare.
    expect(verdicts.inconclusive).toBe(0);
    expect(Math.min(verdicts.linearizable, verdicts['not-linearizable'])).toBeGreaterThan(300);
  });

  it('gives an order that is a run of the model and respects time', () => {
    fc.assert(
      fc.property(histories(kind, 8), (operations) => {
        const result = checkLinearizability(operations, kind.model);
        if (result.kind !== 'linearizable') return;
        const order = result.orders.get('') ?? [];
        let states = [kind.model.init('')];
        for (const call of order) states = states.flatMap((state) => [...kind.model.step(state, call)]);
        expect(states.length).toBeGreaterThan(0);
        expect(operations.filter(({ outcome }) => outcome === 'ok').every((operation) => order.includes(operation))).toBe(true);
        for (const [index, later] of order.entries())
          for (const earlier of order.slice(0, index)) expect(later.returnedOrder ?? Infinity).toBeGreaterThan(earlier.invokedOrder);
      }),
      { numRuns: 500, seed: 7 },
    );
  });

  it('explains a bad history with a contradiction that holds by itself and in which nothing is superfluous', () => {
    const open = (operation: Operation): Operation => ({ ...operation, outcome: 'unknown', result: undefined, returnedOrder: null });
    fc.assert(
      fc.property(histories(kind, 7), (operations) => {
        const result = checkLinearizability(operations, kind.model);
        if (result.kind !== 'not-linearizable') return;
        const { contradiction, misfit } = result;
        const lastOrder = misfit.returnedOrder ?? 0;
        const begun = operations.filter(({ invokedOrder, outcome }) => invokedOrder < lastOrder && outcome !== 'fail');
        const insisting = (on: readonly Operation[]): readonly Operation[] =>
          begun.map((operation) => (on.some(({ id }) => id === operation.id) ? operation : open(operation)));
        expect(contradiction.at(-1)?.id).toBe(misfit.id);
        expect(hasOrder(insisting(contradiction), kind.model)).toBe(false);
        for (const left of contradiction) expect(hasOrder(insisting(contradiction.filter((one) => one !== left)), kind.model)).toBe(true);
      }),
      { numRuns: 500, seed: 7 },
    );
  });
});

describe('long histories of objects that really ran', () => {
  /** Calls of several processes on one object: each takes effect at a random moment between its two ends. */
  function ran(kind: Kind, seed: number, callsMax: number): readonly Operation[] {
    const drafts = fc.sample(fc.tuple(kind.call, fc.integer({ min: 1, max: 400 }), fc.double({ min: 0, max: 1, noNaN: true })), {
      seed,
      numRuns: callsMax,
    });
    const calls = drafts.map(([[operation, argument], length, share], index) => ({
      operation,
      argument,
      begin: index * 100 + 1,
      effect: index * 100 + 1 + share * length,
      end: index * 100 + 1 + length + (index % 97) / 100,
    }));
    const results = new Map<number, unknown>();
    let state: never = kind.model.init('');
    const possible = [true, false, null, ...Array.from({ length: callsMax }, (_, index) => index)];
    for (const call of calls.toSorted((a, b) => a.effect - b.effect)) {
      const operation = { operation: call.operation, argument: call.argument, process: 'A', outcome: 'ok' } as Operation;
      const result = possible.find((one) => kind.model.step(state, { ...operation, result: one }).length > 0);
      state = kind.model.step(state, { ...operation, result })[0] as never;
      results.set(call.begin, result);
    }
    return calls.map((call, index) => ({
      id: index + 1,
      process: 'A',
      operation: call.operation,
      argument: call.argument,
      key: null,
      outcome: 'ok',
      result: results.get(call.begin),
      reason: null,
      invokedMs: call.begin,
      returnedMs: call.end,
      invokedOrder: call.begin,
      returnedOrder: call.end,
    }));
  }

  it.each(kinds.map((kind) => ({ name: kind.model.name, kind })))('of a $name are linearizable', ({ kind }) => {
    for (let seed = 1; seed <= 5; seed += 1) expect(checkLinearizability(ran(kind, seed, 300), kind.model).kind).toBe('linearizable');
  });

  /** A queue of jobs, each pushed once, with about eight calls at a time; workers often find it empty. */
  function jobs(seed: number): readonly Operation[] {
    const drafts = fc.sample(fc.tuple(fc.boolean(), fc.nat(99), fc.integer({ min: 1, max: 200 }), fc.nat(200)), { seed, numRuns: 600 });
    const calls = drafts.map(([isPush, begin, length, effect], index) => {
      // Eight calls begin in one hundred moments; fractions keep all moments apart.
      const invokedOrder = Math.floor(index / 8) * 100 + begin + index / 1_000;
      return {
        isPush,
        job: index,
        invokedOrder,
        returnedOrder: invokedOrder + length + 0.5,
        effect: invokedOrder + Math.min(effect, length),
      };
    });
    const queue: number[] = [];
    const results = new Map<number, unknown>();
    for (const { isPush, job } of calls.toSorted((a, b) => a.effect - b.effect)) {
      if (isPush) queue.push(job);
      else results.set(job, queue.shift() ?? null);
    }
    return calls.map(({ isPush, job, invokedOrder, returnedOrder }) => ({
      id: job + 1,
      process: `p${job % 8}`,
      operation: isPush ? 'push' : 'pop',
      argument: isPush ? job : undefined,
      key: null,
      outcome: 'ok',
      result: results.get(job),
      reason: null,
      invokedMs: invokedOrder,
      returnedMs: returnedOrder,
      invokedOrder,
      returnedOrder,
    }));
  }

  it('of a queue of jobs are judged without trying everything', () => {
    for (let seed = 1; seed <= 5; seed += 1) {
      const result = checkLinearizability(jobs(seed), queueModel());
      expect(result.kind).toBe('linearizable');
      expect(result.states).toBeLessThan(5_000);
    }
  });

  it.each([
    ['a job that two workers got', (all: readonly Operation[]) => spoil(all, (pops) => [pops[60], pops[40]])],
    [
      'a job that came out long before its turn',
      (all: readonly Operation[]) => spoil(all, (pops) => [pops[40], pops[60], pops[60], pops[40]]),
    ],
  ])('of a queue are told from those with %s', (_what, spoiled) => {
    for (let seed = 1; seed <= 3; seed += 1) {
      const result = checkLinearizability(spoiled(jobs(seed)), queueModel());
      if (result.kind !== 'not-linearizable') throw new Error(`seed ${seed} is ${result.kind}`);
      expect(result.contradiction.length).toBeLessThanOrEqual(4);
    }
  });

  /** Gives pops the answers of other pops: pairs of (which, whose answer). */
  function spoil(
    all: readonly Operation[],
    choose: (pops: readonly Operation[]) => readonly (Operation | undefined)[],
  ): readonly Operation[] {
    const chosen = choose(all.filter(({ operation, result }) => operation === 'pop' && result !== null));
    const answers = new Map<number, unknown>();
    for (let index = 0; index < chosen.length; index += 2) answers.set(chosen[index]?.id ?? 0, chosen[index + 1]?.result);
    return all.map((operation) => (answers.has(operation.id) ? { ...operation, result: answers.get(operation.id) } : operation));
  }
});
