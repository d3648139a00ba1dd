/**
 * S26: an acknowledgement counts once, from the worker and the life that the delivery was made to, and only while the delivery stands.
 * Otherwise a delivery that was taken back could still be started. The baseline has no tokens.
 */
import type { Change, LedgerCommit } from '../evidence/index.ts';
import type { Court, Property } from '../property.ts';

class Watch {
  readonly #court: Court;
  readonly #accepted = new Set<string>();

  constructor(court: Court) {
    this.#court = court;
  }

  see(id: string, token: string, commit: LedgerCommit): void {
    const sentence = this.#objection(id, token, commit);
    this.#accepted.add(token);
    if (sentence === null) return;
    this.#court.accuse({ sentence, facts: this.#court.evidence.container(id).facts(), about: [id, commit.client ?? 'redis'] });
  }

  #objection(id: string, token: string, { changes, client, args }: LedgerCommit): string | null {
    if (this.#accepted.has(token)) return `the acknowledgement of ${id} under token ${token} was accepted a second time`;
    const delivery = changes.find(
      (change): change is Extract<Change, { kind: 'pending' }> => change.kind === 'pending' && change.id === id && change.before === token,
    );
    if (delivery === undefined) return `an acknowledgement of ${id} was accepted under token ${token}, which no delivery stood under`;
    if (client !== delivery.worker) return `${client ?? 'nobody'} acknowledged ${id}, which was delivered to ${delivery.worker}`;
    const incarnation = this.#court.evidence.worker(delivery.worker).record?.incarnation ?? '';
    return args.includes(incarnation) ? null : `an earlier life of ${delivery.worker} acknowledged ${id}`;
  }
}

/** S26. */
export const deliveryToken: Property = {
  id: 'S26',
  name: 'delivery-token',
  kind: 'safety',
  statement:
    'A delivery token is accepted at most once, only while its delivery stands, only from the worker and the life that it was made to (baseline: has no tokens).',
  evidence: 'deliveries, container records and worker records after every step at Redis, and who sent the step with which arguments',
  watch: (court) => {
    const watch = new Watch(court);
    return {
      kinds: ['acknowledged'],
      commit(commit) {
        for (const change of commit.changes)
          if (change.kind === 'acknowledged' && change.after !== null) watch.see(change.id, change.after, commit);
      },
    };
  },
};
