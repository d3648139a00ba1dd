/**
 * Every Redis key of the scheduler, in one place, with the layout of each. Names and fields follow beta9, so that tools which know
 * beta9 can read them. Keys are not hash-tagged: the scripts touch keys of several containers and workers and need one Redis, not a
 * Redis Cluster.
 *
 * | key | type | content | lifetime |
 * | --- | --- | --- | --- |
 * | `scheduler:container_requests` | zset | backlog. leased: member container id, score ready-at (Redis ms). baseline: member request JSON, score submit time (ms of the gateway) | - |
 * | `scheduler:container_leases` | zset | leased only: requests that a gateway is placing; member container id, score lease deadline (Redis ms) | - |
 * | `scheduler:gateway:intake:<gateway>` | hash | leased only: `intake_id`, `ids` (JSON array) of the last intake, so that a resent intake gives the same leases | the lease TTL |
 * | `scheduler:protocol` | string | version of keys and scripts that gateways and workers speak, and behind a colon the family of their presets unless it is `leased`: `1`, `1:baseline` | - |
 * | `scheduler:probe` | string | empty; written to see whether Redis takes writes | 1 s |
 * | `scheduler:gateways` | zset | gateway id → Redis ms of its last look at the backlog (baseline: of its last announcement); whom to wake, and who is alive | swept after a minute |
 * | `scheduler:worker:state:<id>` | hash | id, status (`available`, `disabled`, `pending`), total_cpu, total_memory, total_gpu_count, free_cpu, free_memory, gpu_count (free GPUs), gpu (type, empty without GPU), pool_name, pool_selector, requires_pool_selector and preemptable (`1` or empty), priority, resource_version; leased: incarnation, past_incarnations (those before, the last first), reservation while it is kept free for a request (`cpu memory gpus until since container`) | leased: until reaped; baseline: worker TTL |
 * | `scheduler:worker:worker_index` | set | worker ids | - |
 * | `scheduler:worker:requests:<id>` | list | queue: committed, not yet delivered. leased: container ids; baseline: request JSON | - |
 * | `scheduler:worker:requests:pending:<id>` | hash | leased: container id → delivery token; delivered, not acknowledged | - |
 * | `scheduler:worker:owned:<id>` | hash | leased: container id → `cpu:memory:gpus`; everything placed on the worker; free capacity is total minus the sum | - |
 * | `scheduler:cordoned_workers` | set | worker ids that get no containers, whether they are there or not | - |
 * | `workspace:concurrency_limit:<workspace>` | hash | cpu_millicore_limit, gpu_limit; absent is no limit. baseline: stands for the row in beta9's Postgres | - |
 * | `workspace:concurrency_limit_cached:<workspace>` | hash | baseline: the limits as somebody last read them, unset ones empty (beta9 has it under the name of the row above) | 600 s |
 * | `workspace:concurrency_lock:<workspace>` | string | baseline: lock token of whoever admits a container | lock TTL |
 * | `workspace:concurrency_index:<workspace>` | set | baseline: ids of containers that were admitted; those without record and exit code are removed by the next count | - |
 * | `workspace:concurrency_reservations:<workspace>` | hash | leased: container id to `cpu:gpus`, from submission to outcome | - |
 * | `workspace:concurrency_workspaces` | hash | leased: container id to the workspace that it is counted against | - |
 * | `scheduler:worker:stopping:<id>` | set | leased: owned containers that are to be stopped; read by the keepalive | - |
 * | `scheduler:worker:deadlines` | zset | leased: worker id → Redis ms until which the worker counts as alive | - |
 * | `scheduler:worker:revision` | integer | leased: counts changes of worker records | - |
 * | `scheduler:worker:changes` | zset | leased: worker id → revision of its last change, removed workers included | - |
 * | `scheduler:worker:reservations` | zset | leased: reserved worker id → Redis ms at which the reservation runs out | - |
 * | `scheduler:worker:removed` | zset | leased: removed worker id → revision of the removal; the sweep forgets the oldest | - |
 * | `scheduler:worker:changes_floor` | integer | leased: who knows less than this revision must read everything | - |
 * | `workspace:concurrency_limited` | set | leased: workspaces that ever had a limit | - |
 * | `scheduler:reaper:repair` | hash | leased: `at` (Redis ms of the last repair), and where the next one goes on: `rank`, `reservations`, `workspaces` | - |
 * | `scheduler:reaper:swept_at` | integer | leased: Redis ms of the last sweep | - |
 * | `scheduler:worker:containers:<id>` | set | baseline: ids of the containers that the worker received | - |
 * | `scheduler:container:state_index` | zset | leased: container id → Redis ms of its submission, of every container that has a record | - |
 * | `scheduler:container:state:<id>` | hash | container_id, status (`PENDING`, `RUNNING`, `STOPPING`), cpu, memory, gpu_count, gpu (assigned type), scheduled_at, started_at (s). workspace_id if any. leased: request (JSON), request_digest, submitted_at (ms), attempts, lease_token, lease_gateway while leased; reserved_worker while one is kept free for it; worker_id, commit_id once placed; delivery_token once acknowledged | leased: until the end; baseline: 600/120/600 s by status |
 * | `scheduler:container:exit_code:<id>` | string | exit code, when the container ran to an end | outcome TTL |
 * | `scheduler:container:request_status:<id>` | string | `exited`, `stopped`, `failed:<reason>`, `lost:<reason>`; baseline: `failed` | outcome TTL |
 * | `scheduler:container:request_digest:<id>` | string | leased: SHA-256 (base64url) of the request that came to this outcome; the same id with another request is refused as long as it is there | outcome TTL |
 * | `scheduler:worker:lock:<id>`, `scheduler:container:lock:<id>` | string | baseline: lock token | lock TTL |
 * | `scheduler:reaper:lock` | string | leased: `<epoch>:<random>` of the gateway that may reap | lock TTL |
 * | `scheduler:reaper:lock:epoch` | integer | leased: fencing epoch of the last acquisition | - |
 * | `scheduler:pools` | hash | pool name to JSON: what its gateways said of it when they started | until an operator removes it |
 * | `scheduler:worker:pool_index:<pool>` | set | leased: ids of the workers of a pool that have a record | - |
 * | `scheduler:pool:claims:<pool>` | hash | leased: workers on their way; worker id to `deadline cpu memory gpus container…`, the deadline in Redis ms | until the worker registers, is refused or is too late |
 * | `scheduler:pool:backoff:<pool>` | string | leased: the pool refused a worker lately | `provisionBackoffMs` |
 *
 * Channels (pub/sub, wake-ups only; everything works without them, later): `scheduler:gateway:wake:<id>` to one gateway,
 * `scheduler:worker:wake:<id>` to one worker (`work` or `stop:<container id>`), `scheduler:events:stop` to all workers (baseline).
 */

/** Requests that wait for a gateway. */
export const BACKLOG_KEY = 'scheduler:container_requests';
/** Requests that a gateway is placing. */
export const LEASES_KEY = 'scheduler:container_leases';
/** Version of keys and scripts, and family of presets, of all gateways and workers. */
export const PROTOCOL_KEY = 'scheduler:protocol';
/** Written by whoever wants to know whether Redis takes writes. */
export const PROBE_KEY = 'scheduler:probe';
/** Gateways that looked at the backlog lately. */
export const GATEWAYS_KEY = 'scheduler:gateways';
/** Ids of all workers. */
export const WORKER_INDEX_KEY = 'scheduler:worker:worker_index';
/** Until when each worker counts as alive. */
export const WORKER_DEADLINES_KEY = 'scheduler:worker:deadlines';
/** Counter of changes of worker records. */
export const WORKER_REVISION_KEY = 'scheduler:worker:revision';
/** Workers that are kept free for a request, by the end of the reservation. */
export const RESERVED_WORKERS_KEY = 'scheduler:worker:reservations';
/** Workers by the revision of their last change. */
export const WORKER_CHANGES_KEY = 'scheduler:worker:changes';
/** Removed workers by the revision of their removal. */
export const WORKER_REMOVED_KEY = 'scheduler:worker:removed';
/** Revision below which changes have been forgotten. */
export const WORKER_CHANGES_FLOOR_KEY = 'scheduler:worker:changes_floor';
/** Lock of the one gateway that may reap. */
export const REAPER_LOCK_KEY = 'scheduler:reaper:lock';
/** Containers that have a record, by their submission. */
export const CONTAINER_INDEX_KEY = 'scheduler:container:state_index';
/** When what belongs together was compared last, and where the next comparison goes on. */
export const REAPER_REPAIR_KEY = 'scheduler:reaper:repair';
/** When the reaper ran last. */
export const REAPER_SWEPT_KEY = 'scheduler:reaper:swept_at';
/** What gateways said of their pools: hash of pool name to JSON. */
export const POOLS_KEY = 'scheduler:pools';

/** Channel that tells all workers of a stop (baseline). */
export const STOP_EVENT_CHANNEL = 'scheduler:events:stop';

/** Prefixes, for scripts that build keys of ids they only learn while running. */
export const KEY_PREFIXES = {
  gatewayIntake: 'scheduler:gateway:intake:',
  gatewayWake: 'scheduler:gateway:wake:',
  workerState: 'scheduler:worker:state:',
  workerQueue: 'scheduler:worker:requests:',
  workerPending: 'scheduler:worker:requests:pending:',
  workerOwned: 'scheduler:worker:owned:',
  workerStopping: 'scheduler:worker:stopping:',
  workerContainers: 'scheduler:worker:containers:',
  workerLock: 'scheduler:worker:lock:',
  workerWake: 'scheduler:worker:wake:',
  containerState: 'scheduler:container:state:',
  containerLock: 'scheduler:container:lock:',
  exitCode: 'scheduler:container:exit_code:',
  requestStatus: 'scheduler:container:request_status:',
  requestDigest: 'scheduler:container:request_digest:',
  poolWorkers: 'scheduler:worker:pool_index:',
  poolClaims: 'scheduler:pool:claims:',
  poolBackoff: 'scheduler:pool:backoff:',
  quota: 'workspace:concurrency_limit:',
  quotaCached: 'workspace:concurrency_limit_cached:',
  workspaceLock: 'workspace:concurrency_lock:',
  workspaceContainers: 'workspace:concurrency_index:',
  quotaReservations: 'workspace:concurrency_reservations:',
} as const;

/** Which workspace's quota a container holds a reservation of: hash of container id to workspace. */
export const QUOTA_WORKSPACES_KEY: string = 'workspace:concurrency_workspaces';
/** Workspaces that ever had a limit. */
export const LIMITED_WORKSPACES_KEY: string = 'workspace:concurrency_limited';
/** Workers that get no containers, whether they are there or not. */
export const CORDONED_WORKERS_KEY: string = 'scheduler:cordoned_workers';

/** Last intake of a gateway. */
export const gatewayIntakeKey = (gatewayId: string): string => KEY_PREFIXES.gatewayIntake + gatewayId;
/** Channel that wakes one gateway. */
export const gatewayWakeChannel = (gatewayId: string): string => KEY_PREFIXES.gatewayWake + gatewayId;
/** Record of a worker. */
export const workerStateKey = (workerId: string): string => KEY_PREFIXES.workerState + workerId;
/** Queue of a worker: placed, not delivered. */
export const workerQueueKey = (workerId: string): string => KEY_PREFIXES.workerQueue + workerId;
/** Deliveries of a worker that it has not acknowledged. */
export const workerPendingKey = (workerId: string): string => KEY_PREFIXES.workerPending + workerId;
/** Demands of everything placed on a worker. */
export const workerOwnedKey = (workerId: string): string => KEY_PREFIXES.workerOwned + workerId;
/** Owned containers that are to be stopped. */
export const workerStoppingKey = (workerId: string): string => KEY_PREFIXES.workerStopping + workerId;
/** Containers that a worker received (baseline). */
export const workerContainersKey = (workerId: string): string => KEY_PREFIXES.workerContainers + workerId;
/** Lock of a worker record (baseline). */
export const workerLockKey = (workerId: string): string => KEY_PREFIXES.workerLock + workerId;
/** Channel that wakes one worker. */
export const workerWakeChannel = (workerId: string): string => KEY_PREFIXES.workerWake + workerId;
/** Record of a container. */
export const containerStateKey = (containerId: string): string => KEY_PREFIXES.containerState + containerId;
/** Lock of a container record (baseline). */
export const containerLockKey = (containerId: string): string => KEY_PREFIXES.containerLock + containerId;
/** Exit code of an ended container. */
export const exitCodeKey = (containerId: string): string => KEY_PREFIXES.exitCode + containerId;
/** Final outcome of a container. */
export const requestStatusKey = (containerId: string): string => KEY_PREFIXES.requestStatus + containerId;
/** Digest of the request that ended so. */
export const requestDigestKey = (containerId: string): string => KEY_PREFIXES.requestDigest + containerId;
/** Workers of a pool that have a record. */
export const poolWorkersKey = (poolName: string): string => KEY_PREFIXES.poolWorkers + poolName;
/** Workers of a pool that are on their way. */
export const poolClaimsKey = (poolName: string): string => KEY_PREFIXES.poolClaims + poolName;
/** There while a pool is not to be asked. */
export const poolBackoffKey = (poolName: string): string => KEY_PREFIXES.poolBackoff + poolName;
/** Fencing epoch of a lock. */
export const lockEpochKey = (lockKey: string): string => `${lockKey}:epoch`;
