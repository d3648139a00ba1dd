/** What every role does first: check its options, open its connections, make its parts' context. */
import { SchedulerError } from './errors.ts';
import type { CommonOptions, SchedulerEvent } from './options.ts';
import type { PartContext } from './parts/index.ts';
import { resolvePreset, type Preset } from './presets/index.ts';
import { RedisLink, Subscriber, type LinkOptions } from './redis/index.ts';
import type { Timings } from './timings.ts';

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
export function openProcess(options: CommonOptions, actorId: string): RoleProcess {
  const preset = resolvePreset(options.preset);
  const timings = mergeTimings(preset.timings, options.timings ?? {});
  const emit = options.onEvent ?? ((): void => undefined);
  const linkOptions: LinkOptions = { redis: options.redis, timings, emit };
  const link = new RedisLink(linkOptions);
  const bare = { link, timings, actorId, emit };
  return {
    preset,
    timings,
    link,
    emit,
    context: { ...bare, lock: preset.lock(bare) },
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

function mergeTimings(defaults: Timings, overrides: Partial<Timings>): Timings {
  for (const [name, value] of Object.entries(overrides)) {
    if (!(name in defaults))
      throw new SchedulerError('INVALID_OPTIONS', `unknown timing ${name}; known are ${Object.keys(defaults).join(', ')}`);
    if (!Number.isFinite(value) || value < 0)
      throw new SchedulerError('INVALID_OPTIONS', `timing ${name} must be a number ≥ 0, got ${value}`);
  }
  const timings = { ...defaults, ...overrides };
  if (timings.keepaliveMs + timings.workerTtlMarginMs >= timings.workerTtlMs) {
    throw new SchedulerError(
      'INVALID_OPTIONS',
      `keepaliveMs ${timings.keepaliveMs} + workerTtlMarginMs ${timings.workerTtlMarginMs} must be below workerTtlMs ${timings.workerTtlMs}, or no renewal can come in time`,
    );
  }
  return timings;
}
