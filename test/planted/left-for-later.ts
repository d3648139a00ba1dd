/** Mistakes that are not in the corpus, and why: the part that would make them does not exist, or no world shows them. */

/** One mistake that is missing from the corpus. */
export interface Missing {
  readonly mistake: string;
  readonly reason: string;
}

/** Everything that beta9-like schedulers get wrong and this one cannot yet. */
export const LEFT_FOR_LATER: readonly Missing[] = [
  {
    mistake:
      'two gateways provision for one request (B8), no accounting of workers on their way (D2), races of the sizer (D6), fan-out without a ceiling (D13)',
    reason: 'the only provisioner is `none`',
  },
  { mistake: 'a spurious worker because a busy one was invisible (D1)', reason: 'nothing provisions, so nothing is spurious' },
  {
    mistake: 'a snapshot older than its TTL, a cache that is invalidated by every commit (C10)',
    reason: 'there is no cached snapshot; `snapshot-never-renewed` is what can be planted today',
  },
  {
    mistake: 'a container placed twice by the processor batch (B1), a whole batch refused for one stale version (C11)',
    reason: 'no preset collects batches yet',
  },
  {
    mistake: 'a GPU count that wraps below zero (C2)',
    reason: 'Lua’s numbers do not wrap; `commit-without-gpu-check` is the mistake behind it',
  },
  { mistake: 'a failover that loses acknowledged writes (E8)', reason: 'the twin has one Redis without replicas' },
  {
    mistake: 'a quota counter that is decremented twice, two repairs of one counter (E3)',
    reason: 'quotas are sums of reservations; there is no counter',
  },
];
