/** L2: a lock whose holder died is free again after its TTL, without anybody's help. */
import type { Obligation } from '../../sim/world/index.ts';
import { slackMs } from '../limits.ts';
import type { Property } from '../property.ts';

/** L2. */
export const lockRecovers: Property = {
  id: 'L2',
  name: 'lock-recovers-within-ttl',
  kind: 'liveness',
  statement: 'A lock whose holder died is released, expired or held by another within the lock TTL and the slack for latency.',
  evidence: 'lock keys after every step at Redis, and the deaths of hosts',
  watch: (court) => {
    const open = new Map<string, Obligation>();
    return {
      host({ host, change, reason, atMs }) {
        if (change !== 'crashed' && change !== 'died') return;
        for (const lock of court.evidence.locks.values()) {
          if (lock.holder !== host || open.has(lock.key)) continue;
          const obligation = court.owe(court.limits.timings.lockTtlMs + slackMs(court.limits), () => ({
            sentence: `lock ${lock.key} is still held for ${host}, which died at ${(atMs / 1_000).toFixed(3)} s`,
            facts: [
              { atMs: lock.sinceMs, host, text: `took ${lock.key} with token ${lock.token}` },
              { atMs, host, text: `${change}: ${reason}` },
            ],
            about: [lock.key, host],
          }));
          open.set(lock.key, obligation);
        }
      },
      kinds: ['lock'],
      commit(commit) {
        for (const change of commit.changes) {
          if (change.kind !== 'lock') continue;
          open.get(change.key)?.met();
          open.delete(change.key);
        }
      },
    };
  },
};
