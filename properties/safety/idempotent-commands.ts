/**
 * S25: a command whose reply was lost is sent again, so it must take effect at most once. Judged by container: what a command did to one,
 * the same command from the same host on a new connection does not do again. Redis remembers an operation for the lease TTL, so later
 * repetitions are not judged; the baseline's commands have no names, so there only added entries count. A reaper asks what is overdue, so
 * its next question has the same words and rightly another answer.
 */
import { REAPER_LOCK_KEY } from '../../src/index.ts';
import type { Change, LedgerCommit } from '../evidence/index.ts';
import { factNow, type Accusation, type Court, type Property, type PropertyListener, type RedisStep } from '../property.ts';

/** A command that had an effect. */
interface Effect {
  readonly step: RedisStep;
  readonly atMs: number;
  readonly changes: readonly Change[];
}

/** What one client did on its last connection and on the one before it. */
interface History {
  connection: number;
  earlier: Effect[];
  current: Effect[];
  /** Commands on the new connection that may still be repetitions. */
  remaining: number;
}

const KEPT = 16;
/** Where the first key of a script stands among the arguments: behind its digest and the number of keys. */
const FIRST_KEY = 2;

function isSame(left: RedisStep, right: RedisStep): boolean {
  return (
    left.command === right.command &&
    left.args.length === right.args.length &&
    left.args.every((argument, index) => argument === right.args[index])
  );
}

/** Does the change count as an effect that must not happen twice? */
function counts(terms: 'leased' | 'baseline', change: Change): change is Extract<Change, { id: string }> {
  if (!('id' in change) || change.kind === 'request') return false;
  if (terms === 'leased') return true;
  return (change.kind === 'backlog' || change.kind === 'queue') && change.after > change.before;
}

class Watch implements PropertyListener {
  readonly #court: Court;
  readonly #histories = new Map<string, History>();
  /** What the present step changed, if anything. */
  #last: LedgerCommit | null = null;

  constructor(court: Court) {
    this.#court = court;
  }

  commit(commit: LedgerCommit): void {
    this.#last = commit;
  }

  activity(step: RedisStep): void {
    const changes = this.#last?.changes ?? [];
    this.#last = null;
    if (step.client === null || step.args[FIRST_KEY] === REAPER_LOCK_KEY) return;
    const history = this.#historyOf(step.client, step.connection);
    if (history.remaining > 0) {
      history.remaining -= 1;
      this.#judge(history.earlier, step, changes);
    }
    if (changes.length === 0) return;
    history.current.push({ step, atMs: this.#court.nowMs(), changes });
    if (history.current.length > KEPT) history.current.shift();
  }

  #historyOf(client: string, connection: number): History {
    let history = this.#histories.get(client);
    if (history === undefined) this.#histories.set(client, (history = { connection, earlier: [], current: [], remaining: 0 }));
    if (history.connection < connection) {
      // A new connection without effects yet leaves the older one to be compared with.
      if (history.current.length > 0) history.earlier = history.current;
      history.current = [];
      history.connection = connection;
      history.remaining = 2 * KEPT;
    }
    return history;
  }

  #judge(earlier: readonly Effect[], step: RedisStep, changes: readonly Change[]): void {
    const { terms, timings } = this.#court.limits;
    for (const change of changes) {
      if (!counts(terms, change)) continue;
      for (const effect of earlier) {
        if (this.#court.nowMs() - effect.atMs >= timings.leaseTtlMs || !isSame(effect.step, step)) continue;
        const again = effect.changes.some((one) => one.kind === change.kind && counts(terms, one) && one.id === change.id);
        if (again) this.#court.accuse(this.#accusation(effect, step, change.id));
      }
    }
  }

  #accusation(effect: Effect, { client, command }: RedisStep, id: string): Accusation {
    const host = client ?? 'redis';
    return {
      sentence: `${host} sent the same ${command} again and it took effect on ${id} again`,
      facts: [
        { atMs: effect.atMs, host, text: `${command} took effect on ${id}` },
        factNow(this.#court, host, `the same ${command} took effect on ${id} again`),
      ],
      about: [id, host],
    };
  }
}

/** S25. */
export const idempotentCommands: Property = {
  id: 'S25',
  name: 'idempotent-commands',
  kind: 'safety',
  statement:
    'A command that is sent again on a new connection within the lease TTL does to no container what it has done to it before (baseline: it adds no second entry to backlog or queue).',
  evidence: 'commands with their arguments and connections, and what each changed',
  watch: (court) => new Watch(court),
};
