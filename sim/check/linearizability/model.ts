/**
 * A sequential object: what its operations would answer if they came one after another. A history is linearizable when some order of its
 * operations, each at one moment between its invocation and its return, is a run of the model.
 */
import type { Operation } from '../history/index.ts';
import { samePlain } from '../plain-value.ts';

/** What a checker needs of an object. States are values: `step` must not change the one it is given. */
export interface Model<State, Call extends Operation = Operation> {
  /** What messages call it: `register`. */
  readonly name: string;
  /** The state of an object that nobody has used. */
  init(key: string): State;
  /**
   * The states that `operation` may leave: none when its answer is impossible in this state, several when the object is free to choose. The
   * answer of an operation with the outcome `unknown` is not known: any fits.
   */
  step(state: State, operation: Call): readonly State[];
  /** Which object an operation is on; objects are checked apart. Without it the operation's `key`. */
  keyOf?(operation: Call): string;
  /** Whether two states are the same; without it they are compared as plain data. */
  same?(first: State, second: State): boolean;
  /** Whether an operation, with the answer it got, leaves every state in which it fits as it was, as reads do; only for speed. */
  changesNothing?(operation: Call): boolean;
  /**
   * A number for each operation, only for speed: of those that may come next the one with the smallest number is tried first. A good guess finds
   * the order of a long history at once.
   */
  rank?(operations: readonly Call[]): readonly number[];
  /**
   * Parts of a history that look wrong, and of which each must have an order if the whole has one; only for speed. Operations may be left out,
   * but not changed.
   */
  suspects?(operations: readonly Call[]): Iterable<readonly Call[]>;
  /** The state in words, continuing "is": `1`, `empty`, `held by ann`. */
  say?(state: State): string;
}

/** What an operation does to a state, and what it answers. */
export interface Applied<State> {
  readonly state: State;
  readonly result: unknown;
}

/** A model of which each operation has one effect and one answer. An `ok` operation recorded without an answer fits any. */
export type Sequential<State, Call extends Operation = Operation> = Omit<Model<State, Call>, 'step'> & {
  /** Null when it cannot be called in this state at all. */
  apply(state: State, operation: Call): Applied<State> | null;
};

/** The model that compares what `apply` answers with what the client was told. */
export function sequentialModel<State, Call extends Operation = Operation>(object: Sequential<State, Call>): Model<State, Call> {
  return {
    ...object,
    step(state, operation) {
      const applied = object.apply(state, operation);
      if (applied === null) return [];
      const isOpen = operation.outcome === 'unknown' || operation.result === undefined;
      return isOpen || samePlain(applied.result, operation.result) ? [applied.state] : [];
    },
  };
}

/** An operation that a ready-made model does not have. */
export class ModelError extends Error {
  override readonly name = 'ModelError';
  /** `unknown-operation`: the model has no such operation. `bad-argument`: the argument is not of the kind that it takes. */
  readonly code: 'unknown-operation' | 'bad-argument';

  constructor(code: ModelError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/** Refuses an operation that the model `name` does not have. */
export function unknownOperation(name: string, { operation, id, process }: Operation, known: readonly string[]): never {
  throw new ModelError(
    'unknown-operation',
    `operation ${id} of ${process} is "${operation}", and a ${name} has ${known.join(', ')}; record it as one of these, or write a model of your own`,
  );
}
