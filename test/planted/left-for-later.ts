/** Mistakes that are not in the corpus, and why: the part that would make them does not exist, a design has them anyway, or no world shows them. */

/** One mistake that is missing from the corpus. */
export interface Missing {
  readonly mistake: string;
  readonly reason: string;
}

/** What beta9-like schedulers get wrong and nobody planted in the default design. Hazards that other designs have by themselves are in `in-designs.ts`. */
export const LEFT_FOR_LATER: readonly Missing[] = [
  {
    mistake: 'a release, or a stop on the way to the worker, that leaves the container among those that its worker owns',
    reason:
      'a worker and Redis compare what they have, and what is owned in name only is struck out: in 5,000 worlds of each nothing was late',
  },
  {
    mistake: 'a worker that starts before its record is written (D4)',
    reason: 'a claim is written before anybody is asked, and the worker writes its record itself',
  },
  {
    mistake: 'a cache of workers that is invalidated by every commit (C10)',
    reason:
      'the default design has no cache to invalidate: `snapshot-never-renewed` and `snapshot-kept-too-long` are its stale pictures, and `cached` has this one by design',
  },
  {
    mistake: 'a whole batch refused for one stale version (C11)',
    reason:
      'the default design compares no versions; `batch` has it by design, and whether it goes on for ever is its cell L6 in verdicts.md',
  },
  {
    mistake: 'every gateway keeps a pool at its minimum by itself (D6)',
    reason: 'minimum and requests claim by one script, so the mistakes are `claim-per-gateway` and `maximum-checked-outside`',
  },
  {
    mistake: 'a GPU count that wraps below zero (C2)',
    reason: 'Lua’s numbers do not wrap; `commit-without-gpu-check` is the mistake behind it',
  },
  {
    mistake: 'a failover that loses acknowledged writes (E8)',
    reason: 'no mistake of a scheduler: the fault `failover` does it, and the suite `failover` judges what is left of the promises',
  },
  {
    mistake: 'a quota counter that is decremented twice, two repairs of one counter (E3)',
    reason: 'quotas are sums of reservations; there is no counter',
  },
];

/** Mistakes that were planted in this scheduler, and that no world of `chaos` showed. */
export const NOT_SHOWN: readonly Missing[] = [
  {
    mistake: 'a reaper that lists the dead before it has the lock and buries whoever is on the list, also those that renewed since',
    reason: 'earlier worlds showed it (a median of 227); 1,800 of today’s do not, from three base seeds',
  },
  {
    mistake: 'a running container is told of its stop by pub/sub alone (E5)',
    reason: 'the bound of L8 contains the longest run, and by then the container has ended by itself',
  },
  {
    mistake: 'an acknowledgement that is sent again says `start` although the container was stopped in the meantime',
    reason: 'not in 1,200 worlds: the reply must be lost, and the stop fall into the few milliseconds until the worker is connected again',
  },
  {
    mistake: 'what one request of a batch is refused for, all that follow are refused for (B4)',
    reason: 'not in 1,200 worlds: the gateway plans refused requests again at once, so it costs a round and breaks no promise',
  },
  {
    mistake: 'a worker gives back a container without showing the token of its delivery',
    reason: 'not in 900 worlds: the machine must refuse what the commit admitted, and the reply of the refusal be lost',
  },
  {
    mistake: 'the reaper’s script does not compare the lock’s value, so a gateway that slept through its TTL reaps beside the next (C5)',
    reason: 'not in 500 small worlds: the script is atomic and repeats nothing, so both must find work for S13 to see two epochs write',
  },
  {
    mistake: 'a worker that could not renew goes on running containers that everybody else has declared lost (D7)',
    reason: 'not in 500 small worlds: it ends them before it registers again, so no machine is overcommitted and no container runs twice',
  },
  {
    mistake: 'a worker that leaves hands nothing back (A6)',
    reason: 'it retires first, which hands back already; both would have to be wrong',
  },
  {
    mistake: 'a worker that is not there cannot be cordoned, and is available when it comes back (D10)',
    reason: 'not in some hundred worlds: operators seldom cordon in the seconds in which a worker is away',
  },
];
