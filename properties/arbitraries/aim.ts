/** Aims one fault at a host of its world: a moment that matters to that host, and a strength that its kind understands. */
import type { Fault } from '../../sim/faults/index.ts';
import { CLIENTS, REDIS, replicaName } from '../scenario.ts';
import { stepMaxMs, type ClockBound } from './clock-bound.ts';
import type { FaultKind } from './fault-kinds.ts';
import { FAULT_SPAN_MS, type FaultSketch } from './faults.ts';
import { atLogScale, twoDigits } from './log-uniform.ts';
import { momentOf, type Moment } from './moments.ts';

/** The world that faults are aimed at. */
export interface FaultTargets {
  readonly gateways: readonly string[];
  readonly workers: readonly string[];
  readonly leaseTtlMs: number;
  readonly lockTtlMs: number;
  readonly clocks: ClockBound;
  /** What a Redis that crashes may keep. */
  readonly redisKeeps: readonly RedisKeeps[];
}

/** What a Redis that crashed comes back with. */
export type RedisKeeps = Extract<Fault, { kind: 'redis-crash' }>['keeps'];

/** Every Redis with replicas has this one. */
const REPLICA = replicaName(0);

/** One of the list, which must not be empty. */
export function oneOf<Item>(list: readonly Item[], index: number): Item {
  const item = list[index % list.length];
  if (item === undefined) throw new RangeError('a world needs at least one host of each role');
  return item;
}

/** The gateway or worker that a sketch means. */
const server = (sketch: FaultSketch, { gateways, workers }: FaultTargets): string =>
  oneOf(sketch.onGateway ? gateways : workers, sketch.target);

/** Any host that talks to Redis: in one of six cases a user's. */
const talker = (sketch: FaultSketch, targets: FaultTargets): string =>
  sketch.variant % 6 === 5 ? oneOf(CLIENTS, sketch.target) : server(sketch, targets);

/** Any host with a clock: in one of three cases Redis itself. */
const clockHost = (sketch: FaultSketch, targets: FaultTargets): string => (sketch.variant % 3 === 0 ? REDIS : talker(sketch, targets));

/** A magnitude between two bounds, by its order of magnitude. */
const sized = (sketch: FaultSketch, minimum: number, maximum: number): number => twoDigits(atLogScale(sketch.strength, minimum, maximum));

/** Forwards or backwards; there is no zero backwards, which JSON does not know. */
const signed = (sketch: FaultSketch, value: number): number => (sketch.onGateway || value === 0 ? value : -value);

const direction = (sketch: FaultSketch): 'both' | 'outgoing' | 'incoming' =>
  oneOf(['both', 'both', 'outgoing', 'incoming'] as const, sketch.variant);

interface Aim extends Moment {
  readonly target: string;
}

function aimed(target: string, sketch: FaultSketch): Aim {
  return { target, ...momentOf(sketch, target, FAULT_SPAN_MS) };
}

/** At Redis: at a moment, or right after one of the gateways or workers did something. */
function atRedis(sketch: FaultSketch, targets: FaultTargets): Aim {
  const host = server(sketch, targets);
  const { atMs, when } = momentOf(sketch, host, FAULT_SPAN_MS);
  return { target: REDIS, atMs, ...(when === undefined ? {} : { when: { ...when, host } }) };
}

/** Redis with some of the hosts on one side, the others cut off; or one host alone. */
function partitionOf(sketch: FaultSketch, targets: FaultTargets): Fault {
  const { forMs } = sketch;
  if (sketch.variant < 9)
    return { kind: 'partition', ...aimed(talker(sketch, targets), sketch), peer: REDIS, forMs, direction: direction(sketch) };
  const { target, ...moment } = atRedis(sketch, targets);
  const peers = [...targets.gateways, ...targets.workers].filter(
    (_, index) => ((Math.floor(sketch.strength * 256) >> (index % 8)) & 1) === 1,
  );
  return { kind: 'partition', target, ...moment, peers: peers.length > 0 ? peers : [...targets.gateways], forMs, direction: 'both' };
}

function latencyOf(sketch: FaultSketch, targets: FaultTargets): Fault {
  const maximumMs = sized(sketch, 20, 1_000);
  const link = { kind: 'latency' as const, ...aimed(talker(sketch, targets), sketch), peer: REDIS, forMs: sketch.forMs };
  if (sketch.variant % 4 === 3) return { ...link, minimumMs: 1, maximumMs: 5, slowShare: 0.1, slowMs: maximumMs };
  return { ...link, minimumMs: maximumMs / 4, maximumMs };
}

const RESETS = ['reply-lost', 'reply-lost', 'request-lost', 'mid-reply', 'handshake', 'idle'] as const;

const AIMS: { readonly [Kind in FaultKind]: (sketch: FaultSketch, targets: FaultTargets) => Fault } = {
  crash: (sketch, targets) => ({
    kind: 'crash',
    ...aimed(server(sketch, targets), sketch),
    forMs: sketch.forMs,
    manner: sketch.variant % 2 === 0 ? 'silence' : 'reset',
  }),
  shutdown: (sketch, targets) => ({
    kind: 'shutdown',
    ...aimed(server(sketch, targets), sketch),
    forMs: sketch.forMs,
    graceMs: sized({ ...sketch, strength: (sketch.strength * 7) % 1 }, 50, 3_000),
  }),
  pause: (sketch, targets) => ({ kind: 'pause', ...aimed(server(sketch, targets), sketch), forMs: sketch.forMs }),
  slow: (sketch, targets) => ({
    kind: 'slow',
    ...aimed(server(sketch, targets), sketch),
    forMs: sketch.forMs,
    delayMs: sized(sketch, 5, 400),
  }),
  'clock-offset': (sketch, targets) => {
    const target = clockHost(sketch, targets);
    const offsetMs = signed(sketch, Math.trunc(sized(sketch, 1, stepMaxMs(targets.clocks, target))));
    return { kind: 'clock-offset', ...aimed(target, sketch), offsetMs, forMs: sketch.variant % 4 === 0 ? null : sketch.forMs };
  },
  'clock-drift': (sketch, targets) => {
    const ppm = signed(sketch, Math.trunc(sized(sketch, 10, targets.clocks.driftPpm)));
    return {
      kind: 'clock-drift',
      ...aimed(clockHost(sketch, targets), sketch),
      ppm,
      forMs: sketch.variant % 4 === 0 ? null : sketch.forMs,
    };
  },
  'clock-step': (sketch, targets) => {
    const target = clockHost(sketch, targets);
    return {
      kind: 'clock-step',
      ...aimed(target, sketch),
      stepMs: signed(sketch, Math.trunc(sized(sketch, 1, stepMaxMs(targets.clocks, target)))),
    };
  },
  latency: latencyOf,
  clog: (sketch, targets) => ({
    kind: 'clog',
    ...aimed(talker(sketch, targets), sketch),
    peer: REDIS,
    forMs: sketch.forMs,
    bytesPerSecond: Math.trunc(sized(sketch, 500, 100_000)),
  }),
  hold: (sketch, targets) => ({
    kind: 'hold',
    ...aimed(talker(sketch, targets), sketch),
    peer: REDIS,
    forMs: sketch.forMs,
    direction: direction(sketch),
  }),
  partition: partitionOf,
  reset: (sketch, targets) => ({
    kind: 'reset',
    ...aimed(talker(sketch, targets), sketch),
    peer: REDIS,
    manner: oneOf(RESETS, Math.floor(sketch.strength * RESETS.length)),
  }),
  'half-open': (sketch, targets) => ({ kind: 'half-open', ...aimed(talker(sketch, targets), sketch), peer: REDIS }),
  refuse: (sketch, targets) => ({ kind: 'refuse', ...atRedis(sketch, targets), forMs: sketch.forMs }),
  dns: (sketch, targets) => ({
    kind: 'dns',
    ...aimed(talker(sketch, targets), sketch),
    peer: REDIS,
    forMs: sketch.forMs,
    code: sketch.variant % 2 === 0 ? 'ENOTFOUND' : 'EAI_AGAIN',
  }),
  'duplicate-call': (sketch) => ({ kind: 'duplicate-call', target: oneOf(CLIENTS, sketch.target), atMs: sketch.atMs }),
  'message-loss': (sketch, targets) => ({
    kind: 'message-loss',
    ...atRedis(sketch, targets),
    forMs: sketch.forMs,
    share: oneOf([0.2, 0.5, 1], sketch.variant),
  }),
  'redis-crash': (sketch, targets) => ({
    kind: 'redis-crash',
    ...atRedis(sketch, targets),
    forMs: sketch.forMs,
    keeps: oneOf(targets.redisKeeps, sketch.variant),
    loadingMs: sketch.strength < 0.5 ? 0 : Math.trunc(sized(sketch, 10, 1_500)),
  }),
  failover: (sketch, targets) => {
    const promoteAfterMs = Math.trunc(sized({ ...sketch, strength: (sketch.strength * 7) % 1 }, 20, 1_500));
    return {
      kind: 'failover',
      ...atRedis(sketch, targets),
      manner: oneOf(['crash', 'power-loss', 'split-brain'] as const, sketch.variant),
      losesWrites: sketch.onGateway ? Math.trunc(sized(sketch, 1, 40)) : sketch.variant % 3,
      promoteAfterMs,
      forMs: promoteAfterMs + Math.min(sketch.forMs, 3_000),
    };
  },
  'replica-lag': (sketch) => ({
    kind: 'replica-lag',
    target: REPLICA,
    atMs: sketch.atMs,
    lagMs: Math.trunc(sized(sketch, 5, 2_000)),
    forMs: sketch.forMs,
  }),
  'power-loss': (sketch, targets) => ({
    kind: 'power-loss',
    ...atRedis(sketch, targets),
    forMs: Math.min(sketch.forMs, 2_000),
    persistence: 'aof-everysec',
  }),
  'busy-script': (sketch, targets) => ({
    kind: 'busy-script',
    ...atRedis(sketch, targets),
    forMs: Math.min(sketch.forMs, 3_000),
    script: sketch.onGateway ? 'reads' : 'writes',
  }),
  'memory-pressure': (sketch, targets) => ({
    kind: 'memory-pressure',
    ...atRedis(sketch, targets),
    forMs: Math.min(sketch.forMs, 3_000),
    share: oneOf([0.5, 0.9, 1], sketch.variant),
    policy: 'noeviction',
  }),
  'connection-limit': (sketch, targets) => ({
    kind: 'connection-limit',
    ...atRedis(sketch, targets),
    forMs: Math.min(sketch.forMs, 3_000),
    connections: 1 + sketch.variant,
  }),
  'client-kill': (sketch, targets) => ({
    kind: 'client-kill',
    ...atRedis(sketch, targets),
    ...(sketch.onGateway ? {} : { peer: talker(sketch, targets) }),
  }),
  'client-pause': (sketch, targets) => ({
    kind: 'client-pause',
    ...atRedis(sketch, targets),
    forMs: Math.min(sketch.forMs, 3_000),
    mode: sketch.onGateway ? 'all' : 'write',
  }),
  'output-buffer': (sketch, targets) => ({
    kind: 'output-buffer',
    ...atRedis(sketch, targets),
    forMs: Math.min(sketch.forMs, 3_000),
    bytes: Math.trunc(sized(sketch, 50, 10_000)),
    ...(sketch.onGateway ? {} : { type: oneOf(['normal', 'pubsub', 'replica'] as const, sketch.variant) }),
  }),
  'disk-full': (sketch, targets) => ({
    kind: 'disk-full',
    ...atRedis(sketch, targets),
    forMs: Math.min(sketch.forMs, 2_000),
    persistence: 'aof-everysec',
  }),
  'script-flush': (sketch, targets) => ({ kind: 'script-flush', ...atRedis(sketch, targets) }),
  'slow-command': (sketch, targets) => ({ kind: 'slow-command', ...atRedis(sketch, targets), forMs: Math.min(sketch.forMs, 3_000) }),
  loading: (sketch, targets) => ({ kind: 'loading', ...atRedis(sketch, targets), forMs: Math.min(sketch.forMs, 3_000) }),
};

/** Aims a sketch: a fault of the given kind at a host of this world. */
export function aim(kind: FaultKind, sketch: FaultSketch, targets: FaultTargets): Fault {
  return AIMS[kind](sketch, targets);
}
