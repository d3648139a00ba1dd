/**
 * Brings the faults of a scenario about: at their moments, or right after their target did what they wait for. It also says when the
 * faults are over, because obligations only count from then on.
 */
import { applyFaults, type Fault } from '../../sim/faults/index.ts';
import type { World } from '../../sim/world/index.ts';
import type { Change, Evidence, LedgerCommit } from '../evidence/index.ts';
import { fitsInto } from '../resources.ts';
import type { Deed, PlannedFault } from '../scenario.ts';

const REDIS = 'redis';
/** A fault counts as over a little after it was healed. */
const healMs = 1;

/** The framework's fault for a planned one that strikes now. */
function faultOf(planned: PlannedFault, atMs: number): Fault {
  const { target, forMs } = planned;
  switch (planned.kind) {
    case 'crash':
      return { kind: 'crash', atMs, target, forMs, manner: planned.manner };
    case 'pause':
      return { kind: 'pause', atMs, target, forMs };
    case 'partition':
      return { kind: 'partition', atMs, target, peer: REDIS, forMs, direction: 'both' };
    case 'latency':
      return { kind: 'latency', atMs, target, peer: REDIS, forMs, minimumMs: planned.latencyMs / 4, maximumMs: planned.latencyMs };
    case 'reset':
      return { kind: 'reset', atMs, target, peer: REDIS, manner: planned.lost };
  }
}

function deedOf(change: Change, client: string): Deed | null {
  switch (change.kind) {
    case 'backlog':
      return change.after < change.before ? 'took-requests' : null;
    case 'lock':
      return change.after === null ? null : 'took-lock';
    case 'worker':
      return change.before !== null &&
        change.after !== null &&
        change.before !== change.after &&
        !fitsInto(change.before.free, change.after.free)
        ? 'charged'
        : null;
    case 'queue':
      if (change.after > change.before) return 'placed';
      return change.worker === client ? 'took-delivery' : null;
    case 'pending':
      return change.after === null && change.worker === client ? 'acknowledged' : null;
    case 'outcome':
      return change.after === null ? null : 'ended';
    default:
      return null;
  }
}

/** A fault that has not struck yet. */
interface Armed {
  readonly fault: PlannedFault;
  readonly name: string;
  remaining: number;
}

/** Directs the faults of one world. */
export class FaultDirector {
  readonly #world: World;
  readonly #onCalm: () => void;
  readonly #waiting = new Set<Armed>();
  #active = 0;

  /** `onCalm` is called whenever the last active fault has ended. */
  constructor(world: World, evidence: Evidence, faults: readonly PlannedFault[], onCalm: () => void) {
    this.#world = world;
    this.#onCalm = onCalm;
    for (const [index, fault] of faults.entries()) this.#arm(fault, `fault ${index + 1}`);
    if (this.#waiting.size === 0) return;
    evidence.listen({
      commit: (commit) => this.#saw(commit),
      run: ({ run, change }) => {
        if (change === 'started') this.#did(run.worker, 'started');
      },
    });
  }

  /** Is a fault active or still to come? */
  get busy(): boolean {
    return this.#active > 0 || this.#waiting.size > 0;
  }

  /** Is a fault active now? */
  get active(): boolean {
    return this.#active > 0;
  }

  /** What has not struck yet never will. */
  cancel(): void {
    this.#waiting.clear();
  }

  #arm(fault: PlannedFault, name: string): void {
    const armed: Armed = { fault, name, remaining: fault.moment.after?.occurrence ?? Number.POSITIVE_INFINITY };
    this.#waiting.add(armed);
    const { atMs, after } = fault.moment;
    this.#world.at(atMs, name, () => (after === null ? this.#strike(armed) : this.#disarm(armed)));
  }

  #saw(commit: LedgerCommit): void {
    if (this.#waiting.size === 0 || commit.client === null) return;
    const deeds = new Set<Deed>();
    for (const change of commit.changes) {
      const deed = deedOf(change, commit.client);
      if (deed !== null) deeds.add(deed);
    }
    for (const deed of deeds) this.#did(commit.client, deed);
    for (const change of commit.changes) {
      if (change.kind === 'queue' && change.after > change.before) this.#did(change.worker, 'was-given-work');
    }
  }

  #did(host: string, deed: Deed): void {
    for (const armed of this.#waiting) {
      if (armed.fault.target !== host || armed.fault.moment.after?.deed !== deed) continue;
      armed.remaining -= 1;
      if (armed.remaining === 0) this.#strikeAfter(armed, deed);
    }
  }

  /** A process that stalls does so before it hears of what it did; a schedule could let it hear first if the fault were an event. */
  #strikeAfter(armed: Armed, deed: Deed): void {
    const { fault } = armed;
    if (fault.kind !== 'pause') {
      this.#world.at(this.#world.nowMs, `${armed.name} after ${deed}`, () => this.#strike(armed));
      return;
    }
    const host = this.#world.hosts().find((one) => one.name === fault.target);
    if (!this.#waiting.delete(armed) || host?.state !== 'running') return;
    this.#world.fault(fault.target, `paused for ${fault.forMs}ms`);
    host.pause();
    this.#world.at(this.#world.nowMs + fault.forMs, `${armed.name} resumes`, () => host.resume());
    this.#activeFor(armed);
  }

  /** Its time has passed and its target has not done what it waited for. */
  #disarm(armed: Armed): void {
    if (this.#waiting.delete(armed) && !this.busy) this.#onCalm();
  }

  #strike(armed: Armed): void {
    if (!this.#waiting.delete(armed)) return;
    const { fault } = armed;
    applyFaults(this.#world, [faultOf(fault, this.#world.nowMs)]);
    this.#activeFor(armed);
  }

  #activeFor(armed: Armed): void {
    this.#active += 1;
    this.#world.at(this.#world.nowMs + armed.fault.forMs + healMs, `${armed.name} is over`, () => {
      this.#active -= 1;
      if (!this.busy) this.#onCalm();
    });
  }
}
