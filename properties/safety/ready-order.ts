/** S18: who is ready first is taken first. Whatever one look at the backlog takes was ready no later than what it leaves behind. */
import type { Change } from '../evidence/index.ts';
import { factNow, isGateway, type Property } from '../property.ts';

type BacklogChange = Extract<Change, { kind: 'backlog' }>;

/** The taken entry that was ready last. */
function last(taken: readonly BacklogChange[]): BacklogChange | null {
  return taken.reduce<BacklogChange | null>((latest, one) => (latest === null || one.readyAtMs > latest.readyAtMs ? one : latest), null);
}

/** S18. */
export const readyOrder: Property = {
  id: 'S18',
  name: 'ready-order',
  kind: 'safety',
  statement: 'What a gateway takes from the backlog in one step was ready no later than anything that it leaves there.',
  evidence: 'backlog entries with their scores before and after every step at Redis',
  watch: (court) => ({
    kinds: ['backlog'],
    commit(commit) {
      if (!isGateway(commit.client)) return;
      const taken = commit.changes.filter(
        (change): change is BacklogChange =>
          change.kind === 'backlog' && change.after < change.before && court.evidence.container(change.id).outcome === null,
      );
      const latest = last(taken);
      if (latest === null || latest.headMs === null || latest.readyAtMs <= latest.headMs) return;
      court.accuse({
        sentence: `${commit.client} took ${latest.id} from the backlog, and one that was ready ${latest.readyAtMs - latest.headMs} ms earlier stayed`,
        facts: [...court.evidence.container(latest.id).facts(), factNow(court, commit.client, `took ${latest.id} out of turn`)],
        about: [latest.id, commit.client],
      });
    },
  }),
};
