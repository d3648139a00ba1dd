/**
 * L5: what a workspace is said to use becomes what it uses, whether it was too much or too little. `leased` sums its reservations at every
 * admission, so at rest they must be exactly those of the live containers; the designs of the documents count the records that are in an index of the
 * workspace, so every live container must be in it, and what is dead must not stay there for ever.
 */
import { KEY_PREFIXES, containerStateKey } from '../../src/index.ts';
import type { KeyspaceView } from '../../sim/redis/index.ts';
import { Records } from '../evidence/index.ts';
import { factNow, type Court, type Property } from '../property.ts';

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

/** L5. */
export const quotaReturns: Property = {
  id: 'L5',
  name: 'quota-returns',
  kind: 'liveness',
  statement:
    'When everything rests, the reservations of each workspace are those of its live containers, neither more nor less (baseline: whoever counts the containers of a workspace finds all that are live, and no record of a dead one that never expires).',
  evidence: 'reservations, container records and stored requests at rest',
  watch: (court) => ({
    rest() {
      const view = court.evidence.keyspace;
      if (view === null) return;
      if (court.limits.terms === 'baseline') return recount(court, view);
      const { containers, workspaces } = new Records(view);
      const used = new Map<string, Set<string>>([...workspaces].map((workspace) => [workspace, new Set()]));
      for (const { id, workspace } of containers.values()) {
        if (workspace === null) continue;
        const live = used.get(workspace);
        if (live === undefined) used.set(workspace, new Set([id]));
        else live.add(id);
      }
      for (const [workspace, live] of used) {
        const reserved = new Set(view.hash(KEY_PREFIXES.quotaReservations + workspace)?.keys());
        const stray = [...reserved].find((id) => !live.has(id)) ?? [...live].find((id) => !reserved.has(id));
        if (stray === undefined) continue;
        const sentence = reserved.has(stray)
          ? `at rest ${workspace} still has a reservation of ${stray}, which is not live`
          : `at rest ${workspace} has no reservation of ${stray}, which is live`;
        const facts = [...court.evidence.container(stray).facts(), factNow(court, 'redis', sentence)];
        court.accuse({ sentence, facts, about: [stray, KEY_PREFIXES.quotaReservations + workspace] });
      }
    },
  }),
};
