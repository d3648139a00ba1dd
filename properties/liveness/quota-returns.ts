/**
 * L5: what a workspace is said to use becomes what it uses, whether it was too much or too little. `leased` sums its reservations at every
 * admission, so at rest they must be exactly those of the live containers; the baseline has no quotas yet.
 */
import { KEY_PREFIXES } from '../../src/index.ts';
import { Records } from '../evidence/index.ts';
import { factNow, type Property } from '../property.ts';

/** L5. */
export const quotaReturns: Property = {
  id: 'L5',
  name: 'quota-returns',
  kind: 'liveness',
  statement:
    'When everything rests, the reservations of each workspace are those of its live containers, neither more nor less (baseline: has no quotas yet).',
  evidence: 'reservations, container records and stored requests at rest',
  watch: (court) => ({
    rest() {
      const view = court.evidence.keyspace;
      if (view === null || court.limits.terms === 'baseline') return;
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
