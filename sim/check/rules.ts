/** What a user states to register a property: when to look, what must hold, and what to say when it does not. */
import type { Fact } from './violation.ts';

/** What a property says when it does not hold, made from its evidence. */
export interface Accusation {
  /** One sentence about this instance, with its names: `seat 12 was sold to ann and to bob`. */
  readonly sentence: string;
  /** The facts that contradict each other in order of time; the last one is the contradiction. */
  readonly facts?: readonly Fact[];
  /** Redis keys, hosts or ids that the story should follow. */
  readonly about?: readonly string[];
  /** Liveness: what still waits for what, one line each. */
  readonly waits?: readonly string[];
  /** An obligation that was not met in time: the story says why it does not go on. Set by `eventually` and `within`. */
  readonly missed?: boolean;
}

/** Subscribes a property to the moments at which it is judged; each call of `look` judges once, with that evidence. */
export type Moments<Evidence> = (look: (evidence: Evidence) => void) => void;

/** A registered property. Without `when`, or beside it, `look` judges by hand. */
export interface Watch<Evidence> {
  look(evidence: Evidence): void;
}

/** Holds at every moment at which it is looked at. */
export interface AlwaysRule<Evidence> {
  readonly when?: Moments<Evidence>;
  holds(evidence: Evidence): boolean;
  otherwise(evidence: Evidence): Accusation;
}

/** Happens at no moment at which it is looked at. */
export interface NeverRule<Evidence> {
  readonly when?: Moments<Evidence>;
  happens(evidence: Evidence): boolean;
  otherwise(evidence: Evidence): Accusation;
}

/** By when: a moment of the world, or a time from its start or from its calm phase. All in virtual milliseconds. */
export type Bound =
  | { readonly byMs: number; readonly withinMs?: never; readonly after?: never }
  | { readonly withinMs: number; readonly after?: 'start' | 'calm'; readonly byMs?: never };

/** The time that a liveness property had. */
export interface Missed {
  /** When it began to count. */
  readonly sinceMs: number;
  readonly deadlineMs: number;
}

/**
 * Is reached once within its bound. Looked at when the calm phase begins (if it counts from there), at the moments of `when`, at the
 * deadline, and when the world ends before that; without `when` it should be a state that stays.
 */
export type EventuallyRule = Bound & {
  readonly when?: Moments<void>;
  holds(): boolean;
  otherwise(missed: Missed): Accusation;
};

/** A trigger whose response has not come. */
export interface OpenTrigger<Evidence> extends Missed {
  readonly id: string;
  /** What the trigger was reported with. */
  readonly evidence: Evidence;
  /** When the trigger happened; `sinceMs` is later when only the calm phase counts. */
  readonly triggeredMs: number;
}

/** Each trigger is followed by its response in time. */
export interface WithinRule<Evidence> {
  /** `calm`: what is triggered before the calm phase counts from its begin. `start`, the default: from the trigger on. */
  readonly after?: 'start' | 'calm';
  otherwise(open: OpenTrigger<Evidence>): Accusation;
}

/** Where triggers and responses are reported, matched by id. */
export interface Responses<Evidence> {
  /** It happened and must be answered. A second trigger with an open id counts as the first. */
  trigger(id: string, evidence: Evidence): void;
  /** The answer. Without an open trigger of this id it means nothing. */
  response(id: string): void;
  /** Nobody waits for the answer any more. */
  withdraw(id: string): void;
  /** The ids that wait now, oldest first. */
  open(): readonly string[];
}
