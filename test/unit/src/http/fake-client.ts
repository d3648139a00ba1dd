/** A client without Redis: remembers what it was asked, answers as it is told, refuses as a real one does. */
import {
  ConflictingRequestError,
  type ContainerRequest,
  type ContainerSummary,
  type SchedulerClient,
  type WorkerRecord,
} from '../../../../src/index.ts';
import { encodeRequest } from '../../../../src/request.ts';

/** A fake and what it was asked. */
export interface FakeClient extends SchedulerClient {
  readonly submitted: Map<string, ContainerRequest>;
  readonly calls: string[];
  /** While set, every call rejects with it. */
  failure: Error | null;
}

/** One worker of the fake. */
export const fakeWorker: WorkerRecord = {
  id: 'w1',
  status: 'available',
  total: { cpuMillicores: 1_000, memoryMib: 1_000, gpuCount: 0 },
  free: { cpuMillicores: 400, memoryMib: 1_000, gpuCount: 0 },
  gpuType: '',
  poolName: 'default',
  poolSelector: 'default',
  requiresPoolSelector: false,
  isPreemptable: false,
  priority: 0,
  resourceVersion: 1,
  incarnation: 'i',
};

/** One container of the fake's list. */
export const fakeSummary: ContainerSummary = {
  id: 'c1',
  state: 'RUNNING',
  workerId: 'w1',
  gpuType: '',
  workspaceId: null,
  ageMs: 1_500,
  attempts: 2,
  cpuMillicores: 600,
  memoryMib: 0,
  gpuCount: 0,
};

/** Containers called `ended…` have ended; those called `running…` run on w1; everything else is unknown until submitted. */
export function fakeClient(): FakeClient {
  const submitted = new Map<string, ContainerRequest>();
  const calls: string[] = [];
  const answer = async <Result>(call: string, result: () => Result): Promise<Result> => {
    calls.push(call);
    if (client.failure) throw client.failure;
    return result();
  };
  const client: FakeClient = {
    submitted,
    calls,
    failure: null,
    async submit(request) {
      const payload = encodeRequest(request);
      return answer(`submit ${request.id}`, () => {
        const known = submitted.get(request.id);
        if (known && encodeRequest(known) !== payload) throw new ConflictingRequestError(request.id);
        submitted.set(request.id, request);
        return { status: 'accepted', id: request.id };
      });
    },
    stop: (id) => answer(`stop ${id}`, () => (id.startsWith('running') ? 'stopping' : submitted.has(id) ? 'cancelled' : 'unknown')),
    status: (id) =>
      answer(`status ${id}`, () => {
        if (id.startsWith('ended')) return { state: 'ENDED', outcome: { kind: 'exited', exitCode: 7 } };
        if (id.startsWith('running')) return { state: 'RUNNING', workerId: 'w1' };
        return submitted.has(id) ? { state: 'PENDING', workerId: null } : { state: 'UNKNOWN' };
      }),
    ready: () => answer('ready', () => undefined),
    workers: () => answer('workers', () => [fakeWorker]),
    containers: (filter = {}) =>
      answer(`containers ${JSON.stringify(filter)}`, () => ({
        containers: filter.cursor === undefined ? [fakeSummary] : [],
        cursor: null,
      })),
    backlog: () => answer('backlog', () => ({ waiting: 0, ready: 0, leased: 0, containers: 0, oldestAgeMs: null })),
    setQuota: (id, quota) => answer(`quota ${id} ${JSON.stringify(quota)}`, () => undefined),
    cordon: (id) => answer(`cordon ${id}`, () => id === 'w1'),
    uncordon: (id) => answer(`uncordon ${id}`, () => id === 'w1'),
    drain: (id) => answer(`drain ${id}`, () => (id === 'w1' ? ['running-1'] : [])),
    close: () => Promise.resolve(),
  };
  return client;
}
