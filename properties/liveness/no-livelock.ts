/**
 * L6: contenders may disturb each other, but somebody wins. A round is futile when a gateway gives a request back although a worker with
 * room for it stood there unchanged the whole time; as many futile rounds in a row as there are contenders (the gateways and the worker) are bad luck, more are livelock.
 * Counted from the end of the last fault.
 */
import type { Change, ContainerEvidence } from '../evidence/index.ts';
import { isGateway, type Court, type Property, type PropertyListener } from '../property.ts';
import { hasRoomFor } from '../kinds.ts';

/** Would the worker have accepted it at any moment since it was taken? */
function hadRoom(court: Court, container: ContainerEvidence): string | null {
  const isCpuOnly = container.record?.demand.gpuCount === 0;
  for (const worker of court.evidence.workers.values()) {
    if (worker.changedAtMs > container.leftBacklogAtMs || !hasRoomFor(worker, container)) continue;
    if (isCpuOnly && worker.record?.gpuType !== '' && court.limits.terms === 'baseline') continue;
    return worker.id;
  }
  return null;
}

class Watch implements PropertyListener {
  readonly kinds = ['queue', 'backlog'] as const;
  readonly #court: Court;
  #isCalm = false;
  #futile = 0;

  constructor(court: Court) {
    this.#court = court;
  }

  calm(): void {
    this.#isCalm = true;
  }

  commit({ changes, client }: { readonly changes: readonly Change[]; readonly client: string | null }): void {
    if (!this.#isCalm) return;
    // What one step gives back was planned together: one round, whatever its size.
    let isCounted = false;
    for (const change of changes) {
      if (change.kind === 'queue' && change.after > change.before) this.#futile = 0;
      else if (!isCounted && change.kind === 'backlog' && change.after > change.before && isGateway(client))
        isCounted = this.#round(change.id);
    }
  }

  /** Was this request given back in vain? */
  #round(id: string): boolean {
    const { evidence, limits } = this.#court;
    const container = evidence.container(id);
    if (container.backlogEntries < 2 || container.leftBacklogAtMs < limits.calmFromMs) return false;
    const worker = hadRoom(this.#court, container);
    if (worker === null) return false;
    this.#futile += 1;
    // The worker itself contends for its record.
    const contenders = [...evidence.hosts.keys()].filter(isGateway).length + 1;
    if (this.#futile <= contenders) return true;
    this.#court.accuse({
      sentence: `${id} was given back although ${worker} has room for it; that is futile round ${this.#futile} in a row among ${contenders} contenders`,
      facts: container.facts(),
      about: [id, worker],
    });
    return true;
  }
}

/** L6. */
export const noLivelock: Property = {
  id: 'L6',
  name: 'no-livelock',
  kind: 'liveness',
  statement:
    'After the last fault, requests are not given back more often in a row than there are contenders (the gateways and the worker) while a worker with room for them stands unchanged and nothing is placed.',
  evidence: 'backlog, queues and worker records after every step at Redis',
  watch: (court) => new Watch(court),
};
