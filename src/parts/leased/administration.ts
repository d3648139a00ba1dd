/** What operators do: quotas of workspaces, and workers taken out of service. Each call may be repeated. */
import { InvalidRequestError } from '../../errors.ts';
import { KEY_PREFIXES, workerOwnedKey, workerStateKey } from '../../keys.ts';
import type { Quota } from '../../model.ts';
import { asList, asNumber, asText, type Link } from '../../redis/index.ts';
import { RESOURCE_MAX } from '../../request.ts';
import { cordonScript, ownedScript, setQuotaScript } from '../../scripts/index.ts';
import type { AdministrationPart, PartMaker } from '../contracts.ts';

function limitText(limit: number | null, what: string): string {
  if (limit === null) return '';
  if (!Number.isInteger(limit) || limit < 0 || limit > RESOURCE_MAX) {
    throw new InvalidRequestError(`${what} must be a whole number from 0 to ${RESOURCE_MAX} or null for no limit, got ${limit}`);
  }
  return String(limit);
}

/**
 * Writes both limits of a workspace.
 * @throws InvalidRequestError for a limit that is no whole number from 0 to `RESOURCE_MAX`.
 */
export async function writeQuota(link: Link, workspaceId: string, quota: Quota): Promise<void> {
  const limits = [limitText(quota.cpuMillicores, 'quota.cpuMillicores'), limitText(quota.gpuCount, 'quota.gpuCount')];
  await link.run(setQuotaScript, [KEY_PREFIXES.quota + workspaceId], [...limits, workspaceId]);
}

/** One script a call. */
export function scriptedAdministration(): PartMaker<AdministrationPart> {
  return ({ link }) => ({
    async setQuota(workspaceId, quota) {
      await writeQuota(link, workspaceId, quota);
    },
    async cordon(workerId, isCordoned) {
      return asNumber(await link.run(cordonScript, [workerStateKey(workerId)], [workerId, isCordoned ? 'cordon' : 'uncordon'])) === 1;
    },
    async placedOn(workerId) {
      return asList(await link.run(ownedScript, [workerOwnedKey(workerId)], [])).map(asText);
    },
  });
}
