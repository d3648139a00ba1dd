/** What can be wrong with a fault plan, as an error that says which fault, what is wrong with it and what there is instead. */

/** What is wrong. */
export type PlanProblemCode =
  /** A file that is no JSON, or no list. */
  | 'not-a-plan'
  /** An entry that is no object. */
  | 'not-a-fault'
  | 'unknown-kind'
  | 'unknown-host'
  /** The other end of a link does not exist, or is the target itself. */
  | 'unknown-peer'
  /** Nothing at the target can suffer a fault of this kind. */
  | 'not-offered'
  | 'missing-field'
  | 'unknown-field'
  | 'bad-field'
  /** `atMs` is negative or no number. */
  | 'bad-moment'
  /** `when` does not name something that can happen. */
  | 'bad-cause'
  | 'ends-before-it-begins'
  /** A fault of a host that is down then. */
  | 'already-down'
  /** A restart of a host that runs then. */
  | 'not-down'
  /** Two faults that cannot last at the same time. */
  | 'overlap'
  | 'budget';

/** A plan is refused; nothing of it was applied. */
export class FaultPlanError extends Error {
  override readonly name = 'FaultPlanError';
  readonly code: PlanProblemCode;
  /** Position of the fault in the plan, from 0; null when it is about the plan as a whole. */
  readonly index: number | null;

  constructor(code: PlanProblemCode, index: number | null, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.index = index;
  }
}

/** A problem before it is known where in which plan it is. */
export interface PlanProblem {
  readonly code: PlanProblemCode;
  readonly text: string;
}

/** Names a fault by its place and its content: `plan.json, fault 3 (pause of gateway-1 at 300ms): `. */
export function planError(source: string, index: number, about: string, problem: PlanProblem): FaultPlanError {
  return new FaultPlanError(problem.code, index, `${source}, fault ${index + 1}${about === '' ? '' : ` (${about})`}: ${problem.text}`);
}
