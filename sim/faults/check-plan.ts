/** Checks a whole plan before anything of it is applied, reads plans from files, and takes from a plan what is sound. */
import { hostProblem, shapeProblem, type PlanWorld } from './check-fault.ts';
import { kindOf, type Fault, type FaultPlan } from './kinds/index.ts';
import { FaultPlanError, planError } from './plan-error.ts';
import { headline, timelineProblem, type FaultBudget } from './timeline.ts';

/** How a plan is checked. */
export interface CheckPlanOptions {
  /** How much the plan may do; without one anything. */
  readonly budget?: FaultBudget | undefined;
  /** What errors call the plan, e.g. a file's name. */
  readonly source?: string | undefined;
}

const SOURCE = 'fault plan';

/** Throws a FaultPlanError when a plan cannot be applied to a world; its hosts and what they offer must be there already. */
export function checkPlan(world: PlanWorld, plan: FaultPlan, options: CheckPlanOptions = {}): void {
  const error = planProblem(world, plan, options);
  if (error !== null) throw error;
}

/** The faults of a plan that can be applied to a world: what would be refused is left out, first those that come first. */
export function soundPart(world: PlanWorld, plan: FaultPlan, options: CheckPlanOptions = {}): FaultPlan {
  let rest = plan;
  for (;;) {
    const index = planProblem(world, rest, options)?.index ?? null;
    if (index === null) return rest;
    rest = rest.filter((_, position) => position !== index);
  }
}

/** Reads a plan from the text of a file: a JSON list of faults. Throws FaultPlanError, naming the file and the place in the plan. */
export function parsePlan(text: string, fileName: string): FaultPlan {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new FaultPlanError('not-a-plan', null, `${fileName} is not JSON: ${reason}`, { cause: error });
  }
  if (!Array.isArray(data)) throw new FaultPlanError('not-a-plan', null, `${fileName} holds no list of faults; write [{"kind": …}, …]`);
  return data.map((fault: unknown, index) => checkedShape(fault, index, fileName));
}

/** The first problem of a plan as an error that is not thrown; null when there is none. */
export function planProblem(world: PlanWorld, plan: FaultPlan, { budget, source = SOURCE }: CheckPlanOptions = {}): FaultPlanError | null {
  for (const [index, fault] of plan.entries()) {
    const shape = shapeProblem(fault);
    if (shape !== null) return planError(source, index, '', shape);
    const host = hostProblem(world, fault, kindOf(fault));
    if (host !== null) return planError(source, index, headline(fault), host);
    const clash = kindOf(fault).clashes?.(fault, plan) ?? null;
    if (clash !== null) return planError(source, index, headline(fault), { code: 'bad-field', text: clash });
  }
  if (budget !== undefined && plan.length > budget.faultsMax) {
    const text = `the plan has ${plan.length} faults and its budget is ${budget.faultsMax}`;
    return planError(source, budget.faultsMax, '', { code: 'budget', text });
  }
  const found = timelineProblem(plan, budget ?? null);
  const late = found === null ? undefined : plan[found.index];
  return found === null || late === undefined ? null : planError(source, found.index, headline(late), found.problem);
}

function checkedShape(fault: unknown, index: number, source: string): Fault {
  const problem = shapeProblem(fault);
  if (problem !== null) throw planError(source, index, '', problem);
  return fault as Fault;
}
