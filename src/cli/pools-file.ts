/** Pools as a JSON file: a list of `WorkerPool` without their controller. Amounts and names are checked where every pool is checked. */
import type { PoolController, WorkerPool } from '../pools.ts';
import { wrongUse } from './flags.ts';
import { didYouMean } from './nearest.ts';

type Kind = 'text' | 'number' | 'boolean' | 'resources';

const FIELDS: Readonly<Record<Exclude<keyof WorkerPool, 'controller'>, Kind>> = {
  name: 'text',
  selector: 'text',
  requiresSelector: 'boolean',
  isPreemptable: 'boolean',
  priority: 'number',
  gpuType: 'text',
  workerSize: 'resources',
  workerSizeMax: 'resources',
  workersMin: 'number',
  workersMax: 'number',
  idleTimeoutMs: 'number',
};

const RESOURCE_FIELDS = ['cpuMillicores', 'memoryMib', 'gpuCount'];

/** Reads the file's text. @throws SchedulerError INVALID_OPTIONS naming the pool and the field. */
export function poolsFromJson(text: string, file: string, controller: PoolController): readonly WorkerPool[] {
  const refuse = (reason: string): Error => wrongUse(`--pools ${file}: ${reason}`);
  let pools: unknown;
  try {
    pools = JSON.parse(text);
  } catch (error) {
    throw refuse(error instanceof Error ? error.message : String(error));
  }
  if (!Array.isArray(pools) || pools.length === 0) throw refuse('write a list with at least one pool in it');
  return pools.map((pool: unknown, index) => {
    if (!isObject(pool)) throw refuse(`pool ${index + 1} must be an object`);
    const wrong = wrongField(pool, FIELDS) ?? missingField(pool, ['name', 'workerSize', 'workersMax']);
    if (wrong !== null) throw refuse(`pool ${typeof pool['name'] === 'string' ? JSON.stringify(pool['name']) : index + 1} ${wrong}`);
    const sizes = Object.entries(pool).map(([name, value]) => [name, isObject(value) ? { gpuCount: 0, ...value } : value] as const);
    return { ...Object.fromEntries(sizes), controller } as unknown as WorkerPool;
  });
}

function wrongField(pool: Readonly<Record<string, unknown>>, fields: Readonly<Record<string, Kind>>): string | null {
  for (const [name, value] of Object.entries(pool)) {
    const kind = Object.hasOwn(fields, name) ? fields[name] : undefined;
    const names = Object.keys(fields);
    if (kind === undefined) return `has an unknown field ${JSON.stringify(name)}.${didYouMean(name, names)} Fields: ${names.join(', ')}`;
    if (kind === 'resources') {
      if (!isObject(value)) return `has ${name} ${JSON.stringify(value)}; write {"cpuMillicores": …, "memoryMib": …, "gpuCount": …}`;
      const inside = wrongField(value, Object.fromEntries(RESOURCE_FIELDS.map((field) => [field, 'number' as const])));
      const missing = missingField(value, ['cpuMillicores', 'memoryMib']);
      if ((inside ?? missing) !== null) return `${name} ${inside ?? missing ?? ''}`;
    } else if (typeof value !== (kind === 'text' ? 'string' : kind)) return `has ${name} ${JSON.stringify(value)}; write a ${kind}`;
  }
  return null;
}

function missingField(value: Readonly<Record<string, unknown>>, names: readonly string[]): string | null {
  const missing = names.find((name) => value[name] === undefined);
  return missing === undefined ? null : `lacks ${missing}`;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
