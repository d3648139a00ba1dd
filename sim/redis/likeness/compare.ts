/** How replies of two engines are compared: exactly, but for what Redis leaves open (orders) and what time makes differ (TTLs). */
import { isItems } from './wire.ts';
import { withoutTimes } from './without-times.ts';
import type { Wire } from './wire.ts';

/** How a command's replies are compared; what is not listed is compared exactly. */
export type Comparison =
  | 'exact'
  | 'unordered'
  | 'unordered pairs'
  | 'scan'
  | 'time band'
  | 'kind'
  | 'pick'
  | 'without times'
  | 'deeply unordered'
  | 'rules of users'
  | 'dump';

const COMPARISONS: Readonly<Record<string, Comparison>> = {
  smembers: 'unordered',
  sinter: 'unordered',
  sunion: 'unordered',
  sdiff: 'unordered',
  keys: 'unordered',
  hkeys: 'unordered',
  hvals: 'unordered',
  hgetall: 'unordered pairs',
  scan: 'scan',
  sscan: 'scan',
  hscan: 'scan',
  zscan: 'scan',
  ttl: 'time band',
  pttl: 'time band',
  expiretime: 'time band',
  pexpiretime: 'time band',
  time: 'kind',
  info: 'kind',
  xinfo: 'without times',
  xpending: 'without times',
  randomkey: 'kind',
  srandmember: 'pick',
  hrandfield: 'pick',
  zrandmember: 'pick',
  spop: 'pick',
  command: 'kind',
  memory: 'kind',
  lolwut: 'kind',
  role: 'kind',
  dump: 'dump',
};
const SUBCOMMAND_COMPARISONS: Readonly<Record<string, Comparison>> = {
  'client list': 'kind',
  'client info': 'kind',
  'client id': 'kind',
  'pubsub channels': 'unordered',
  'acl cat': 'unordered',
  'acl genpass': 'kind',
  'acl list': 'rules of users',
  'acl getuser': 'rules of users',
  'function list': 'unordered',
  'pubsub shardchannels': 'unordered',
  'object idletime': 'kind',
  'command count': 'kind',
  'command getkeys': 'exact',
  'command getkeysandflags': 'exact',
  'command info': 'exact',
  'command docs': 'deeply unordered',
  'command list': 'deeply unordered',
  'config get': 'unordered pairs',
  'memory usage': 'kind',
  'debug object': 'kind',
  'latency latest': 'pick',
  'latency history': 'pick',
  'latency graph': 'kind',
  'latency doctor': 'kind',
};
/** Seconds count as milliseconds here: whatever the unit, a real server may be this far on. */
export const TIME_BAND = 1500;

/** How a request's reply is compared. */
export function comparisonOf(words: readonly string[]): Comparison {
  const [name = '', subcommand = ''] = words.map((word) => word.toLowerCase());
  if (name === 'sort' && words.some((word) => word.toLowerCase() === 'by')) return 'unordered';
  return SUBCOMMAND_COMPARISONS[`${name} ${subcommand}`] ?? COMPARISONS[name] ?? 'exact';
}

/** Whether two replies to the same request are alike. Inside EXEC and scripts replies are compared exactly. */
export function alike(words: readonly string[], a: Wire, b: Wire, band: number = TIME_BAND): boolean {
  if (words[0]?.toLowerCase() === 'hello') return sameText(withoutId(a), withoutId(b));
  if (words.length === 1 && /^[ps]?unsubscribe$/i.test(words[0] ?? '')) return sameText(withoutName(a), withoutName(b));
  const comparison = comparisonOf(words);
  if (isError(a) || isError(b)) return sameText(a, b);
  switch (comparison) {
    case 'unordered':
      return sameText(sortItems(a, 1), sortItems(b, 1));
    case 'unordered pairs':
      return sameText(sortItems(a, 2), sortItems(b, 2));
    case 'scan':
      // How far one call gets is the server's own affair; two that are complete must agree.
      return goesOn(a) || goesOn(b) || !isFirstScan(words) || sameText(sortScan(words, a), sortScan(words, b));
    case 'time band':
      return sameTime(integerOf(a), integerOf(b), band) ?? sameText(a, b);
    case 'without times':
      return sameText(withoutTimes(a), withoutTimes(b));
    case 'deeply unordered':
      return sameText(sortDeeply(a), sortDeeply(b));
    case 'kind':
      return kindOf(a) === kindOf(b);
    case 'pick':
      return kindOf(a) === kindOf(b) && sizeOf(a) === sizeOf(b);
    case 'rules of users':
      return sameText(sortRules(a), sortRules(b));
    case 'dump':
      return sameText(a, b) || (isUnorderedDump(a) && isUnorderedDump(b) && a.length === b.length);
    case 'exact':
      return sameText(a, b);
  }
}

function sameText(a: Wire, b: Wire): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Null when one of them is no number. */
function sameTime(a: bigint | null, b: bigint | null, band: number): boolean | null {
  if (a === null || b === null) return null;
  const apart = a < b ? b - a : a - b;
  return a < 0n || b < 0n ? a === b : apart <= BigInt(band);
}

/** Numbers beyond 2⁵³ come as texts. */
function integerOf(reply: Wire): bigint | null {
  if (typeof reply === 'number') return Number.isInteger(reply) ? BigInt(reply) : null;
  return reply !== null && typeof reply === 'object' && 'integer' in reply ? BigInt(reply.integer) : null;
}

function isError(reply: Wire): boolean {
  return reply !== null && typeof reply === 'object' && 'error' in reply;
}

/** A reply without what comparing it does not look at: what is recorded says nothing of the machine it was recorded on. */
export function abridged(words: readonly string[], reply: Wire): Wire {
  if (comparisonOf(words) === 'without times') return withoutTimes(reply);
  if (isError(reply) || comparisonOf(words) !== 'kind') return reply;
  if (reply === null || typeof reply === 'number' || typeof reply === 'boolean') return reply;
  if (typeof reply === 'string') return '';
  if (isItems(reply)) return [];
  return 'verbatim' in reply ? { verbatim: '' } : reply;
}

/** The shape of a reply. */
export function kindOf(reply: Wire): string {
  if (reply === null || typeof reply !== 'object') return reply === null ? 'nil' : typeof reply;
  return isItems(reply) ? 'array' : (Object.keys(reply)[0] ?? 'object');
}

/** The kind of a reply, an error's code included: what tells one wrong answer from another. */
export function shapeOf(reply: Wire): string {
  if (reply !== null && typeof reply === 'object' && 'error' in reply) return `error ${reply.error.split(' ')[0] ?? ''}`;
  return kindOf(reply);
}

/** How many items a reply has; nothing for what is no array or set. */
function sizeOf(reply: Wire): number | null {
  if (isItems(reply)) return reply.length;
  return reply !== null && typeof reply === 'object' && 'set' in reply ? reply.set.length : null;
}

function sortItems(reply: Wire, group: number): Wire {
  if (isItems(reply)) return sortGroups(reply, group);
  if (reply === null || typeof reply !== 'object') return reply;
  if ('map' in reply) return { map: sortGroups(reply.map, 2) };
  return 'set' in reply ? { set: sortGroups(reply.set, 1) } : reply;
}

/** Everything in it in some order of its own: what Redis keeps in tables, within tables. */
function sortDeeply(reply: Wire): Wire {
  if (isItems(reply)) return sortGroups(reply.map(sortDeeply), 1);
  if (reply === null || typeof reply !== 'object') return reply;
  if ('map' in reply) return { map: sortGroups(reply.map.map(sortDeeply), 2) };
  return 'set' in reply ? { set: sortGroups(reply.set.map(sortDeeply), 1) } : reply;
}

/** Redis names single commands in the order of a table whose seed is chance. */
function sortRules(reply: Wire): Wire {
  if (typeof reply === 'string')
    return reply.replaceAll(/[+-][^@ )][^ )]*(?: [+-][^@ )][^ )]*)*/g, (rules) => rules.split(' ').toSorted().join(' '));
  if (isItems(reply)) return reply.map(sortRules);
  return reply !== null && typeof reply === 'object' && 'map' in reply ? { map: reply.map.map(sortRules) } : reply;
}

/** Sets and hashes that are tables are written in the order of the table. */
function isUnorderedDump(reply: Wire): reply is string {
  return typeof reply === 'string' && /^[\x02\x04]/.test(reply);
}

function sortGroups(items: readonly Wire[], group: number): Wire[] {
  const groups: Wire[][] = [];
  for (let index = 0; index < items.length; index += group) groups.push(items.slice(index, index + group));
  return groups
    .map((one) => JSON.stringify(one))
    .sort()
    .flatMap((text) => JSON.parse(text) as Wire[]);
}

function goesOn(reply: Wire): boolean {
  return isItems(reply) && typeof reply[0] === 'string' && reply[0] !== '0';
}

/** Only there the reply is a whole one: what lies behind a cursor is the server's own affair. */
function isFirstScan(words: readonly string[]): boolean {
  return words[/^scan$/i.test(words[0] ?? '') ? 1 : 2] === '0';
}

/** Unsubscribing from everything goes through the names in any order. */
function withoutName(reply: Wire): Wire {
  if (isItems(reply) && reply.length === 3) return [reply[0] ?? null, null, reply[2] ?? null];
  return reply !== null && typeof reply === 'object' && 'push' in reply ? withoutName(reply.push) : reply;
}

function sortScan(words: readonly string[], reply: Wire): Wire {
  if (!isItems(reply)) return reply;
  const pairs = /^[hz]scan$/i.test(words[0] ?? '');
  return ['0', sortItems(reply[1] ?? null, pairs ? 2 : 1)];
}

function withoutId(reply: Wire): Wire {
  const blank = (items: readonly Wire[]): readonly Wire[] => items.map((item, index) => (items[index - 1] === 'id' ? 0 : item));
  if (isItems(reply)) return blank(reply);
  return reply !== null && typeof reply === 'object' && 'map' in reply ? { map: blank(reply.map) } : reply;
}
