/**
 * Records what clients asked and what they were told. A call that timed out, or whose reply was lost, is `unknown`: it may have happened, and
 * it may still happen later; checkers take both for possible.
 */
import type { Operation } from './operation.ts';

/** A call that has begun. The first conclusion counts; a reply that comes after the caller gave up changes nothing. */
export interface Invocation {
  /** It happened, and this was the answer. */
  ok(result?: unknown): void;
  /** It did not happen, for sure. */
  fail(reason?: string): void;
  /** It may have happened or may still happen: a timeout, a lost reply, a connection that broke. */
  unknown(reason?: string): void;
}

type Draft = { -readonly [Field in keyof Operation]: Operation[Field] };

/** The history of one world. Whoever has a clock (`world`) may keep one. */
export class History {
  readonly #clock: { readonly nowMs: number };
  readonly #operations: Draft[] = [];
  #order = 0;

  constructor(clock: { readonly nowMs: number }) {
    this.#clock = clock;
  }

  /** A call begins. `key` names the object called upon when the history is about many. */
  invoke(process: string, operation: string, argument?: unknown, key: string | null = null): Invocation {
    const draft: Draft = {
      id: this.#operations.length + 1,
      process,
      operation,
      argument,
      key,
      outcome: 'unknown',
      result: undefined,
      reason: null,
      invokedMs: this.#clock.nowMs,
      returnedMs: null,
      invokedOrder: this.#next(),
      returnedOrder: null,
    };
    this.#operations.push(draft);
    const conclude = (outcome: Operation['outcome'], result: unknown, reason: string | undefined): void => {
      if (draft.returnedMs !== null) return;
      draft.outcome = outcome;
      draft.result = result;
      draft.reason = reason ?? null;
      draft.returnedMs = this.#clock.nowMs;
      if (outcome !== 'unknown') draft.returnedOrder = this.#next();
    };
    return {
      ok: (result) => conclude('ok', result, undefined),
      fail: (reason) => conclude('fail', undefined, reason),
      unknown: (reason) => conclude('unknown', undefined, reason),
    };
  }

  /** All calls so far in order of invocation, as copies; open ones are `unknown`. */
  operations(): readonly Operation[] {
    return this.#operations.map((draft) => ({ ...draft }));
  }

  #next(): number {
    this.#order += 1;
    return this.#order;
  }
}
