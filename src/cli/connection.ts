/** Flags about where Redis is and how the scheduler is set up, and a client for commands that ask once. */
import { createClient } from '../client/index.ts';
import { RedisRefusedError, SchedulerError } from '../errors.ts';
import type { ClientOptions, CommonOptions, SchedulerClient, SchedulerEvent } from '../options.ts';
import { presets, type PresetName } from '../presets/index.ts';
import type { Timings } from '../timings.ts';
import { wrongUse, type FlagDefinition, type ParsedArguments } from './flags.ts';
import type { Terminal } from './terminal.ts';

const REDIS_DEFAULT = 'redis://127.0.0.1:6379';

/** Flags of every command that talks to Redis. */
export const connectionFlags: readonly FlagDefinition[] = [
  {
    name: 'redis',
    value: 'URL',
    description: `redis://host:port/db, rediss://… or host:port; default: $SCHEDULER_REDIS, else ${REDIS_DEFAULT}`,
  },
  { name: 'preset', value: 'NAME', description: `${Object.keys(presets).join(', ')}; default: leased` },
  {
    name: 'timing',
    value: 'NAME=VALUE',
    repeatable: true,
    description: 'another value for a timing or an option, e.g. clientTimeoutMs=2000',
  },
];

/** Machine output. */
export const jsonFlag: FlagDefinition = { name: 'json', description: 'one JSON object a line instead of text; errors too' };

/** Options of a role from its flags. Names and values are checked where they are used. */
export function connectionOptions(written: ParsedArguments, terminal: Terminal): CommonOptions {
  const timings = Object.fromEntries(written.all('timing').map(timingOf)) as Partial<Timings>;
  return {
    redis: written.text('redis') ?? (terminal.environment['SCHEDULER_REDIS'] || REDIS_DEFAULT),
    preset: (written.text('preset') ?? 'leased') as PresetName,
    timings,
  };
}

/** `leaseTtlMs=2000`, `burstSizeMultiplier=1.5`, `affinity=on`. */
function timingOf(text: string): readonly [string, number | string] {
  const [, name = '', value = ''] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (name === '') throw wrongUse(`--timing ${JSON.stringify(text)}: write NAME=VALUE, for example clientTimeoutMs=2000`);
  return [name, /^[+-]?\d+(\.\d+)?$/.test(value) ? Number(value) : value];
}

/**
 * Runs work with a client that is closed afterwards, whatever happens: it would keep the process alive. A Redis that wants another
 * password is not asked again and again, and what the connection said last is part of the message when there was no answer.
 */
export async function withClient<Result>(options: ClientOptions, work: (client: SchedulerClient) => Promise<Result>): Promise<Result> {
  let last = '';
  let refuse: (error: Error) => void = () => undefined;
  const refused = new Promise<never>((_resolve, reject) => {
    refuse = reject;
  });
  const client = createClient({
    ...options,
    onEvent: (event) => {
      last = event.detail;
      const reason = accessRefused(event);
      if (reason !== null) refuse(reason);
      options.onEvent?.(event);
    },
  });
  try {
    return await Promise.race([work(client), refused]);
  } catch (error) {
    if (!(error instanceof SchedulerError) || error.code !== 'REDIS_UNAVAILABLE' || last === '' || error.message.includes(last))
      throw error;
    throw new SchedulerError('REDIS_UNAVAILABLE', `${error.message} (the connection said: ${last})`, { cause: error });
  } finally {
    await client.close();
  }
}

/** The error for an event that says that Redis refuses this user; null for every other event. */
function accessRefused({ detail }: SchedulerEvent): RedisRefusedError | null {
  const reply = /\b(?:NOAUTH|WRONGPASS|NOPERM)\b.*|.*\binvalid password.*/.exec(detail)?.[0];
  return reply === undefined ? null : new RedisRefusedError(reply);
}
