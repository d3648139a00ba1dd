/**
 * S6: from acceptance to outcome, something that survives a crash is responsible for every request: the backlog, a lease, a queue, a
 * pending delivery, ownership, or the runtime itself. The memory of a gateway is none of these. The baseline keeps requests in memory
 * by design, so there the gap may last as long as its longest wait, and is judged when the process that held the request has died.
 */
import type { Obligation } from '../../sim/world/index.ts';
import type { ContainerEvidence } from '../evidence/index.ts';
import { slackMs } from '../limits.ts';
import { deathOf, factNow, type Accusation, type Court, type Property } from '../property.ts';

function accusation(court: Court, container: ContainerEvidence): Accusation {
  const holder = container.takenBy;
  const death = holder === null ? [] : deathOf(court, holder);
  return {
    sentence: `request ${container.id} was accepted, has no outcome, and nobody is responsible for it${holder === null ? '' : ` since ${holder} took it`}`,
    facts: [
      ...[...container.facts(), ...death].sort((left, right) => left.atMs - right.atMs),
      factNow(court, 'redis', `no key and no runtime holds ${container.id}`),
    ],
    about: holder === null ? [container.id] : [container.id, holder],
    missed: false,
  };
}

/** How long a baseline request may be in the memory of a living process. */
function memoryMs(court: Court): number {
  const { retryBackoffMaxMs, lockTtlMs } = court.limits.timings;
  return 2 * retryBackoffMaxMs + 2 * lockTtlMs + slackMs(court.limits);
}

class Watch {
  readonly #court: Court;
  readonly #gaps = new Map<string, Obligation>();

  constructor(court: Court) {
    this.#court = court;
  }

  judge(container: ContainerEvidence): void {
    const gap = this.#gaps.get(container.id);
    if (container.acceptedAtMs !== null && !container.inCustody) {
      if (gap === undefined) this.#open(container);
    } else if (gap !== undefined) {
      gap.met();
      this.#gaps.delete(container.id);
    }
  }

  /** A process died: what it had in memory will not come back by itself. */
  died(host: string): void {
    for (const [id, gap] of this.#gaps) {
      const container = this.#court.evidence.container(id);
      if (container.takenBy !== host) continue;
      gap.withdraw();
      this.#gaps.set(
        id,
        this.#court.owe(slackMs(this.#court.limits), () => accusation(this.#court, container)),
      );
    }
  }

  #open(container: ContainerEvidence): void {
    if (this.#court.limits.terms === 'leased') this.#court.accuse(accusation(this.#court, container));
    else
      this.#gaps.set(
        container.id,
        this.#court.owe(memoryMs(this.#court), () => accusation(this.#court, container)),
      );
  }
}

/** S6. */
export const noLostRequest: Property = {
  id: 'S6',
  name: 'no-lost-request',
  kind: 'safety',
  statement:
    'Every accepted request without an outcome is in the backlog, leased, queued, delivered, owned or running (baseline: or in the memory of a living process for a bounded time).',
  evidence: 'all keys of custody after every step, the runtime ledger, and what clients were told',
  watch: (court) => {
    const watch = new Watch(court);
    return {
      commit(_commit, touched) {
        for (const container of touched) watch.judge(container);
      },
      run: ({ run }) => watch.judge(court.evidence.container(run.id)),
      client: (fact) => watch.judge(court.evidence.container(fact.id)),
      host({ host, change }) {
        if (change === 'crashed' || change === 'died') watch.died(host);
      },
    };
  },
};
