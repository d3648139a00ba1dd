/**
 * The search for an order, after Wing and Gong (1993) with Lowe's memory of configurations (2017): calls and returns stand in one linked
 * list; a call that fits the state is lifted out of it together with its return, until the first return in the list belongs to a call that
 * was not placed, which is a dead end. A configuration (which calls are placed, which state) is visited once.
 */
import type { Operation } from '../history/index.ts';
import { CallList } from './call-list.ts';
import type { Model } from './model.ts';
import { Visited } from './visited.ts';

/** How a search ended. Orders hold positions in the list of operations. */
export type SearchResult =
  | { readonly kind: 'ordered'; readonly order: readonly number[]; readonly states: number }
  | {
      readonly kind: 'no-order';
      /** The furthest return (`returnedOrder`) that stopped the search: the history before it has an order. */
      readonly furthestReturn: number;
      readonly states: number;
    }
  | { readonly kind: 'gave-up'; readonly states: number };

/** Looks for an order of the operations (none of them `fail`), visiting at most `statesMax` configurations. */
export function searchOrder<State, Call extends Operation>(
  operations: readonly Call[],
  model: Model<State, Call>,
  key: string,
  statesMax: number,
): SearchResult {
  return new Search(operations, model, model.init(key), statesMax).run();
}

interface Frame<State> {
  readonly call: number;
  readonly before: State;
  /** The states that the call may leave, and which one was taken. */
  readonly after: readonly State[];
  readonly taken: number;
}

/** The calls that may come next, in the order in which they are tried. */
interface Choice {
  readonly calls: readonly number[];
  tried: number;
  /** The call whose return is next: it must be placed before any that begins behind it. */
  readonly blocking: number;
}

class Search<State, Call extends Operation> {
  readonly #operations: readonly Call[];
  readonly #model: Model<State, Call>;
  readonly #statesMax: number;
  readonly #list: CallList;
  readonly #visited: Visited<State>;
  /** What was placed, and beside each (one more) what may be placed next. */
  readonly #frames: Frame<State>[] = [];
  readonly #choices: Choice[] = [];
  readonly #ranks: readonly number[] | null;
  #state: State;
  /** Calls that must be placed and are not. */
  #owed: number;
  #furthestReturn = 0;

  constructor(operations: readonly Call[], model: Model<State, Call>, state: State, statesMax: number) {
    this.#operations = operations;
    this.#model = model;
    this.#state = state;
    this.#statesMax = statesMax;
    this.#list = new CallList(operations);
    this.#visited = new Visited(operations.length, model);
    this.#ranks = model.rank?.(operations) ?? null;
    this.#owed = operations.filter(({ outcome }) => outcome === 'ok').length;
  }

  run(): SearchResult {
    let choice = this.#nextChoice();
    while (this.#owed > 0) {
      if (this.#visited.states > this.#statesMax) return { kind: 'gave-up', states: this.#visited.states };
      const call = choice.calls[choice.tried];
      if (call !== undefined) {
        choice.tried += 1;
        if (this.#place(call, this.#model.step(this.#state, this.#operation(call)), 0)) choice = this.#nextChoice();
        continue;
      }
      this.#furthestReturn = Math.max(this.#furthestReturn, this.#operation(choice.blocking).returnedOrder ?? 0);
      const frame = this.#frames.pop();
      if (frame === undefined) return { kind: 'no-order', furthestReturn: this.#furthestReturn, states: this.#visited.states };
      this.#takeBack(frame);
      this.#choices.pop();
      choice = this.#place(frame.call, frame.after, frame.taken + 1) ? this.#nextChoice() : (this.#choices.at(-1) ?? choice);
    }
    return { kind: 'ordered', order: this.#frames.map(({ call }) => call), states: this.#visited.states };
  }

  #nextChoice(): Choice {
    const { calls, blocking } = this.#list.front();
    const fitting = calls.find((call) => this.#fitsUnchanged(call));
    const choice = { calls: fitting === undefined ? this.#byRank(calls) : [fitting], tried: 0, blocking };
    this.#choices.push(choice);
    return choice;
  }

  /** A call that must be placed, fits now and cannot change anything is placed at once: no order needs it later. */
  #fitsUnchanged(call: number): boolean {
    const operation = this.#operation(call);
    const isReading = operation.outcome === 'ok' && this.#model.changesNothing?.(operation) === true;
    return isReading && this.#model.step(this.#state, operation).length > 0;
  }

  #byRank(calls: readonly number[]): readonly number[] {
    const ranks = this.#ranks;
    return ranks === null ? calls : calls.toSorted((a, b) => (ranks[a] ?? 0) - (ranks[b] ?? 0));
  }

  /** Places a call with the first of its states, from `from` on, that leads to a new configuration. */
  #place(call: number, after: readonly State[], from: number): boolean {
    const isOwed = this.#operation(call).outcome === 'ok';
    for (let taken = from; taken < after.length; taken += 1) {
      const state = after[taken] as State;
      // A call that need not have happened and changes nothing need not be placed.
      if (!isOwed && this.#visited.same(state, this.#state)) continue;
      if (!this.#visited.enter(call, state)) continue;
      this.#frames.push({ call, before: this.#state, after, taken });
      this.#list.lift(call);
      this.#state = state;
      if (isOwed) this.#owed -= 1;
      return true;
    }
    return false;
  }

  #takeBack(frame: Frame<State>): void {
    this.#list.putBack(frame.call);
    this.#visited.leave(frame.call);
    this.#state = frame.before;
    if (this.#operation(frame.call).outcome === 'ok') this.#owed += 1;
  }

  #operation(call: number): Call {
    return this.#operations[call] as Call;
  }
}
