/** What every role does first: check its options, open its connections, make its parts' context. */
import { noMetrics } from './metrics.ts';
import { assertPools } from './pool-options.ts';
import type { CommonOptions, GatewayOptions, SchedulerEvent } from './options.ts';
import type { PartContext } from './parts/index.ts';
import { resolvePreset, type Preset } from './presets/index.ts';
import { tellingOnce } from './quiet.ts';
import { assertRedisAddress, RedisLink, Subscriber, type LinkOptions } from './redis/index.ts';
import { mergeTimings, type Timings } from './timings.ts';

/** One role's process: its preset, its connection, and the context of its parts. */
export interface RoleProcess {
  readonly preset: Preset;
  readonly timings: Timings;
  readonly link: RedisLink;
  readonly context: PartContext;
  readonly emit: (event: SchedulerEvent) => void;
  /** Listens for wake-ups on one channel. */
  subscribe(channel: string, onMessage: (payload: string | null) => void): Subscriber;
}

/** Opens a process. @throws SchedulerError UNKNOWN_PRESET or INVALID_OPTIONS before anything is opened. */
export function openProcess(
  options: CommonOptions & Pick<GatewayOptions, 'pools'>,
  actorId: string,
  whenReadOnly: LinkOptions['whenReadOnly'] = 'repeat',
): RoleProcess {
  const preset = resolvePreset(options.preset);
  const timings = mergeTimings(preset.timings, options.timings ?? {});
  assertPools(options.pools ?? []);
  if (typeof options.redis === 'string') assertRedisAddress(options.redis);
  const emit = tellingOnce(options.onEvent ?? ((): void => undefined));
  const linkOptions: LinkOptions = { redis: options.redis, timings, emit, whenReadOnly };
  const link = new RedisLink(linkOptions);
  const bare = { link, timings, actorId, emit, metrics: options.metrics ?? noMetrics };
  return {
    preset,
    timings,
    link,
    emit,
    context: { ...bare, lock: preset.lock(bare), pools: options.pools ?? [] },
    subscribe: (channel, onMessage) => subscribeBeside(link, new Subscriber(linkOptions, channel, onMessage)),
  };
}

/** What cut the command connection has probably cut the silent one too, which would never notice by itself. */
function subscribeBeside(link: RedisLink, subscriber: Subscriber): Subscriber {
  let connections = 0;
  link.client.on('ready', () => {
    connections += 1;
    if (connections > 1) subscriber.reconnect();
  });
  return subscriber;
}
