/** A client: checks what it is given, asks Redis within a time limit, and says what to do when there is no answer. */
import { randomUUID } from 'node:crypto';
import { SchedulerError } from '../errors.ts';
import type { ClientOptions, SchedulerClient } from '../options.ts';
import type { ListingPart } from '../parts/index.ts';
import { openProcess } from '../process.ts';
import { assertFilter } from './filter.ts';
import { assertId, encodeRequest } from '../request.ts';

/** Makes a client; it connects in the background. @throws SchedulerError for bad options. */
export function createClient(options: ClientOptions): SchedulerClient {
  const { preset, context, link } = openProcess(options, `client-${randomUUID().slice(0, 8)}`);
  const parts = {
    submit: preset.submit(context),
    stop: preset.stop(context),
    status: preset.status(context),
    snapshot: preset.snapshot(context),
    administration: preset.administration(context),
    listing: preset.listing?.(context),
  };
  return {
    async submit(request) {
      const payload = encodeRequest(request);
      return link.within(`submit of ${request.id}`, parts.submit.submit(request, payload));
    },
    async stop(containerId) {
      assertId(containerId, 'container id');
      return link.within(`stop of ${containerId}`, parts.stop.stop(containerId));
    },
    async status(containerId) {
      assertId(containerId, 'container id');
      return link.within(`status of ${containerId}`, parts.status.status(containerId));
    },
    async setQuota(workspaceId, quota) {
      assertId(workspaceId, 'workspace id');
      await link.within(`quota of ${workspaceId}`, parts.administration.setQuota(workspaceId, quota));
    },
    async cordon(workerId) {
      assertId(workerId, 'worker id');
      return link.within(`cordon of ${workerId}`, parts.administration.cordon(workerId, true));
    },
    async uncordon(workerId) {
      assertId(workerId, 'worker id');
      return link.within(`uncordon of ${workerId}`, parts.administration.cordon(workerId, false));
    },
    async drain(workerId) {
      assertId(workerId, 'worker id');
      await link.within(`cordon of ${workerId}`, parts.administration.cordon(workerId, true));
      const placed = await link.within(`drain of ${workerId}`, parts.administration.placedOn(workerId));
      await Promise.all(placed.map((id) => link.within(`stop of ${id}`, parts.stop.stop(id))));
      return placed;
    },
    workers: () => link.within('list of workers', parts.snapshot.read()),
    async containers(filter = {}) {
      assertFilter(filter);
      return link.within('list of containers', listingOf(preset.name, parts.listing).containers(filter));
    },
    backlog: async () => link.within('look at the backlog', listingOf(preset.name, parts.listing).backlog()),
    async close() {
      link.close();
    },
  };
}

function listingOf(preset: string, listing: ListingPart | undefined): ListingPart {
  if (listing) return listing;
  throw new SchedulerError(
    'UNSUPPORTED',
    `preset ${preset} keeps no index of its containers; ask for the status of each by its id, or use preset leased`,
  );
}
