/** Replication: streams of effects, the link of a replica to its master, and what the roles forbid. */
export { Replication } from './replication.ts';
export { replicationLines, roleOf } from './report.ts';
export type { Lag } from './master-link.ts';
export type { ChangeLog } from './effect.ts';
export type { Link, LinkHandlers, ReplicationNetwork } from './network.ts';
