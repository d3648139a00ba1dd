/**
 * Refuses requests that nothing could ever take: neither a worker of a declared pool, however large, nor one that is there now. Who expects a machine that
 * nobody knows of yet says so (`wait`). While there is neither pool nor worker everything is accepted: a system may be started in any order.
 */
import { UnsatisfiableRequestError } from '../../errors.ts';
import { POOLS_KEY } from '../../keys.ts';
import { isOfKind } from '../../matching.ts';
import type { ContainerRequest, Resources, WorkerRecord } from '../../model.ts';
import { asList, asText } from '../../redis/index.ts';
import { poolsScript } from '../../scripts/index.ts';
import { changeFeedSnapshot } from './snapshot.ts';
import { scriptedStatus } from './client.ts';
import type { PartMaker, SubmitPart } from '../contracts.ts';

/** What may take requests: a pool with its largest worker, or a worker. */
export interface Offer {
  /** `pool batch`, `worker w1`. */
  readonly name: string;
  readonly largest: Resources;
  readonly gpuType: string;
  readonly poolSelector: string;
  readonly requiresPoolSelector: boolean;
  readonly isPreemptable: boolean;
}

/** Offers that a message names, at most. */
const NAMED_MAX = 5;

/**
 * Asks `inner` only what somebody could take. What is known of pools and workers is good for `poolCacheMs` where it lets a request pass, and is read again
 * before anything is refused.
 */
export function satisfiableSubmit(inner: PartMaker<SubmitPart>): PartMaker<SubmitPart> {
  return (context) => {
    const { link, timings } = context;
    const part = inner(context);
    const status = scriptedStatus()(context);
    const workers = changeFeedSnapshot()(context);
    let known: readonly Offer[] = [];
    let readAtMs = Number.NEGATIVE_INFINITY;
    const readOffers = async (): Promise<readonly Offer[]> => {
      const askedAtMs = performance.now();
      const [pools, records] = await Promise.all([link.run(poolsScript, [POOLS_KEY], []), workers.read()]);
      known = [...decodePools(asList(pools)), ...records.map(offerOf)].sort(byName);
      readAtMs = askedAtMs;
      return known;
    };
    // Many requests at once are one question.
    let reading: Promise<readonly Offer[]> | undefined;
    const offersNow = (): Promise<readonly Offer[]> =>
      (reading ??= readOffers().finally(() => {
        reading = undefined;
      }));
    const assertSatisfiable = async (request: ContainerRequest): Promise<void> => {
      const isFresh = performance.now() - readAtMs < timings.poolCacheMs;
      if (isFresh && known.some((offer) => couldTake(offer, request))) return;
      const offers = await offersNow();
      if (offers.length === 0 || offers.some((offer) => couldTake(offer, request))) return;
      // A container that is there already is not refused for what has changed since.
      if ((await status.status(request.id)).state === 'UNKNOWN') throw refusal(request, offers);
    };
    return {
      async submit(request, payload, unsatisfiable) {
        if (unsatisfiable !== 'wait') await assertSatisfiable(request);
        return part.submit(request, payload, unsatisfiable);
      },
    };
  };
}

/** Why nothing that there is could take the request. */
export function refusal(request: ContainerRequest, offers: readonly Offer[]): UnsatisfiableRequestError {
  const { id, poolSelector, gpuCount, gpuTypes } = request;
  if (poolSelector !== undefined && offers.every((offer) => offer.poolSelector !== poolSelector)) {
    const known = distinct(offers.map((offer) => offer.poolSelector));
    return new UnsatisfiableRequestError('UNKNOWN_POOL', `request ${id} names pool selector ${poolSelector}; there are ${known}`);
  }
  if (gpuCount > 0 && offers.every(({ gpuType }) => gpuType === '' || !isOfGpuType(gpuType, gpuTypes))) {
    const known = distinct(offers.map(({ gpuType }) => gpuType).filter((type) => type !== ''));
    const wanted = gpuTypes.length === 0 ? 'any type' : gpuTypes.join(' or ');
    return new UnsatisfiableRequestError('UNKNOWN_GPU_TYPE', `request ${id} asks for ${gpuCount} GPUs of ${wanted}; there are ${known}`);
  }
  const list = offers.slice(0, NAMED_MAX).map(({ name, largest, ...kind }) => `${name} ${say(largest)}${kindOf(kind)}`);
  const more = offers.length > NAMED_MAX ? ` and ${offers.length - NAMED_MAX} more` : '';
  return new UnsatisfiableRequestError(
    'UNSATISFIABLE',
    `request ${id} asks for ${say(request)}, and no worker of its kind is or can be so large: ${list.join('; ')}${more}`,
  );
}

function couldTake(offer: Offer, request: ContainerRequest): boolean {
  const { largest } = offer;
  const isLargeEnough =
    request.cpuMillicores <= largest.cpuMillicores && request.memoryMib <= largest.memoryMib && request.gpuCount <= largest.gpuCount;
  return isLargeEnough && isOfKind(offer, request);
}

function isOfGpuType(gpuType: string, wanted: readonly string[]): boolean {
  return wanted.length === 0 || wanted.includes('any') || wanted.includes(gpuType);
}

/** Redis gives the fields of a hash in any order. Pools come before workers. */
function byName(left: Offer, right: Offer): number {
  return left.name < right.name ? -1 : 1;
}

function offerOf({ id, total, gpuType, poolSelector, requiresPoolSelector, isPreemptable }: WorkerRecord): Offer {
  return { name: `worker ${id}`, largest: total, gpuType, poolSelector, requiresPoolSelector, isPreemptable };
}

/** Name and JSON in turn. */
function decodePools(reply: readonly unknown[]): readonly Offer[] {
  return reply.flatMap((name, at) => (at % 2 === 0 ? decodePool(asText(name), asText(reply[at + 1])) : []));
}

/** What a gateway published of a pool; a pool of no workers, and what cannot be read, offers nothing. */
function decodePool(name: string, json: string): readonly Offer[] {
  try {
    const pool = new Map(Object.entries(JSON.parse(json) as Record<string, unknown>));
    if (!(Number(pool.get('workersMax')) > 0)) return [];
    return [
      {
        name: `pool ${name}`,
        largest: pool.get('workerSizeMax') as Resources,
        gpuType: textOf(pool.get('gpuType'), ''),
        poolSelector: textOf(pool.get('selector'), name),
        requiresPoolSelector: pool.get('requiresSelector') === true,
        isPreemptable: pool.get('isPreemptable') === true,
      },
    ];
  } catch {
    return [];
  }
}

function textOf(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise;
}

function distinct(names: readonly string[]): string {
  return names.length === 0 ? 'none' : [...new Set(names)].sort().join(', ');
}

function say({ cpuMillicores, memoryMib, gpuCount }: Resources): string {
  return `${cpuMillicores} m, ${memoryMib} MiB, ${gpuCount} GPUs`;
}

function kindOf({ poolSelector, requiresPoolSelector, isPreemptable }: Omit<Offer, 'name' | 'largest'>): string {
  const words = [requiresPoolSelector ? `only for selector ${poolSelector}` : '', isPreemptable ? 'preemptable' : ''].filter(Boolean);
  return words.length === 0 ? '' : ` (${words.join(', ')})`;
}
