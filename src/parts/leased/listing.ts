/** Lists containers and counts what waits, from the index that submissions and outcomes keep. */
import { CONTAINER_INDEX_KEY, workerOwnedKey } from '../../keys.ts';
import type { ContainerState } from '../../model.ts';
import type { ContainerPage, ContainerSummary } from '../../options.ts';
import { asList, asNumber, asText, type RedisScript } from '../../redis/index.ts';
import { backlogScript, listScript } from '../../scripts/index.ts';
import type { ListingPart, PartMaker } from '../contracts.ts';

const PAGE_DEFAULT = 100;
/** Between the two halves of a cursor; no id contains it. */
const CURSOR_MARK = '@';

/** One script a page. */
export function indexedListing(list: RedisScript = listScript, backlog: RedisScript = backlogScript): PartMaker<ListingPart> {
  return ({ link }) => ({
    async containers(filter) {
      const { workerId, state = '', workspaceId = '', limit = PAGE_DEFAULT } = filter;
      const [behind = '', submittedAt = ''] = (filter.cursor ?? '').split(CURSOR_MARK);
      const key = workerId === undefined ? CONTAINER_INDEX_KEY : workerOwnedKey(workerId);
      const values = [workerId === undefined ? 'all' : 'owned', behind, submittedAt, limit, state, workspaceId];
      return decodePage(asList(await link.run(list, [key], values)));
    },
    async backlog() {
      const [waiting = 0, ready = 0, leased = 0, containers = 0, oldest = -1] = asList(await link.run(backlog, [], [])).map(asNumber);
      return { waiting, ready, leased, containers, oldestAgeMs: oldest < 0 ? null : oldest };
    },
  });
}

function decodePage([nowMs, lastId, lastSubmittedAt, ...rows]: readonly unknown[]): ContainerPage {
  const containers = rows.map((row) => decodeSummary(asList(row), asNumber(nowMs))).sort((left, right) => right.ageMs - left.ageMs);
  return { containers, cursor: asText(lastId) === '' ? null : `${asText(lastId)}${CURSOR_MARK}${asText(lastSubmittedAt)}` };
}

/** Id, then `LISTED_FIELDS`. */
function decodeSummary(fields: readonly unknown[], nowMs: number): ContainerSummary {
  const [id, state, workerId, cpu, memory, gpus, gpuType, workspaceId, submittedAt, attempts] = fields;
  return {
    id: asText(id),
    state: asText(state) as ContainerState,
    workerId: asText(workerId) || null,
    cpuMillicores: asNumber(cpu),
    memoryMib: asNumber(memory),
    gpuCount: asNumber(gpus),
    gpuType: asText(gpuType),
    workspaceId: asText(workspaceId) || null,
    ageMs: Math.max(0, nowMs - asNumber(submittedAt)),
    attempts: asNumber(attempts),
  };
}
