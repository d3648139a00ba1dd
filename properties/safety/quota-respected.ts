/**
 * S16: a workspace never has more admitted than its limits allow. What it uses is counted here from the records of its live containers,
 * not from the scheduler's reservations; those must agree with it, container by container. The designs of the documents have no reservations, read
 * limits from a cache, and do not count what is STOPPING (E4): by design, so that is how they are judged.
 */
import { KEY_PREFIXES, type Resources } from '../../src/index.ts';
import { sayResources, type Change, type LedgerCommit } from '../evidence/index.ts';
import { factNow, type Court, type Property, type PropertyListener } from '../property.ts';
import { subtractResources, sumResources } from '../resources.ts';
import { RecountingWatch } from './quota-recounted.ts';

const NOTHING: Resources = { cpuMillicores: 0, memoryMib: 0, gpuCount: 0 };

class Watch implements PropertyListener {
  readonly kinds = ['container'] as const;
  readonly #court: Court;
  /** What live containers of each workspace demand. */
  readonly #used = new Map<string, Resources>();

  constructor(court: Court) {
    this.#court = court;
  }

  commit({ changes }: LedgerCommit): void {
    for (const change of changes) if (change.kind === 'container') this.#see(change);
  }

  #see({ id, before, after }: Extract<Change, { kind: 'container' }>): void {
    const workspace = this.#court.evidence.container(id).request?.workspace ?? null;
    if (workspace === null || (before === null) === (after === null)) return;
    const used = this.#used.get(workspace) ?? NOTHING;
    if (after !== null) {
      const now = sumResources([used, after.demand]);
      this.#used.set(workspace, now);
      this.#judge(id, workspace, now);
    } else if (before !== null) this.#used.set(workspace, subtractResources(used, before.demand));
    this.#compare(id, workspace, after?.demand ?? null);
  }

  #judge(id: string, workspace: string, used: Resources): void {
    const limits = this.#court.evidence.quotas.get(workspace);
    if (limits === undefined) return;
    const { cpuMillicores, gpuCount } = limits;
    if (cpuMillicores !== null && used.cpuMillicores > cpuMillicores)
      this.#accuse(id, `${workspace} may use ${cpuMillicores} m and was admitted ${used.cpuMillicores} m with ${id}`);
    else if (gpuCount !== null && used.gpuCount > gpuCount)
      this.#accuse(id, `${workspace} may use ${gpuCount} GPUs and was admitted ${used.gpuCount} with ${id}`);
  }

  /** The reservation of this container against its record. */
  #compare(id: string, workspace: string, demand: Resources | null): void {
    const reservation = this.#court.evidence.keyspace?.hash(KEY_PREFIXES.quotaReservations + workspace)?.get(id) ?? null;
    const owed = demand === null ? null : `${demand.cpuMillicores}:${demand.gpuCount}`;
    if (reservation === owed) return;
    const has = reservation === null ? 'no reservation' : `a reservation of ${reservation}`;
    this.#accuse(id, `${id} ${demand === null ? 'has ended' : `demands ${sayResources(demand)}`} and has ${has} in ${workspace}`);
  }

  #accuse(id: string, sentence: string): void {
    const container = this.#court.evidence.container(id);
    this.#court.accuse({ sentence, facts: [...container.facts(), factNow(this.#court, 'redis', sentence)], about: [id] });
  }
}

/** S16. */
export const quotaRespected: Property = {
  id: 'S16',
  name: 'quota-respected',
  kind: 'safety',
  statement:
    'When a container is admitted, the CPU and GPUs of all live containers of its workspace are within the limits, and each live container has exactly its own reservation (baseline: those of containers that are not STOPPING, and any limits of the last ten minutes, which a cache may hold; no reservations).',
  evidence: 'quota limits, container records, stored requests and reservations after every step at Redis',
  watch(court) {
    const watch = court.limits.terms === 'baseline' ? new RecountingWatch(court) : new Watch(court);
    return watch;
  },
};
