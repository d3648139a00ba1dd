/**
 * Fault plans that a person wrote: `--set plan=FILE`. A plan is read and checked once, before any world, against all hosts that a world
 * can have; worlds are then drawn large enough to have the hosts that it names.
 */
import { readFile } from 'node:fs/promises';
import { checkPlan, FaultPlanError, parsePlan, type FaultPlan } from '../../sim/faults/index.ts';
import { UsageError, type Settings } from '../../sim/index.ts';
import type { ScenarioLimits } from '../arbitraries/index.ts';
import { CLIENTS, gatewayNames, PROVIDER, REDIS, workerNames } from '../scenario.ts';

/** Plans that were read in this process, by their paths. */
const plans = new Map<string, FaultPlan>();

const GATEWAYS_MAX = 9;
const WORKERS_MAX = 100;
/** What messages list of hosts that a world may have. */
const GATEWAYS_SHOWN = 3;
const WORKERS_SHOWN = 6;

const pathOf = (settings: Settings): string | null => {
  const path = settings['plan'];
  return typeof path === 'string' ? path : null;
};

/** Every host that a fault names. */
function hostsNamed(fault: FaultPlan[number]): readonly string[] {
  const { target, when } = fault;
  const peer = 'peer' in fault && fault.peer !== undefined ? [fault.peer] : [];
  const peers = 'peers' in fault && fault.peers !== undefined ? fault.peers : [];
  return [target, ...peer, ...peers, ...(when?.host === undefined ? [] : [when.host])];
}

/** The number in a host's name after its role; 0 when it has another role. */
function numberOf(host: string, role: string): number {
  return Number(new RegExp(`^${role}-([1-9]\\d*)$`).exec(host)?.[1] ?? 0);
}

/** The hosts of the worlds that settings allow, as far as a plan or a message needs them. */
function possibleHosts(plan: FaultPlan, settings: Settings): readonly string[] {
  const most = (key: string, otherwise: number): number => (typeof settings[key] === 'number' ? settings[key] : otherwise);
  const gateways = most('gateways', GATEWAYS_MAX);
  const workers = most('workers', WORKERS_MAX);
  const usual = [REDIS, ...CLIENTS, ...gatewayNames(Math.min(gateways, GATEWAYS_SHOWN)), ...workerNames(Math.min(workers, WORKERS_SHOWN))];
  const named = plan.flatMap(hostsNamed).filter((host) => within(host, 'gateway', gateways) || within(host, 'worker', workers));
  return [...new Set([...usual, ...named])];
}

function within(host: string, role: string, most: number): boolean {
  const number = numberOf(host, role);
  return number > 0 && number <= most;
}

/** Kinds that only some hosts can suffer. */
function offered(host: string, kind: string): true | null {
  if (kind === 'duplicate-call') return CLIENTS.includes(host) ? true : null;
  if (kind === 'provisioner') return host === PROVIDER ? true : null;
  return host === REDIS ? true : null;
}

/**
 * Reads the plan that settings name, if they name one, so that `planLimits` can answer without waiting.
 * @throws UsageError `missing-file` or `bad-fault-plan`, naming the file and the fault.
 */
export async function preparePlan(settings: Settings): Promise<void> {
  const path = pathOf(settings);
  if (path === null) return;
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError('missing-file', `cannot read the fault plan ${JSON.stringify(path)}: ${reason}`, { cause });
  }
  try {
    const plan = parsePlan(text, path);
    checkPlan({ hosts: () => possibleHosts(plan, settings).map((name) => ({ name })), offered }, plan, { source: path });
    plans.set(path, plan);
  } catch (cause) {
    if (!(cause instanceof FaultPlanError)) throw cause;
    throw new UsageError('bad-fault-plan', cause.message, { cause });
  }
}

/** The plan that settings name, and how large a world must be to have its hosts. @throws UsageError `not-prepared`. */
export function planLimits(settings: Settings): Pick<ScenarioLimits, 'plan' | 'gatewaysMin' | 'workersMin' | 'poolsMin'> {
  const path = pathOf(settings);
  if (path === null) return {};
  const plan = plans.get(path);
  if (plan === undefined) throw new UsageError('not-prepared', `the fault plan ${path} was not read; call prepare(settings) first`);
  const hosts = plan.flatMap(hostsNamed);
  return {
    plan,
    gatewaysMin: Math.max(1, ...hosts.map((host) => numberOf(host, 'gateway'))),
    workersMin: Math.max(1, ...hosts.map((host) => numberOf(host, 'worker'))),
    poolsMin: hosts.includes(PROVIDER) ? 1 : 0,
  };
}
