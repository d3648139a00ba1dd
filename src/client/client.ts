/** A client: checks what it is given, asks Redis within a time limit, and says what to do when there is no answer. */
import { randomUUID } from 'node:crypto';
import { clientMismatch } from '../entry.ts';
import { SchedulerError } from '../errors.ts';
import { PROBE_KEY } from '../keys.ts';
import type { ClientOptions, SchedulerClient } from '../options.ts';
import type { ListingPart } from '../parts/index.ts';
import { openProcess } from '../process.ts';
import type { RedisLink } from '../redis/index.ts';
import { assertFilter } from './filter.ts';
import { assertId, encodeRequest } from '../request.ts';

/** How long a trace of a look stays. */
const PROBE_MS = 1_000;

/** Makes a client; it connects in the background. @throws SchedulerError for bad options. */
export function createClient(options: ClientOptions): SchedulerClient {
  assertUnsatisfiable(options.unsatisfiable ?? 'refuse');
  const { preset, context, link } = openProcess(options, `client-${randomUUID().slice(0, 8)}`, 'reject');
  const ask = asker(link, preset.family);
  const parts = {
    submit: preset.submit(context),
    stop: preset.stop(context),
    status: preset.status(context),
    snapshot: preset.snapshot(context),
    administration: preset.administration(context),
    listing: preset.listing?.(context),
  };
  return {
    async submit(request, { unsatisfiable = options.unsatisfiable ?? 'refuse' } = {}) {
      const payload = encodeRequest(request);
      assertUnsatisfiable(unsatisfiable);
      return ask(`submit of ${request.id}`, () => parts.submit.submit(request, payload, unsatisfiable));
    },
    async stop(containerId) {
      assertId(containerId, 'container id');
      return ask(`stop of ${containerId}`, () => parts.stop.stop(containerId));
    },
    async status(containerId) {
      assertId(containerId, 'container id');
      return ask(`status of ${containerId}`, () => parts.status.status(containerId));
    },
    async setQuota(workspaceId, quota) {
      assertId(workspaceId, 'workspace id');
      await ask(`quota of ${workspaceId}`, () => parts.administration.setQuota(workspaceId, quota));
    },
    async cordon(workerId) {
      assertId(workerId, 'worker id');
      return ask(`cordon of ${workerId}`, () => parts.administration.cordon(workerId, true));
    },
    async uncordon(workerId) {
      assertId(workerId, 'worker id');
      return ask(`uncordon of ${workerId}`, () => parts.administration.cordon(workerId, false));
    },
    async drain(workerId) {
      assertId(workerId, 'worker id');
      await ask(`cordon of ${workerId}`, () => parts.administration.cordon(workerId, true));
      const placed = await ask(`drain of ${workerId}`, () => parts.administration.placedOn(workerId));
      await Promise.all(placed.map((id) => ask(`stop of ${id}`, () => parts.stop.stop(id))));
      return placed;
    },
    ready: () =>
      ask('look whether Redis takes writes', async () => {
        await link.client.set(PROBE_KEY, '', 'PX', PROBE_MS);
      }),
    workers: () => ask('list of workers', () => parts.snapshot.read()),
    async containers(filter = {}) {
      assertFilter(filter);
      const listing = listingOf(preset.name, parts.listing);
      return ask('list of containers', () => listing.containers(filter));
    },
    async backlog() {
      const listing = listingOf(preset.name, parts.listing);
      return ask('look at the backlog', () => listing.backlog());
    },
    async close() {
      link.close();
    },
  };
}

type Ask = <Result>(operation: string, work: () => Promise<Result>) => Promise<Result>;

/** Asks Redis within the time limit, on each connection only after it was seen that the system there is of the client's protocol and presets. */
function asker(link: RedisLink, family: string): Ask {
  let entered: Promise<void> | undefined;
  const enter = async (): Promise<void> => {
    const mismatch = await clientMismatch(link, family);
    if (mismatch !== null) throw mismatch;
  };
  const forget = (): void => {
    entered = undefined;
  };
  link.client.on('ready', forget);
  return async (operation, work) => {
    const whenIn = (entered ??= enter());
    whenIn.catch(forget);
    return link.within(operation, whenIn.then(work));
  };
}

function assertUnsatisfiable(choice: string): void {
  if (choice === 'refuse' || choice === 'wait') return;
  throw new SchedulerError('INVALID_OPTIONS', `unsatisfiable is ${JSON.stringify(choice)}; write refuse or wait`);
}

function listingOf(preset: string, listing: ListingPart | undefined): ListingPart {
  if (listing) return listing;
  throw new SchedulerError(
    'UNSUPPORTED',
    `preset ${preset} keeps no index of its containers; ask for the status of each by its id, or use preset leased`,
  );
}
