/**
 * The users of a world: they submit at their times, send again what was not answered, sometimes submit twice, sometimes stop. What they
 * were told is evidence. They keep their patience until they get an answer; whether that comes in time is for properties to say.
 */
import type { World } from '../../sim/world/index.ts';
import { createClient, SchedulerError, type ContainerRequest, type Preset, type SchedulerClient, type Timings } from '../../src/index.ts';
import type { Errand } from '../errands.ts';
import type { ClientFact, Evidence } from '../evidence/index.ts';
import type { ContainerPlan } from '../scenario.ts';

/** Wait before an unanswered call is repeated. */
export const patienceMs = 200;

/** What the users of a world need. */
export interface UsersOptions {
  readonly world: World;
  readonly evidence: Evidence;
  readonly redis: string;
  readonly preset: Preset;
  readonly timings: Partial<Timings>;
  /** What becomes of requests that nobody there could take. */
  readonly unsatisfiable: 'refuse' | 'wait';
  /** Whether one of the machines of this world, or one that a pool may start, could ever run it. */
  readonly couldRun: (plan: ContainerPlan) => 'a machine' | 'a pool' | null;
  /** An errand more than was planned. */
  readonly begun: () => void;
  /** An errand was answered. */
  readonly done: () => void;
}

const requestOf = (plan: ContainerPlan): ContainerRequest => ({
  id: plan.id,
  cpuMillicores: plan.cpuMillicores,
  memoryMib: plan.memoryMib,
  gpuCount: plan.gpuCount,
  gpuTypes: plan.gpuTypes,
  ...(plan.workspace === null ? {} : { workspaceId: plan.workspace }),
  ...(plan.poolSelector === undefined ? {} : { poolSelector: plan.poolSelector }),
  ...(plan.toleratesPreemption === undefined ? {} : { toleratesPreemption: plan.toleratesPreemption }),
});

const REPEATED: ReadonlySet<string> = new Set(['REDIS_UNAVAILABLE', 'REDIS_CANNOT_WRITE']);
/** Is the outcome of the call unknown, or Redis not able to write now, so that it must be repeated? */
export const isUnanswered = (error: unknown): boolean => error instanceof SchedulerError && REPEATED.has(error.code);

const UNSATISFIABLE: ReadonlySet<string> = new Set(['UNKNOWN_POOL', 'UNKNOWN_GPU_TYPE', 'UNSATISFIABLE']);
const isUnsatisfiable = (error: unknown): boolean => error instanceof SchedulerError && UNSATISFIABLE.has(error.code);

const isOverQuota = (error: unknown): boolean => error instanceof SchedulerError && error.code === 'QUOTA_EXCEEDED';

/** An error in words. */
export const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** What an error says to a user who knows the machines and pools: what is only not there yet, or not declared yet, will come, so the user asks again. */
function refusalOf(error: unknown, runsOn: ReturnType<UsersOptions['couldRun']>): ClientFact['kind'] {
  if (isUnanswered(error)) return 'unanswered';
  if (isOverQuota(error)) return 'over-quota';
  if (!isUnsatisfiable(error)) return 'refused';
  return runsOn === null ? 'unsatisfiable' : 'unanswered';
}

async function submit(options: UsersOptions, host: string, client: SchedulerClient, plan: ContainerPlan): Promise<boolean> {
  const tell = (kind: ClientFact['kind'], detail: string): void =>
    options.evidence.client({ atMs: options.world.nowMs, client: host, id: plan.id, kind, detail });
  tell('submits', '');
  try {
    const result = await client.submit(requestOf(plan));
    if (result.status === 'accepted') tell('accepted', '');
    else tell('told-ended', result.outcome.kind);
    return true;
  } catch (error) {
    const kind = refusalOf(error, options.couldRun(plan));
    tell(kind, wordsOf(error));
    return kind !== 'unanswered';
  }
}

async function stop(options: UsersOptions, host: string, client: SchedulerClient, plan: ContainerPlan): Promise<boolean> {
  const tell = (kind: ClientFact['kind'], detail: string): void =>
    options.evidence.client({ atMs: options.world.nowMs, client: host, id: plan.id, kind, detail });
  tell('stops', '');
  try {
    tell('stop-answered', await client.stop(plan.id));
    return true;
  } catch (error) {
    tell('unanswered', wordsOf(error));
    return !isUnanswered(error);
  }
}

async function run(options: UsersOptions, host: string, client: SchedulerClient, errand: Errand): Promise<void> {
  const act = errand.what === 'submit' ? submit : stop;
  while (!(await act(options, host, client, errand.plan))) await new Promise((resolve) => setTimeout(resolve, patienceMs));
  options.done();
}

/** Adds a client host with its users. The fault `duplicate-call` makes them do once more what was last done there. */
export function addUsers(options: UsersOptions, name: string, errands: readonly Errand[]): void {
  const { world } = options;
  let again: (() => void) | null = null;
  const host = world.host(name, () => {
    const client = createClient({
      redis: options.redis,
      preset: options.preset,
      timings: options.timings,
      unsatisfiable: options.unsatisfiable,
    });
    for (const errand of errands) {
      const begin = (): void => void run(options, name, client, errand);
      setTimeout(() => {
        again = begin;
        begin();
      }, errand.atMs);
    }
  });
  world.offer(name, 'duplicate-call', () => {
    if (again === null) return undefined;
    options.begun();
    world.timerOn(host, 0, again);
    return undefined;
  });
}
