/**
 * S16 in the designs of the documents: what a workspace uses is what its records say, without those that are STOPPING, and a limit may be as old as
 * the cache that it is read from.
 */
import { KEY_PREFIXES, containerStateKey, type Resources } from '../../src/index.ts';
import type { Change, LedgerCommit } from '../evidence/index.ts';
import { slackMs } from '../limits.ts';
import { factNow, type Court, type PropertyListener } from '../property.ts';
import { sumResources } from '../resources.ts';

/** beta9 keeps the limits of a workspace for ten minutes. */
const CACHE_MS = 600_000;

type QuotaFacts = NonNullable<Extract<Change, { kind: 'quota' }>['after']>;

/** Limits, and until when they held; null where there was no limit. */
interface Past {
  readonly limits: QuotaFacts | null;
  readonly untilMs: number;
}

interface Counted {
  readonly workspace: string;
  readonly demand: Resources;
}

/** Judges each admission when its record is written. */
export class RecountingWatch implements PropertyListener {
  readonly #court: Court;
  readonly #counted = new Map<string, Counted>();
  readonly #past = new Map<string, Past[]>();

  constructor(court: Court) {
    this.#court = court;
  }

  readonly kinds = ['container', 'quota'] as const;

  commit(commit: LedgerCommit): void {
    for (const change of commit.changes) {
      if (change.kind === 'quota') this.#limit(change, commit.atMs);
      else if (change.kind === 'container') this.#see(change, commit);
    }
  }

  #limit({ workspace, before }: Extract<Change, { kind: 'quota' }>, atMs: number): void {
    const past = this.#past.get(workspace) ?? [];
    this.#past.set(workspace, [...past, { limits: before, untilMs: atMs }]);
  }

  #see({ id, after }: Extract<Change, { kind: 'container' }>, { client }: LedgerCommit): void {
    const was = this.#counted.has(id);
    this.#counted.delete(id);
    if (after === null || after.status === 'STOPPING') return;
    const workspace = this.#court.evidence.keyspace?.hash(containerStateKey(id))?.get('workspace_id');
    if (workspace === undefined) return;
    this.#counted.set(id, { workspace, demand: after.demand });
    if (!was && client !== null) this.#judge(id, workspace, client);
  }

  #judge(id: string, workspace: string, client: string): void {
    const all = [...this.#limitsOf(workspace)];
    const used = sumResources([...this.#counted.values()].flatMap((one) => (one.workspace === workspace ? [one.demand] : [])));
    const [gpuCount, cpuMillicores] = [loosest(all, 'gpuCount'), loosest(all, 'cpuMillicores')];
    if (used.gpuCount > gpuCount)
      this.#accuse(id, client, `${workspace} may use ${gpuCount} GPUs and was admitted ${used.gpuCount} with ${id}`);
    else if (used.cpuMillicores > cpuMillicores)
      this.#accuse(id, client, `${workspace} may use ${cpuMillicores} m and was admitted ${used.cpuMillicores} m with ${id}`);
  }

  /** Today's limits, and those that somebody may still go by. What was not there is not cached, but a submission may be under way with it. */
  *#limitsOf(workspace: string): Generator<QuotaFacts | null> {
    const { limits, nowMs } = { limits: this.#court.limits, nowMs: this.#court.nowMs() };
    yield this.#court.evidence.quotas.get(workspace) ?? null;
    for (const past of this.#past.get(workspace) ?? []) {
      const graceMs = past.limits === null ? slackMs(limits) + limits.timings.clientTimeoutMs : CACHE_MS;
      if (nowMs <= past.untilMs + graceMs) yield past.limits;
    }
  }

  #accuse(id: string, client: string, sentence: string): void {
    const container = this.#court.evidence.container(id);
    const workspace = this.#counted.get(id)?.workspace ?? '';
    const about = [id, client, KEY_PREFIXES.workspaceLock + workspace];
    this.#court.accuse({ sentence, facts: [...container.facts(), factNow(this.#court, client, sentence)], about });
  }
}

function loosest(limits: readonly (QuotaFacts | null)[], resource: keyof QuotaFacts): number {
  return Math.max(...limits.map((one) => one?.[resource] ?? Number.POSITIVE_INFINITY));
}
