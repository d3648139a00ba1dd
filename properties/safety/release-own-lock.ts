/**
 * S14: a lock ends by its holder or by its TTL. A release shows the token that the lock holds; a release that shows an older token of
 * the same lock, or none and comes from another host than the holder, has freed somebody else's lock.
 */
import type { LedgerCommit, LockEvidence } from '../evidence/index.ts';
import { sayCommand } from '../evidence/index.ts';
import { factNow, type Court, type Property } from '../property.ts';

class Watch {
  readonly #court: Court;
  /** Who holds each lock, and every token that it ever had. */
  readonly #held = new Map<string, LockEvidence>();
  readonly #tokens = new Map<string, Set<string>>();

  constructor(court: Court) {
    this.#court = court;
  }

  judge(key: string, before: string | null, after: string | null, commit: LedgerCommit): void {
    const held = this.#held.get(key);
    if (before !== null && held !== undefined && !this.#mayEnd(held, before, commit)) this.#accuse(held, commit);
    const now = this.#court.evidence.locks.get(key);
    if (after === null || now === undefined) this.#held.delete(key);
    else this.#held.set(key, now);
    if (after !== null) this.#tokensOf(key).add(after);
  }

  #mayEnd(held: LockEvidence, token: string, commit: LedgerCommit): boolean {
    if (commit.client === null || commit.args.includes(token)) return true;
    const showsOlder = commit.args.some((argument) => this.#tokensOf(held.key).has(argument));
    return commit.client === held.holder && !showsOlder;
  }

  #tokensOf(key: string): Set<string> {
    let tokens = this.#tokens.get(key);
    if (tokens === undefined) this.#tokens.set(key, (tokens = new Set()));
    return tokens;
  }

  #accuse(held: LockEvidence, commit: LedgerCommit): void {
    this.#court.accuse({
      sentence: `lock ${held.key} of ${held.holder} was ended by ${commit.client ?? 'nobody'}, who does not hold it`,
      facts: [
        { atMs: held.sinceMs, host: held.holder, text: `took ${held.key} with token ${held.token}` },
        factNow(this.#court, commit.client ?? 'redis', `ended ${held.key} (${sayCommand(commit)}) without that token`),
      ],
      about: [held.key, held.holder, commit.client ?? 'redis'],
    });
  }
}

/** S14. */
export const releaseOwnLock: Property = {
  id: 'S14',
  name: 'release-own-lock',
  kind: 'safety',
  statement: 'A lock disappears or changes hands only by its own token or by its expiry.',
  evidence: 'lock keys before and after every step, who sent the step and which token it showed',
  watch: (court) => {
    const watch = new Watch(court);
    return {
      kinds: ['lock'],
      commit(commit) {
        for (const change of commit.changes) if (change.kind === 'lock') watch.judge(change.key, change.before, change.after, commit);
      },
    };
  },
};
