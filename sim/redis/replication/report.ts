/** What ROLE and INFO say of replication. */
import type { Reply } from '../resp/index.ts';
import type { RedisServer } from '../server.ts';
import type { MasterLink } from './master-link.ts';
import type { Replication } from './replication.ts';

const NO_ID = '0'.repeat(40);

/** The answer to ROLE. */
export function roleOf({ replication }: RedisServer): Reply {
  const { link, offset, feed } = replication;
  if (!replication.isReplica)
    return [
      'master',
      offset,
      feed.all().map(({ address, port, acknowledged }) => [address, String(port), String(Math.max(0, acknowledged))]),
    ];
  if (link === null) return ['slave', '', 0, 'connect', -1];
  return ['slave', link.address, link.port, link.state, link.state === 'connected' ? offset : -1];
}

/** The section of INFO. A server that never had to do with replication says only what clients look for. */
export function replicationLines(server: RedisServer): readonly string[] {
  const { replication } = server;
  const { feed } = replication;
  if (!replication.isUsed && replication.guard.replicasMin === 0)
    return ['role:master', 'connected_slaves:0', 'master_failover_state:no-failover', 'master_repl_offset:0'];
  return [
    ...(replication.isReplica ? replicaLines(server, replication.link) : ['role:master']),
    `connected_slaves:${feed.count}`,
    ...(replication.guard.replicasMin > 0 ? [`min_slaves_good_slaves:${replication.guard.goodReplicas}`] : []),
    ...feedLines(server),
    `master_failover_state:${replication.handover.state}`,
    ...streamLines(replication),
  ];
}

function feedLines({ replication, data }: RedisServer): readonly string[] {
  return replication.feed.all().map(({ address, port, acknowledged, acknowledgedAtMs }, index) => {
    const isIdle = acknowledged >= replication.offset && !replication.countsReplicas;
    const lag = isIdle ? 0 : Math.max(0, Math.floor(data.nowMs / 1000) - Math.floor(acknowledgedAtMs / 1000));
    return `slave${index}:ip=${address},port=${port},state=online,offset=${Math.max(0, acknowledged)},lag=${lag}`;
  });
}

function replicaLines(server: RedisServer, link: MasterLink | null): readonly string[] {
  const { replication, data } = server;
  const isUp = link?.state === 'connected';
  const heardMs = link?.lastHeardMs ?? null;
  const downMs = link?.downSinceMs ?? null;
  return [
    'role:slave',
    `master_host:${link?.address ?? ''}`,
    `master_port:${link?.port ?? 0}`,
    `master_link_status:${isUp ? 'up' : 'down'}`,
    `master_last_io_seconds_ago:${!isUp || heardMs === null ? -1 : Math.max(0, Math.floor((data.nowMs - heardMs) / 1000))}`,
    `master_sync_in_progress:${link?.state === 'sync' ? 1 : 0}`,
    `slave_read_repl_offset:${link?.received ?? replication.offset}`,
    `slave_repl_offset:${replication.offset}`,
    ...(isUp ? [] : [`master_link_down_since_seconds:${downMs === null ? -1 : Math.max(0, Math.floor((data.nowMs - downMs) / 1000))}`]),
    `slave_priority:${server.settings.get('replica-priority') ?? '100'}`,
    'slave_read_only:1',
    'replica_announced:1',
  ];
}

function streamLines({ id, previous, offset, history }: Replication): readonly string[] {
  return [
    `master_replid:${id}`,
    `master_replid2:${previous?.id ?? NO_ID}`,
    `master_repl_offset:${offset}`,
    `second_repl_offset:${previous === null ? -1 : previous.offset + 1}`,
    `repl_backlog_active:${history === null ? 0 : 1}`,
    'repl_backlog_size:1048576',
    `repl_backlog_first_byte_offset:${history === null ? 0 : history.beginsAt + 1}`,
    `repl_backlog_histlen:${history?.bytes ?? 0}`,
  ];
}
