/**
 * Returns expired leases and buries dead workers, one gateway at a time. Who reaps stays the reaper for a while, because deaths come in
 * groups; the script compares the lock's value, epoch included, so a gateway that slept through its TTL reaps nothing.
 */
import { LEASES_KEY, REAPER_LOCK_KEY, WORKER_DEADLINES_KEY, WORKER_INDEX_KEY } from '../../keys.ts';
import { asList, asNumber, type RedisScript } from '../../redis/index.ts';
import { reapScript, repairScript } from '../../scripts/index.ts';
import { encodeOutcome } from './client.ts';
import type { LockHandle, PartContext, PartMaker, ReaperPart } from '../contracts.ts';

/** Rounds of one run; the next look at the backlog continues where this one stopped. */
const ROUNDS_MAX = 20;
/** Part of the lock's TTL after which an idle reaper lets it go. */
const IDLE_SHARE = 0.5;

/** Reaps, and now and then repairs, under the reaper lock. */
export function lockedReaper(script: RedisScript = reapScript, repair: RedisScript = repairScript): PartMaker<ReaperPart> {
  return (context) => new LockedReaper(context, script, repair);
}

class LockedReaper implements ReaperPart {
  readonly #context: PartContext;
  readonly #script: RedisScript;
  readonly #repairScript: RedisScript;
  #held: LockHandle | null = null;
  #idle: ReturnType<typeof setTimeout> | undefined;

  constructor(context: PartContext, script: RedisScript, repair: RedisScript) {
    this.#context = context;
    this.#script = script;
    this.#repairScript = repair;
  }

  async reap(): Promise<void> {
    clearTimeout(this.#idle);
    const wasHeld = this.#held !== null;
    if (!(await this.#reapHeld()) && wasHeld) await this.#reapHeld();
    if (this.#held) this.#idle = setTimeout(() => void this.close(), this.#context.timings.lockTtlMs * IDLE_SHARE);
  }

  async close(): Promise<void> {
    clearTimeout(this.#idle);
    const held = this.#held;
    this.#held = null;
    // A lock that cannot be released runs out by itself.
    if (held) await this.#context.lock.release(held).catch(() => undefined);
  }

  /** False when the lock is, or has come into, other hands. */
  async #reapHeld(): Promise<boolean> {
    this.#held ??= await this.#context.lock.acquire(REAPER_LOCK_KEY);
    if (!this.#held) return false;
    if (await this.#rounds(this.#held)) return true;
    // Whoever has it now keeps it: the release compares the value.
    await this.close();
    return false;
  }

  async #rounds({ value }: LockHandle): Promise<boolean> {
    const { link, timings, emit } = this.#context;
    const keys = [REAPER_LOCK_KEY, LEASES_KEY, WORKER_DEADLINES_KEY, WORKER_INDEX_KEY];
    const outcome = encodeOutcome({ kind: 'lost', reason: 'worker_died' });
    for (let round = 0; round < ROUNDS_MAX; round += 1) {
      const reply = asList(
        await link.run(this.#script, keys, [value, timings.reapSizeMax, timings.outcomeTtlMs, outcome, timings.sweepMs]),
      );
      const [leases = 0, workers = 0, lost = 0, more = 0, repairDue = 0] = reply.map(asNumber);
      if (leases < 0) return false;
      if (leases + workers > 0) emit({ kind: 'reaped', detail: `${leases} leases, ${workers} workers, ${lost} containers lost` });
      if (more === 0) return repairDue === 0 || this.#repair(value, outcome);
    }
    return true;
  }

  /** Settles what should belong together and does not. */
  async #repair(value: string, outcome: string): Promise<boolean> {
    const { link, timings, emit } = this.#context;
    const values = [value, timings.reapSizeMax, timings.outcomeTtlMs, outcome];
    const reply = asList(await link.run(this.#repairScript, [REAPER_LOCK_KEY], values)).map(asNumber);
    const [forgotten = 0, dropped = 0, taken = 0, returned = 0, lost = 0] = reply;
    if (forgotten < 0) return false;
    if (forgotten + dropped + taken + returned + lost > 0) {
      const reservations = `${dropped} reservations dropped, ${taken} taken again`;
      emit({ kind: 'repaired', detail: `${forgotten} index entries, ${reservations}, ${returned} requests returned, ${lost} lost` });
    }
    return true;
  }
}
