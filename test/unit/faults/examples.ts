/** One fault of each kind, and the row of each kind in docs/faults.md. */
import { describeFault, faultKinds, type Fault, type FieldRule } from '../../../sim/faults/index.ts';

type Examples = { readonly [Kind in Fault['kind']]: Extract<Fault, { readonly kind: Kind }> };

const at = { target: 'gateway-1', atMs: 1000 } as const;
const redis = { target: 'redis', atMs: 1000 } as const;

/** A fault of each kind, for worlds with a host `gateway-1` and a Redis `redis`. */
export const examples: Examples = {
  crash: { kind: 'crash', ...at, forMs: 500, manner: 'reset' },
  shutdown: { kind: 'shutdown', ...at, forMs: 500, graceMs: 200 },
  restart: { kind: 'restart', ...at },
  pause: { kind: 'pause', ...at, forMs: 700 },
  slow: { kind: 'slow', ...at, forMs: 700, delayMs: 30 },
  'clock-offset': { kind: 'clock-offset', ...at, offsetMs: -300, forMs: 5000 },
  'clock-drift': { kind: 'clock-drift', ...at, ppm: 200, forMs: null },
  'clock-step': { kind: 'clock-step', ...redis, stepMs: 5000 },
  latency: { kind: 'latency', ...at, peer: 'redis', forMs: 700, minimumMs: 1, maximumMs: 5, slowShare: 0.05, slowMs: 400 },
  clog: { kind: 'clog', ...at, peer: 'redis', forMs: 700, bytesPerSecond: 2000 },
  hold: { kind: 'hold', ...at, peer: 'redis', forMs: 700, direction: 'incoming' },
  partition: { kind: 'partition', ...redis, peers: ['gateway-1', 'worker-1'], forMs: 700, direction: 'both' },
  reset: { kind: 'reset', ...at, peer: 'redis', manner: 'reply-lost' },
  'half-open': { kind: 'half-open', ...at, peer: 'redis', forMs: 3000 },
  refuse: { kind: 'refuse', ...redis, forMs: 700 },
  dns: { kind: 'dns', ...at, peer: 'redis', forMs: 700, code: 'EAI_AGAIN' },
  'duplicate-call': { kind: 'duplicate-call', target: 'client-1', atMs: 1000 },
  'message-loss': { kind: 'message-loss', ...redis, forMs: 700, share: 0.3 },
  provisioner: { kind: 'provisioner', target: 'pool-1', atMs: 1000, forMs: 5000, manner: 'slow', delayMs: 2000 },
  'redis-crash': { kind: 'redis-crash', ...redis, forMs: 300, keeps: 'all-but-last-second', loadingMs: 200 },
  'redis-kill': { kind: 'redis-kill', ...redis, forMs: 300, persistence: 'rdb' },
  'power-loss': { kind: 'power-loss', ...redis, forMs: 300, persistence: 'aof-everysec', lostMs: 800, disk: 'stalled' },
  failover: { kind: 'failover', ...redis, manner: 'crash', losesWrites: 5, promoteAfterMs: 500, forMs: 2000 },
  'replica-lag': { kind: 'replica-lag', target: 'redis-replica-1', atMs: 1000, lagMs: 300, forMs: 2000 },
  'script-flush': { kind: 'script-flush', ...redis },
  'slow-command': { kind: 'slow-command', ...redis, forMs: 400 },
  'busy-script': { kind: 'busy-script', ...redis, forMs: 8000, script: 'writes' },
  'memory-pressure': { kind: 'memory-pressure', ...redis, forMs: 700, share: 0.5, policy: 'allkeys-lru' },
  'connection-limit': { kind: 'connection-limit', ...redis, forMs: 700, connections: 2 },
  'client-kill': { kind: 'client-kill', ...redis, peer: 'gateway-1', type: 'pubsub' },
  'client-pause': { kind: 'client-pause', ...redis, forMs: 700, mode: 'write' },
  'output-buffer': { kind: 'output-buffer', ...redis, forMs: 700, bytes: 20_000, type: 'pubsub' },
  'disk-full': { kind: 'disk-full', ...redis, forMs: 700, persistence: 'aof-everysec' },
  loading: { kind: 'loading', ...redis, forMs: 500 },
};

/** The table of docs/faults.md. */
export function tableOfKinds(): string {
  const rows = faultKinds.map((kind) => {
    const fields = Object.entries<FieldRule>(kind.fields).map(([name, { form }]) => `\`${name}\`: ${form}`);
    const offered = kind.isOffered === true ? ' (offered)' : '';
    const example = Object.values(examples).find((fault) => fault.kind === kind.kind);
    const words = example === undefined ? '' : `${example.target} ${describeFault(example)}`;
    return `| \`${kind.kind}\`${offered} | ${kind.description} | ${fields.length === 0 ? '–' : fields.join('<br>')} | ${words} |`;
  });
  return ['| kind | what it does | its fields | as a story tells it |', '| --- | --- | --- | --- |', ...rows, ''].join('\n');
}
