/**
 * What two servers answer differently by right. Each entry says why; everything else that the twin has is drawn and compared. The list is
 * printed by `npm run fidelity` and stands in docs/redis.md.
 */

/** Requests that are not drawn, by their full name (`client|kill`). */
export interface Unequal {
  readonly names: RegExp;
  readonly reason: string;
}

/** What is left out of random programs. */
export const LEFT_OUT: readonly Unequal[] = [
  {
    names: /^(?:srandmember|hrandfield|zrandmember|spop|randomkey)$/,
    reason: 'a random pick; the forms that pick everything or nothing are drawn',
  },
  { names: /^(?:time|lastsave)$/, reason: 'the clock itself' },
  { names: /^(?:info|memory|latency|slowlog|lolwut)\b/, reason: 'figures of one process' },
  { names: /^client\|(?:id|info|list|getredir)$/, reason: 'numbers of connections' },
  { names: /^object\|(?:idletime|freq|refcount)$/, reason: 'how a server keeps its memory' },
  { names: /^(?:restore-asking|migrate)$/, reason: 'other servers' },
  {
    names: /^(?:shutdown|debug|save|bgsave|bgrewriteaof|monitor|module|quit)\b/,
    reason: 'ends the process or the connection, or looks into it',
  },
  {
    names: /^(?:replicaof|slaveof|psync|sync|replconf|failover|role|cluster|asking|readonly|readwrite)\b/,
    reason: 'other servers, which the compared one has not',
  },
  { names: /^config\|get$/, reason: 'the settings of a process; some are drawn by name, the case suite has all' },
  { names: /^script\|debug$/, reason: 'the debugger of scripts' },
  {
    names: /^client\|(?:pause|unblock)$/,
    reason: 'with words of any kind; they are drawn with short pauses, and with the numbers of the two clients',
  },
  { names: /^acl\|(?:log|genpass)$/, reason: 'ages of entries, and chance' },
  { names: /^client\|(?:setinfo|no-touch)$/, reason: 'of Redis 7.2: the twin has them because clients send them when they connect' },
  { names: /^pf(?:debug|selftest)$/, reason: 'tests of Redis itself' },
  { names: /^command(?:\|(?:docs|info|list|count))?$/, reason: 'the table of 240 commands, compared by docs/redis-commands.md' },
];

/** Why requests of that name are not drawn; null when they are. */
export function whyLeftOut(fullName: string): string | null {
  return LEFT_OUT.find(({ names }) => names.test(fullName))?.reason ?? null;
}
