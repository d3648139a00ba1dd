/**
 * What a property says when it does not hold. A violation is made by the property from its evidence: it names the property, tells
 * the instance in one sentence and lists the facts that contradict each other. Reports draw it without asking the world again.
 */

/** One observed fact: when, where, what, and (when known) the line of source that did it. */
export interface Fact {
  /** Virtual milliseconds since the world began. */
  readonly atMs: number;
  /** The host that the fact was observed on, e.g. `worker-3` or `redis`. */
  readonly host: string;
  /** What happened, in plain words, starting with a verb: `started c7 under delivery token 42`. */
  readonly text: string;
  /** `src/worker.ts:88` when known. */
  readonly source?: string;
}

/** A property that did not hold in one world. */
export interface Violation {
  /** The property's readable name, e.g. `no-double-scheduling`. */
  readonly property: string;
  /** One sentence about this instance: `container c7 ran on worker-1 and worker-3 at the same time`. */
  readonly sentence: string;
  /** Virtual milliseconds since the world began at which it was judged. */
  readonly atMs: number;
  /** The contradicting facts in order of time; the last one is the contradiction. */
  readonly facts: readonly Fact[];
  /** Redis keys, hosts or ids that the story should follow, e.g. `['c7', 'worker-1']`. */
  readonly about: readonly string[];
  /** Liveness: what still waited for what, one line each: `gateway-1 waits since 2.100s for the reply to EVALSHA commit`. */
  readonly waits?: readonly string[];
  /** An obligation that was not met in time. A safety property that waits for it only to be fair says false. */
  readonly missed?: boolean;
}

/** A property as lists and reports show it. */
export interface PropertyDescription {
  /** The id of the design's list, e.g. `S4`; for properties of other teams any short id. */
  readonly id: string;
  /** The readable name, e.g. `no-double-scheduling`. */
  readonly name: string;
  /** Safety: nothing bad happens. Liveness: something good happens in bounded virtual time. */
  readonly kind: 'safety' | 'liveness';
  /** One sentence: what must hold. */
  readonly statement: string;
  /** Which evidence it judges from: keyspace changes, what the runtime really ran, client histories. */
  readonly evidence: string;
}
