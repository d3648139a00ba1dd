/** One call of a client as the client saw it: when it asked, when it was answered, with what. Plain data, so that histories can be stored. */

/** One operation of a history. */
export interface Operation {
  /** Position among the invocations of its history, from 1. */
  readonly id: number;
  /** Who called: `ann`, `gateway-1`. */
  readonly process: string;
  /** What was called: `write`, `pop`. */
  readonly operation: string;
  /** With what; undefined when there is nothing to say. Plain data. */
  readonly argument: unknown;
  /** The object called upon, when a history is about many: the queue's name, the seat's number. */
  readonly key: string | null;
  /**
   * `ok`: it happened between invocation and return, with `result`. `fail`: it did not happen. `unknown`: it happened at some moment after its
   * invocation, perhaps long after the caller gave up, or never.
   */
  readonly outcome: 'ok' | 'fail' | 'unknown';
  /** The answer of an `ok` operation, plain data; undefined when it had none. */
  readonly result: unknown;
  /** Why it failed or is unknown. */
  readonly reason: string | null;
  /** Virtual milliseconds since the world began. */
  readonly invokedMs: number;
  /** When it was answered or given up; null while it is open. */
  readonly returnedMs: number | null;
  /** Position of the invocation among all invocations and returns: it orders what happened at one moment. */
  readonly invokedOrder: number;
  /** Position of the return; null unless the outcome is `ok` or `fail`: an unknown operation may still happen. */
  readonly returnedOrder: number | null;
}
