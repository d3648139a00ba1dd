/** For mistakes with clocks: scripts that are told the time by the process that sends them, instead of asking Redis. */
import type { LinkContext } from '../../src/parts/index.ts';
import type { Link, RedisScript } from '../../src/redis/index.ts';
import { NOW } from '../../src/scripts/fragments.ts';
import { spoil } from './planted-bug.ts';

/** Arguments of a script that are not keys. */
export type Values = readonly (string | number)[];

/** The context with a link that changes the arguments of every script on the way. */
export function sending<Context extends LinkContext>(context: Context, change: (values: Values) => Values): Context {
  const { link } = context;
  const changing: Link = {
    client: link.client,
    get closed() {
      return link.closed;
    },
    run: (script, keys, values) => link.run(script, keys, change(values)),
    insist: (script, keys, values) => link.insist(script, keys, change(values)),
  };
  return { ...context, link: changing };
}

/** The context with a link that appends the process's wall clock to the arguments of every script. */
export function tellingOwnClock<Context extends LinkContext>(context: Context): Context {
  return sending(context, (values) => [...values, Date.now()]);
}

/** The script with the sender's wall clock (its last argument, ms) where it had Redis's. */
export function byOwnClock(script: RedisScript): RedisScript {
  return spoil(script, NOW, 'local now = tonumber(ARGV[#ARGV])\n');
}
