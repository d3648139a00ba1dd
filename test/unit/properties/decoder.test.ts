/** The decoder turns what Redis holds into the scheduler's terms, in both layouts, by comparing each written key with what it said before. */
import { describe, expect, it } from 'vitest';
import { KeyspaceDecoder, type Change } from '../../../properties/evidence/index.ts';
import { Keyspace } from './keyspace.ts';

function decode(decoder: KeyspaceDecoder, ...writes: string[]): Change[] {
  const changes: Change[] = [];
  decoder.decode(writes, changes);
  return changes;
}

const BACKLOG = 'scheduler:container_requests';

describe('decoder', () => {
  it('sees backlog entries of both layouts come and go', () => {
    const keyspace = new Keyspace();
    const decoder = new KeyspaceDecoder(keyspace.view());
    keyspace.sortedSets.set(BACKLOG, [
      'c1',
      '{"id":"c2","gpu_request":["T4"],"workspace_id":"blue"}',
      '{"id":"c2","cpu":1,"retry_count":2}',
    ]);
    expect(decode(decoder, BACKLOG)).toEqual([
      { kind: 'backlog', id: 'c1', before: 0, after: 1, readyAtMs: 0, headMs: 0 },
      { kind: 'request', id: 'c2', after: { gpuTypes: ['T4'], workspace: 'blue', poolSelector: null, toleratesPreemption: false } },
      { kind: 'backlog', id: 'c2', before: 0, after: 2, readyAtMs: 1, headMs: 0 },
    ]);
    keyspace.sortedSets.delete(BACKLOG);
    expect(decode(decoder, BACKLOG)).toEqual([
      { kind: 'backlog', id: 'c1', before: 1, after: 0, readyAtMs: 0, headMs: null },
      { kind: 'backlog', id: 'c2', before: 2, after: 0, readyAtMs: 1, headMs: null },
    ]);
  });

  it('tells queues from pending deliveries, whose key begins alike', () => {
    const keyspace = new Keyspace();
    const decoder = new KeyspaceDecoder(keyspace.view());
    keyspace.lists.set('scheduler:worker:requests:w1', ['c1', 'c1']);
    keyspace.hashes.set('scheduler:worker:requests:pending:w1', new Map([['c2', 't1']]));
    expect(decode(decoder, 'scheduler:worker:requests:w1', 'scheduler:worker:requests:pending:w1')).toEqual([
      { kind: 'queue', worker: 'w1', id: 'c1', before: 0, after: 2 },
      { kind: 'pending', worker: 'w1', id: 'c2', before: null, after: 't1' },
    ]);
  });

  it('reads worker records, and says nothing when only other fields changed', () => {
    const keyspace = new Keyspace();
    const decoder = new KeyspaceDecoder(keyspace.view());
    const key = 'scheduler:worker:state:w1';
    const record = new Map(
      Object.entries({
        id: 'w1',
        status: 'available',
        total_cpu: '4000',
        total_memory: '1024',
        total_gpu_count: '0',
        free_cpu: '4000',
        free_memory: '1024',
        gpu_count: '0',
        gpu: '',
      }),
    );
    keyspace.hashes.set(key, record);
    expect(decode(decoder, key)).toMatchObject([{ kind: 'worker', worker: 'w1', before: null, after: { free: { cpuMillicores: 4_000 } } }]);
    record.set('resource_version', '7');
    expect(decode(decoder, key)).toEqual([]);
    record.set('free_cpu', '-5');
    expect(decode(decoder, key)).toMatchObject([{ before: { free: { cpuMillicores: 4_000 } }, after: { free: { cpuMillicores: -5 } } }]);
  });

  it('reads container records without identity as such', () => {
    const keyspace = new Keyspace();
    const decoder = new KeyspaceDecoder(keyspace.view());
    keyspace.hashes.set('scheduler:container:state:c1', new Map([['gpu', 'T4']]));
    expect(decode(decoder, 'scheduler:container:state:c1')).toMatchObject([
      { kind: 'container', id: 'c1', after: { identified: false, status: '' } },
    ]);
  });

  it('reads leases, ownership, receipts, locks and outcomes', () => {
    const keyspace = new Keyspace();
    const decoder = new KeyspaceDecoder(keyspace.view());
    keyspace.sortedSets.set('scheduler:container_leases', ['c1']);
    keyspace.hashes.set('scheduler:worker:owned:w1', new Map([['c1', '100:200:1']]));
    keyspace.sets.set('scheduler:worker:containers:w1', new Set(['c1']));
    keyspace.strings.set('scheduler:worker:lock:w1', 'token');
    keyspace.strings.set('scheduler:container:request_status:c1', 'failed:retry_limit');
    keyspace.strings.set('scheduler:container:exit_code:c2', '3');
    const writes = [
      'scheduler:container_leases',
      'scheduler:worker:owned:w1',
      'scheduler:worker:containers:w1',
      'scheduler:worker:lock:w1',
      'scheduler:container:request_status:c1',
      'scheduler:container:exit_code:c2',
    ];
    expect(decode(decoder, ...writes)).toEqual([
      { kind: 'lease', id: 'c1', before: false, after: true },
      { kind: 'owned', worker: 'w1', id: 'c1', before: null, after: { cpuMillicores: 100, memoryMib: 200, gpuCount: 1 } },
      { kind: 'received', worker: 'w1', id: 'c1', before: false, after: true },
      { kind: 'lock', key: 'scheduler:worker:lock:w1', before: null, after: 'token' },
      { kind: 'outcome', id: 'c1', before: null, after: 'failed:retry_limit' },
      { kind: 'outcome', id: 'c2', before: null, after: 'exit code 3' },
    ]);
    keyspace.strings.clear();
    expect(decode(decoder, 'scheduler:worker:lock:w1')).toEqual([
      { kind: 'lock', key: 'scheduler:worker:lock:w1', before: 'token', after: null },
    ]);
  });

  it('reads requests once, acknowledgements, cordons and quotas, and leaves reservations to those who look them up', () => {
    const keyspace = new Keyspace();
    const decoder = new KeyspaceDecoder(keyspace.view());
    const record = new Map([
      ['container_id', 'c1'],
      ['status', 'PENDING'],
      ['request', '{"container_id":"c1","gpu_request":[]}'],
    ]);
    keyspace.hashes.set('scheduler:container:state:c1', record);
    expect(decode(decoder, 'scheduler:container:state:c1')).toMatchObject([
      { kind: 'request', id: 'c1', after: { gpuTypes: [], workspace: null, poolSelector: null, toleratesPreemption: false } },
      { kind: 'container', id: 'c1', before: null },
    ]);
    record.set('delivery_token', 't1');
    expect(decode(decoder, 'scheduler:container:state:c1')).toEqual([{ kind: 'acknowledged', id: 'c1', before: null, after: 't1' }]);
    keyspace.sets.set('scheduler:cordoned_workers', new Set(['w1']));
    keyspace.hashes.set('workspace:concurrency_limit:blue', new Map([['cpu_millicore_limit', '500']]));
    keyspace.hashes.set('workspace:concurrency_reservations:blue', new Map([['c1', '100:0']]));
    const writes = ['scheduler:cordoned_workers', 'workspace:concurrency_limit:blue', 'workspace:concurrency_reservations:blue'];
    expect(decode(decoder, ...writes)).toEqual([
      { kind: 'cordon', worker: 'w1', before: false, after: true },
      { kind: 'quota', workspace: 'blue', before: null, after: { cpuMillicores: 500, gpuCount: null } },
    ]);
    keyspace.sets.clear();
    expect(decode(decoder, 'scheduler:cordoned_workers')).toEqual([{ kind: 'cordon', worker: 'w1', before: true, after: false }]);
  });

  it('knows nothing of other keys', () => {
    expect(decode(new KeyspaceDecoder(new Keyspace().view()), 'scheduler:worker:deadlines', 'somebody:else')).toEqual([]);
  });
});
