/** What is known of workers that were asked for: who asked whom for which worker, which claims stand in Redis, and what became of it. */
import type { NewWorker, Resources } from '../../src/index.ts';
import type { LazyFact } from './custody.ts';

/** A claim as stored: a worker on its way. */
export interface ClaimFacts {
  readonly pool: string;
  /** By the clock of Redis, in milliseconds since 1970. */
  readonly deadlineMs: number;
  readonly total: Resources;
  /** For whom it was taken, in order; empty for a pool's minimum. */
  readonly containerIds: readonly string[];
}

/** Something that happened between a gateway and whoever starts machines. */
export interface ProvisionFact {
  readonly atMs: number;
  /** Null when no gateway has a part in it. */
  readonly gateway: string | null;
  readonly worker: NewWorker;
  readonly what: 'asked' | 'refused' | 'lost' | 'booted';
}

/** A worker that was asked for. */
export interface AskedWorker {
  readonly worker: NewWorker;
  readonly gateway: string;
  readonly askedAtMs: number;
  refused: boolean;
  /** Its machine started, at whatever time. */
  booted: boolean;
}

/** A claim that stands. */
export interface StandingClaim extends ClaimFacts {
  readonly worker: string;
  /** The host that took it. */
  readonly gateway: string;
  readonly sinceMs: number;
}

/** Workers that were asked for, and claims. */
export class Provisioning {
  /** By worker id. */
  readonly asked: Map<string, AskedWorker> = new Map();
  /** By worker id, as Redis has them. */
  readonly claims: Map<string, StandingClaim> = new Map();
  /** Claims that were ever taken for a container, by its id. */
  readonly claimsOf: Map<string, Set<string>> = new Map();

  /** Takes down a fact; answers it in words. */
  apply({ atMs, gateway, worker, what }: ProvisionFact): LazyFact {
    const { workerId, poolName } = worker;
    const known = this.asked.get(workerId);
    if (what === 'asked' && known === undefined)
      this.asked.set(workerId, { worker, gateway: gateway ?? '', askedAtMs: atMs, refused: false, booted: false });
    if (known !== undefined && what === 'refused') known.refused = true;
    if (known !== undefined && what === 'booted') known.booted = true;
    const words = {
      asked: `asked pool ${poolName} for ${workerId}`,
      refused: `was refused ${workerId} by pool ${poolName}`,
      lost: `was promised ${workerId}, which will never boot`,
      booted: `the machine of ${workerId} booted`,
    };
    return { atMs, host: gateway ?? workerId, text: () => words[what] };
  }

  /** Takes down what Redis says of a claim now. */
  claim(worker: string, after: ClaimFacts | null, by: string | null, atMs: number): void {
    const before = this.claims.get(worker);
    if (after === null) {
      this.claims.delete(worker);
      return;
    }
    this.claims.set(worker, { ...after, worker, gateway: before?.gateway ?? by ?? '', sinceMs: before?.sinceMs ?? atMs });
    for (const id of after.containerIds) {
      const claims = this.claimsOf.get(id) ?? new Set();
      this.claimsOf.set(id, claims.add(worker));
    }
  }
}
