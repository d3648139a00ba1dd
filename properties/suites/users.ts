/**
 * The users of a world: they submit at their times, send again what was not answered, sometimes submit twice, sometimes stop. What they
 * were told is evidence. They keep their patience until they get an answer; whether that comes in time is for properties to say.
 */
import type { Host, World } from '../../sim/world/index.ts';
import { createClient, SchedulerError, type ContainerRequest, type Preset, type SchedulerClient, type Timings } from '../../src/index.ts';
import type { Evidence } from '../evidence/index.ts';
import type { ContainerPlan } from '../scenario.ts';

/** Wait before an unanswered call is repeated. */
const patienceMs = 200;

/** One thing that a user will do. */
interface Errand {
  readonly atMs: number;
  readonly plan: ContainerPlan;
  readonly what: 'submit' | 'stop';
}

/** Everything that the users of one client host do, in order of time. */
export function errandsOf(plans: readonly ContainerPlan[], client: number, clients: number): readonly Errand[] {
  const errands: Errand[] = [];
  for (const [index, plan] of plans.entries()) {
    const own = index % clients === client;
    if (own) errands.push({ atMs: plan.arriveAtMs, plan, what: 'submit' });
    if (own && plan.stopAfterMs !== null) errands.push({ atMs: plan.arriveAtMs + plan.stopAfterMs, plan, what: 'stop' });
    // A repeated submission comes through another client when there is one.
    if (plan.repeatAfterMs !== null && (index + 1) % clients === client) {
      errands.push({ atMs: plan.arriveAtMs + plan.repeatAfterMs, plan, what: 'submit' });
    }
  }
  return errands;
}

/** What the users of a world need. */
export interface UsersOptions {
  readonly world: World;
  readonly evidence: Evidence;
  readonly redis: string;
  readonly preset: Preset;
  readonly timings: Partial<Timings>;
  /** An errand was answered. */
  readonly done: () => void;
}

const requestOf = (plan: ContainerPlan): ContainerRequest => ({
  id: plan.id,
  cpuMillicores: plan.cpuMillicores,
  memoryMib: plan.memoryMib,
  gpuCount: plan.gpuCount,
  gpuTypes: plan.gpuTypes,
});

const unanswered = (error: unknown): boolean => error instanceof SchedulerError && error.code === 'REDIS_UNAVAILABLE';

async function submit(options: UsersOptions, host: string, client: SchedulerClient, plan: ContainerPlan): Promise<boolean> {
  const tell = (kind: 'submits' | 'accepted' | 'told-ended' | 'unanswered' | 'refused', detail: string): void =>
    options.evidence.client({ atMs: options.world.nowMs, client: host, id: plan.id, kind, detail });
  tell('submits', '');
  try {
    const result = await client.submit(requestOf(plan));
    if (result.status === 'accepted') tell('accepted', '');
    else tell('told-ended', result.outcome.kind);
    return true;
  } catch (error) {
    tell(unanswered(error) ? 'unanswered' : 'refused', error instanceof Error ? error.message : String(error));
    return !unanswered(error);
  }
}

async function stop(options: UsersOptions, host: string, client: SchedulerClient, plan: ContainerPlan): Promise<boolean> {
  const tell = (kind: 'stops' | 'stop-answered' | 'unanswered', detail: string): void =>
    options.evidence.client({ atMs: options.world.nowMs, client: host, id: plan.id, kind, detail });
  tell('stops', '');
  try {
    tell('stop-answered', await client.stop(plan.id));
    return true;
  } catch (error) {
    tell('unanswered', error instanceof Error ? error.message : String(error));
    return !unanswered(error);
  }
}

async function run(options: UsersOptions, host: string, client: SchedulerClient, errand: Errand): Promise<void> {
  const act = errand.what === 'submit' ? submit : stop;
  while (!(await act(options, host, client, errand.plan))) await new Promise((resolve) => setTimeout(resolve, patienceMs));
  options.done();
}

/** The main of a client host. */
export function userMain(options: UsersOptions, errands: readonly Errand[]): (host: Host) => void {
  return (host) => {
    const client = createClient({ redis: options.redis, preset: options.preset, timings: options.timings });
    for (const errand of errands) setTimeout(() => void run(options, host.name, client, errand), errand.atMs);
  };
}
