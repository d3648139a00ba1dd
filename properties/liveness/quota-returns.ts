/**
 * L5: what a workspace is said to use becomes what it uses, whether it was too much or too little. `leased` sums its reservations at every
 * admission, so they must be exactly those of the live containers, and when a hand in the data or a fault has changed them, be so again within the
 * interval of its repairs; the designs of the documents count the records that are in an index of the
 * workspace, so every live container must be in it, and what is dead must not stay there for ever.
 */
import { KEY_PREFIXES, containerStateKey } from '../../src/index.ts';
import type { KeyspaceView } from '../../sim/redis/index.ts';
import { Records, type LedgerCommit } from '../evidence/index.ts';
import type { Obligation } from '../../sim/world/index.ts';
import { reapMs, slackMs } from '../limits.ts';
import { factNow, type Accusation, type Court, type Property, type PropertyListener, type RedisStep } from '../property.ts';

/** What a count would find, against what is there. */
function recount(court: Court, view: KeyspaceView): void {
  const index = new Map<string, ReadonlySet<string>>();
  const indexed = (workspace: string): ReadonlySet<string> => {
    const known = index.get(workspace) ?? new Set(view.set(KEY_PREFIXES.workspaceContainers + workspace) ?? []);
    index.set(workspace, known);
    return known;
  };
  for (const container of court.evidence.containers.values()) {
    const { id } = container;
    const key = containerStateKey(id);
    const record = view.hash(key);
    const workspace = record?.get('workspace_id');
    if (workspace === undefined || record?.get('status') === 'STOPPING') continue;
    const isLive = container.outcome === null && (container.running > 0 || container.inCustody);
    const isCounted = indexed(workspace).has(id);
    if (isLive === isCounted || (!isLive && view.expiresAtMs(key) !== null)) continue;
    const sentence = isCounted
      ? `at rest ${workspace} still counts ${id}, which is not live, and its record never expires`
      : `at rest ${workspace} does not count ${id}, which is live`;
    court.accuse({
      sentence,
      facts: [...container.facts(), factNow(court, 'redis', sentence)],
      about: [id, KEY_PREFIXES.workspaceContainers + workspace],
    });
  }
}

/** A reservation of what is not live, or none of what is. */
function strayOf(reserved: ReadonlySet<string>, live: ReadonlySet<string>): string | undefined {
  return [...reserved].find((id) => !live.has(id)) ?? [...live].find((id) => !reserved.has(id));
}

/** Reservations against live containers, after every step that changed either and at rest. */
class LeasedWatch implements PropertyListener {
  readonly kinds = ['container'] as const;
  readonly #court: Court;
  readonly #live = new Map<string, Set<string>>();
  readonly #open = new Map<string, Obligation>();
  #touched = new Set<string>();

  constructor(court: Court) {
    this.#court = court;
  }

  commit({ changes }: LedgerCommit): void {
    for (const change of changes) {
      if (change.kind !== 'container' || (change.before === null) === (change.after === null)) continue;
      const workspace = this.#court.evidence.container(change.id).request?.workspace ?? null;
      if (workspace === null) continue;
      if (change.after === null) this.#liveIn(workspace).delete(change.id);
      else this.#liveIn(workspace).add(change.id);
      this.#touched.add(workspace);
    }
  }

  activity({ writes }: RedisStep): void {
    for (const key of writes)
      if (key.startsWith(KEY_PREFIXES.quotaReservations)) this.#touched.add(key.slice(KEY_PREFIXES.quotaReservations.length));
    if (this.#touched.size === 0) return;
    for (const workspace of this.#touched) this.#review(workspace);
    this.#touched = new Set();
  }

  rest(): void {
    const view = this.#court.evidence.keyspace;
    if (view === null) return;
    const { containers, workspaces } = new Records(view);
    const used = new Map<string, Set<string>>([...workspaces].map((workspace) => [workspace, new Set()]));
    for (const { id, workspace } of containers.values()) {
      if (workspace === null) continue;
      const live = used.get(workspace);
      if (live === undefined) used.set(workspace, new Set([id]));
      else live.add(id);
    }
    for (const [workspace, live] of used) {
      const stray = strayOf(this.#reservedIn(workspace), live);
      if (stray !== undefined) this.#court.accuse(this.#accusation('at rest', workspace, stray, live.has(stray)));
    }
  }

  #review(workspace: string): void {
    const stray = strayOf(this.#reservedIn(workspace), this.#liveIn(workspace));
    if (stray === undefined) {
      this.#open.get(workspace)?.met();
      this.#open.delete(workspace);
    } else if (!this.#open.has(workspace)) {
      const { limits } = this.#court;
      // The repair that is due next, by whoever gets the lock, or the one after it.
      const boundMs = 2 * limits.timings.sweepMs + reapMs(limits) + slackMs(limits);
      this.#open.set(
        workspace,
        this.#court.owe(boundMs, () => {
          const isLive = this.#liveIn(workspace).has(stray);
          return this.#accusation('after its repair was due', workspace, stray, isLive);
        }),
      );
    }
  }

  #liveIn(workspace: string): Set<string> {
    const known = this.#live.get(workspace) ?? new Set();
    this.#live.set(workspace, known);
    return known;
  }

  #reservedIn(workspace: string): ReadonlySet<string> {
    return new Set(this.#court.evidence.keyspace?.hash(KEY_PREFIXES.quotaReservations + workspace)?.keys());
  }

  #accusation(when: string, workspace: string, stray: string, isLive: boolean): Accusation {
    const sentence = isLive
      ? `${when} ${workspace} has no reservation of ${stray}, which is live`
      : `${when} ${workspace} still has a reservation of ${stray}, which is not live`;
    const facts = [...this.#court.evidence.container(stray).facts(), factNow(this.#court, 'redis', sentence)];
    return { sentence, facts, about: [stray, KEY_PREFIXES.quotaReservations + workspace] };
  }
}

/** L5. */
export const quotaReturns: Property = {
  id: 'L5',
  name: 'quota-returns',
  kind: 'liveness',
  statement:
    'The reservations of each workspace are those of its live containers, neither more nor less, again within two sweeps when something else changed them, and when everything rests (baseline: whoever counts the containers of a workspace finds all that are live, and no record of a dead one that never expires).',
  evidence: 'reservations, container records and stored requests after every step at Redis and at rest',
  watch: (court) =>
    court.limits.terms === 'leased'
      ? new LeasedWatch(court)
      : {
          rest() {
            const view = court.evidence.keyspace;
            if (view !== null) recount(court, view);
          },
        },
};
