/** Links that change what a part sends: for mistakes that sit between a part and its script, such as telling Redis the time of one's own clock. */
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

/** The context with a link that runs another script in place of one. */
export function exchanging<Context extends LinkContext>(context: Context, script: RedisScript, other: RedisScript): Context {
  const { link } = context;
  const exchanged: Link = {
    client: link.client,
    get closed() {
      return link.closed;
    },
    run: (asked, keys, values) => link.run(asked === script ? other : asked, keys, values),
    insist: (asked, keys, values) => link.insist(asked === script ? other : asked, keys, values),
  };
  return { ...context, link: exchanged };
}

/** The context with a link that appends the process's wall clock to the arguments of every script. */
export function tellingOwnClock<Context extends LinkContext>(context: Context): Context {
  return sending(context, (values) => [...values, Date.now()]);
}

/** The script with the sender's wall clock (its last argument, ms) where it had Redis's. */
export function byOwnClock(script: RedisScript): RedisScript {
  return spoil(script, NOW, 'local now = tonumber(ARGV[#ARGV])\n');
}
