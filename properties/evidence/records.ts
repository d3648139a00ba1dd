/** Reads worker and container records, and the ids and demands inside queue and backlog entries, in both layouts. */
import type { Resources } from '../../src/index.ts';
import type { ContainerFacts, QuotaFacts, RequestFacts, WorkerFacts } from './changes.ts';
import type { ClaimFacts } from './provisioning.ts';

type Hash = ReadonlyMap<string, string>;

const amount = (text: string | undefined): number => (text === undefined || text === '' ? Number.NaN : Number(text));

function resources(hash: Hash, cpu: string, memory: string, gpus: string): Resources {
  return { cpuMillicores: amount(hash.get(cpu)), memoryMib: amount(hash.get(memory)), gpuCount: amount(hash.get(gpus)) };
}

/** True when both say the same; NaN equals NaN. */
export function sameResources(left: Resources, right: Resources): boolean {
  return (
    Object.is(left.cpuMillicores, right.cpuMillicores) &&
    Object.is(left.memoryMib, right.memoryMib) &&
    Object.is(left.gpuCount, right.gpuCount)
  );
}

/** Decodes `scheduler:worker:state:<id>`. */
export function readWorker(id: string, hash: Hash): WorkerFacts {
  return {
    id,
    status: hash.get('status') ?? '',
    total: resources(hash, 'total_cpu', 'total_memory', 'total_gpu_count'),
    free: resources(hash, 'free_cpu', 'free_memory', 'gpu_count'),
    gpuType: hash.get('gpu') ?? '',
    incarnation: hash.get('incarnation') ?? '',
    version: amount(hash.get('resource_version')),
    poolName: hash.get('pool_name') ?? '',
    poolSelector: hash.get('pool_selector') ?? '',
    requiresPoolSelector: (hash.get('requires_pool_selector') ?? '') === '1',
    isPreemptable: (hash.get('preemptable') ?? '') === '1',
    reservation: readReservation(hash.get('reservation')),
  };
}

/** Decodes `cpu memory gpus until since container`. */
function readReservation(text: string | undefined): WorkerFacts['reservation'] {
  if (text === undefined) return null;
  const [cpu, memory, gpus, , , id = ''] = text.split(' ');
  return { id, demand: { cpuMillicores: amount(cpu), memoryMib: amount(memory), gpuCount: amount(gpus) } };
}

/** Decodes `scheduler:container:state:<id>`. */
export function readContainer(id: string, hash: Hash): ContainerFacts {
  const workerId = hash.get('worker_id') ?? '';
  const leaseGateway = hash.get('lease_gateway') ?? '';
  return {
    identified: hash.get('container_id') === id,
    status: hash.get('status') ?? '',
    workerId: workerId === '' ? null : workerId,
    demand: resources(hash, 'cpu', 'memory', 'gpu_count'),
    leaseGateway: leaseGateway === '' ? null : leaseGateway,
  };
}

/** Do the two records say the same? A version that only grew is no news, one that fell is. */
export function sameWorker(left: WorkerFacts, right: WorkerFacts): boolean {
  return (
    left.status === right.status &&
    left.incarnation === right.incarnation &&
    left.reservation?.id === right.reservation?.id &&
    !(right.version < left.version) &&
    sameResources(left.free, right.free) &&
    sameResources(left.total, right.total)
  );
}

/** Do the two records say the same, as far as evidence goes? */
export function sameContainer(left: ContainerFacts, right: ContainerFacts): boolean {
  return (
    left.status === right.status &&
    left.workerId === right.workerId &&
    left.identified === right.identified &&
    left.leaseGateway === right.leaseGateway &&
    sameResources(left.demand, right.demand)
  );
}

/** The container id of a backlog or queue entry: the entry itself (leased), or a field of its JSON (baseline). */
export function entryId(entry: string): string {
  if (!entry.startsWith('{')) return entry;
  try {
    const parsed: unknown = JSON.parse(entry);
    if (typeof parsed !== 'object' || parsed === null) return entry;
    const fields = new Map(Object.entries(parsed));
    const id: unknown = fields.get('id') ?? fields.get('container_id');
    return typeof id === 'string' ? id : entry;
  } catch {
    return entry;
  }
}

/** Most requests ask for amounts only. */
const PLAIN: RequestFacts = Object.freeze({ gpuTypes: [], workspace: null, poolSelector: null, toleratesPreemption: false });
/** A workspace, a pool, preemption, or a GPU type. */
const WORTH_READING = /"workspace_id"|"pool_selector"|"preemptable"|"gpu_request":\s*\[\s*"/;

const textList = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

/** What a stored request asks for beyond its amounts; null when it cannot be read. */
export function readRequest(json: string): RequestFacts | null {
  if (!WORTH_READING.test(json)) return PLAIN;
  try {
    const parsed: unknown = JSON.parse(json);
    if (typeof parsed !== 'object' || parsed === null) return null;
    const fields = new Map<string, unknown>(Object.entries(parsed));
    const textOf = (name: string): string | null => {
      const value = fields.get(name);
      return typeof value === 'string' ? value : null;
    };
    return {
      gpuTypes: textList(fields.get('gpu_request')),
      workspace: textOf('workspace_id'),
      poolSelector: textOf('pool_selector'),
      toleratesPreemption: fields.get('preemptable') === true,
    };
  } catch {
    return null;
  }
}

const limit = (text: string | undefined): number | null => (text === undefined || text === '' ? null : Number(text));

/** Decodes `workspace:concurrency_limit:<workspace>`. */
export function readQuota(hash: Hash): QuotaFacts {
  return { cpuMillicores: limit(hash.get('cpu_millicore_limit')), gpuCount: limit(hash.get('gpu_limit')) };
}

/** Decodes `cpu:memory:gpus` of `scheduler:worker:owned:<id>`. */
export function readDemand(text: string): Resources {
  const [cpu, memory, gpus] = text.split(':');
  return { cpuMillicores: amount(cpu), memoryMib: amount(memory), gpuCount: amount(gpus) };
}

/** Decodes `deadline cpu memory gpus container…` of `scheduler:pool:claims:<pool>`. */
export function readClaim(pool: string, text: string): ClaimFacts {
  const [deadline, cpu, memory, gpus, ...containerIds] = text.split(' ');
  const total = { cpuMillicores: amount(cpu), memoryMib: amount(memory), gpuCount: amount(gpus) };
  return { pool, deadlineMs: amount(deadline), total, containerIds };
}
