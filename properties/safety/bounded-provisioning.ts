/**
 * S21: machines cost money. A request has at most one worker on its way, over all gateways, and only so many attempts; nobody asks for a worker
 * while what is there or on its way has room for everything that waits; and a pool stays between its minimum and its maximum. Where claims are taken (`leased`) the
 * claim is judged, in the step that takes it; where they are not, the moment at which the pool is asked.
 */
import type { AskedWorker, Change, LedgerCommit, ProvisionFact, StandingClaim, WorkerFacts } from '../evidence/index.ts';
import { factNow, type Court, type Property, type PropertyListener, type RedisStep } from '../property.ts';
import type { PoolPlan } from '../scenario.ts';
import { sufficientRoom, unplaced, type Room } from './needless-worker.ts';

/** What is wrong, and which containers it is about. */
interface Fault {
  readonly sentence: string;
  readonly about: readonly string[];
}

const onItsWay = (worker: string, id: string, other: string): Fault => ({
  sentence: `${worker} is asked for ${id}, for which ${other} is on its way`,
  about: [id, other],
});

class Watch implements PropertyListener {
  readonly kinds = ['claim', 'worker'] as const;
  readonly #court: Court;
  readonly #pools: ReadonlyMap<string, PoolPlan>;
  /** Claims of the present step. */
  #taken: string[] = [];

  constructor(court: Court) {
    this.#court = court;
    this.#pools = new Map((court.limits.pools ?? []).map((plan) => [plan.name, plan]));
  }

  commit(commit: LedgerCommit): void {
    for (const change of commit.changes) {
      if (change.kind === 'claim' && change.after !== null) this.#taken.push(change.worker);
      else if (change.kind === 'worker') this.#left(change, commit);
    }
  }

  /** Only here Redis's own time is known, by which claims end. */
  activity(step: RedisStep): void {
    if (this.#taken.length === 0) return;
    const taken = this.#taken;
    this.#taken = [];
    const standing = [...this.#court.evidence.provisioning.claims.values()].filter(({ deadlineMs }) => deadlineMs > step.atMs);
    for (const worker of taken) {
      const claim = standing.find((one) => one.worker === worker);
      const fault = claim && this.#claimFault(claim, standing, taken);
      if (fault) this.#accuse(fault, worker, step.client);
    }
  }

  provision({ what, worker, gateway }: ProvisionFact): void {
    const { provisioning } = this.#court.evidence;
    const asked = provisioning.asked.get(worker.workerId);
    if (what !== 'asked' || asked === undefined || asked.askedAtMs !== this.#court.nowMs()) return;
    // A claim was judged when it was taken.
    if (provisioning.claims.has(worker.workerId) || this.#court.limits.terms === 'leased') return;
    const fault = this.#askedFault(asked);
    if (fault) this.#accuse(fault, worker.workerId, gateway);
  }

  #claimFault(claim: StandingClaim, standing: readonly StandingClaim[], taken: readonly string[]): Fault | null {
    for (const id of claim.containerIds) {
      const other = standing.find((one) => one !== claim && one.containerIds.includes(id));
      if (other) return onItsWay(claim.worker, id, other.worker);
      const attempts = this.#court.evidence.provisioning.claimsOf.get(id)?.size ?? 0;
      const most = this.#court.limits.timings.provisioningAttemptsMax;
      if (attempts > most)
        return { sentence: `${claim.worker} is worker ${attempts} that is asked for ${id}, at most ${most} may be`, about: [id] };
    }
    if (claim.sinceMs !== this.#court.nowMs()) return null;
    const inPool = standing.filter(({ pool }) => pool === claim.pool).map(({ worker }) => worker);
    const earlier = standing.filter(({ worker }) => !taken.includes(worker));
    const rooms = earlier.flatMap((one) => this.#roomOfClaim(one));
    return this.#maximumFault(claim.pool, inPool) ?? this.#needFault(claim.worker, claim.pool, claim.containerIds, inPool, rooms);
  }

  #askedFault({ worker }: AskedWorker): Fault | null {
    const others = this.#coming().filter((one) => one.worker !== worker);
    for (const id of worker.containerIds) {
      const other = others.find((one) => one.worker.containerIds.includes(id))?.worker.workerId;
      if (other !== undefined) return onItsWay(worker.workerId, id, other);
    }
    const unrecorded = others.filter((one) => this.#recordOf(one.worker.workerId) === null);
    const inPool = unrecorded.filter((one) => one.worker.poolName === worker.poolName).map((one) => one.worker.workerId);
    const ids = unplaced(this.#court.evidence).map(({ id }) => id);
    const rooms = others.map((one) => this.#roomOf(one));
    return (
      this.#maximumFault(worker.poolName, [...inPool, worker.workerId]) ??
      this.#needFault(worker.workerId, worker.poolName, ids, [...inPool, worker.workerId], rooms)
    );
  }

  /** Workers that were asked for not too long ago, not refused, and have not registered yet; some designs write a record before. */
  #coming(): readonly AskedWorker[] {
    const { evidence, limits } = this.#court;
    const sinceMs = this.#court.nowMs() - limits.timings.provisionClaimTtlMs;
    return [...evidence.provisioning.asked.values()].filter(({ worker, refused, askedAtMs }) => {
      const status = this.#recordOf(worker.workerId)?.status ?? 'pending';
      return !refused && askedAtMs >= sinceMs && status === 'pending';
    });
  }

  #roomOf({ worker }: AskedWorker): Room {
    const { workerId, resources } = worker;
    return { worker: workerId, free: this.#recordOf(workerId)?.free ?? resources, offers: { ...worker, total: resources } };
  }

  #roomOfClaim({ worker, total, pool }: StandingClaim): readonly Room[] {
    const plan = this.#pools.get(pool);
    if (plan === undefined) return [];
    const { name, selector: poolSelector = name, requiresSelector: requiresPoolSelector = false, isPreemptable = false } = plan;
    const gpuType = total.gpuCount > 0 ? plan.gpuType : '';
    return [{ worker, free: total, offers: { total, gpuType, poolSelector, requiresPoolSelector, isPreemptable } }];
  }

  #recordOf(worker: string): WorkerFacts | null {
    return this.#court.evidence.workers.get(worker)?.record ?? null;
  }

  #maximumFault(pool: string, onTheirWay: readonly string[]): Fault | null {
    const plan = this.#pools.get(pool);
    if (plan === undefined) return null;
    const count = this.#recorded(pool).length + onTheirWay.length;
    if (count <= plan.workersMax) return null;
    return { sentence: `${pool} has ${count} workers, those included that were asked for, and may have ${plan.workersMax}`, about: [pool] };
  }

  #needFault(worker: string, pool: string, ids: readonly string[], inPool: readonly string[], onTheirWay: readonly Room[]): Fault | null {
    if (ids.length === 0) {
      const plan = this.#pools.get(pool);
      const available = this.#recorded(pool).filter((id) => this.#recordOf(id)?.status === 'available').length;
      if (plan !== undefined && available + inPool.length <= plan.workersMin) return null;
      return { sentence: `${worker} is asked for, and nobody waits for it`, about: [pool] };
    }
    const rooms = sufficientRoom(this.#court, onTheirWay);
    if (rooms.length === 0) return null;
    const names = rooms.map((room) => room.worker);
    const have = names.length === 1 ? 'has' : 'have';
    return {
      sentence: `${worker} is asked for although ${names.join(' and ')} ${have} room for everything that waits`,
      about: [...names.slice(0, 2), ...ids.slice(0, 3)],
    };
  }

  /** Workers of the pool that have a record. */
  #recorded(pool: string): readonly string[] {
    const { asked } = this.#court.evidence.provisioning;
    const members = [...asked.values()].filter(({ worker }) => worker.poolName === pool).map(({ worker }) => worker.workerId);
    return members.filter((id) => this.#recordOf(id) !== null);
  }

  /** A worker that nobody told to go has taken itself out of service. */
  #left({ worker, before, after }: Extract<Change, { kind: 'worker' }>, { client }: LedgerCommit): void {
    const asked = this.#court.evidence.provisioning.asked.get(worker);
    if (asked === undefined || client !== worker || before?.status !== 'available' || after?.status === 'available') return;
    const { poolName } = asked.worker;
    const { workersMin = 0 } = this.#pools.get(poolName) ?? {};
    const left = this.#recorded(poolName).filter((id) => this.#recordOf(id)?.status === 'available').length;
    if (left >= workersMin) return;
    this.#accuse(
      { sentence: `${worker} left ${poolName} with ${left} workers, which is to keep ${workersMin}`, about: [poolName] },
      worker,
      client,
    );
  }

  #accuse({ sentence, about }: Fault, worker: string, host: string | null): void {
    const containers = about.flatMap((id) => this.#court.evidence.containers.get(id)?.facts(3) ?? []);
    const facts = [...containers, ...this.#court.evidence.worker(worker).facts(4), factNow(this.#court, host ?? 'redis', sentence)];
    this.#court.accuse({ sentence, facts, about: [...about, worker] });
  }
}

/** S21. */
export const boundedProvisioning: Property = {
  id: 'S21',
  name: 'bounded-provisioning',
  kind: 'safety',
  statement:
    'A request has at most one worker on its way over all gateways, and at most `provisioningAttemptsMax` in all; no worker is asked for while those that are there or on their way have room for everything that waits; a pool never has more workers than its maximum, those on their way included, and none leaves by itself below its minimum.',
  evidence:
    'claims after every step at Redis, by its clock; the log of whoever starts machines; worker records, and containers without a place',
  watch: (court) => ((court.limits.pools ?? []).length === 0 ? {} : new Watch(court)),
};
