/** Commands of a trace by what they are: the same command again, a script by its name, and commands that only wait, look or keep alive. */
import type { TraceEvent } from '../../trace/index.ts';

const waiting = /^(BL|BR|BZ)[A-Z]+$|^(XREAD|XREADGROUP|WAIT|WAITAOF)$/;
const looking =
  /^(H?GET|HM?GET|HGETALL|HKEYS|HVALS|HLEN|HEXISTS|HSCAN|MGET|STRLEN|EXISTS|TYPE|P?TTL|P?EXPIRETIME|LLEN|LRANGE|LINDEX|LPOS|SCARD|SMEMBERS|SM?ISMEMBER|SSCAN|SRANDMEMBER|ZCARD|ZCOUNT|ZM?SCORE|ZRANGE\w*|ZREVRANGE\w*|ZRANK|ZSCAN|XLEN|XRANGE|XREVRANGE|XPENDING|XINFO|SCAN|KEYS|DBSIZE|BITCOUNT|GETBIT|GETRANGE|EVAL_RO|EVALSHA_RO|RANDOMKEY|OBJECT|WATCH|UNWATCH)$/;
const keepingUp =
  /^(P?EXPIRE|P?EXPIREAT|TOUCH|PING|ECHO|TIME|INFO|HELLO|AUTH|SELECT|CLIENT|COMMAND|CONFIG|READONLY|SCRIPT|FUNCTION|[PS]?SUBSCRIBE|[PS]?UNSUBSCRIBE|PUBLISH|SPUBLISH|EXPIRE-EVENT)$/;

/** Does this command (its first word) block until something comes? */
export function blocks(command: string): boolean {
  return waiting.test(command);
}

/** A command that tries nothing: it waits, looks, or keeps a connection or a key alive. */
export function triesNothing({ name }: TraceEvent): boolean {
  return waiting.test(name) || looking.test(name) || keepingUp.test(name);
}

/** `EVALSHA commit` or `LPUSH`: what is done, without to what. */
export function deedOf({ name, text }: TraceEvent): string {
  return name.startsWith('EVAL') ? text.split(' ', 2).join(' ') : name;
}

/** The text with what differs from one time to the next replaced: numbers of their own and hexadecimal tokens. Names such as `c7` stay. */
export function sameText(text: string): string {
  return text
    .replaceAll(/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi, '#')
    .replaceAll(/\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{8,}\b/gi, '#')
    .replaceAll(/(?<![\w.-])-?\d+(?:\.\d+)?(?![\w-])/g, '#');
}

/** Whether a text names one of the ids as a whole word. */
export function mentions(text: string, ids: readonly string[]): boolean {
  return ids.some((id) => {
    for (let at = text.indexOf(id); at >= 0; at = text.indexOf(id, at + 1))
      if (!isWordPart(text[at - 1]) && !isWordPart(text[at + id.length])) return true;
    return false;
  });
}

function isWordPart(character: string | undefined): boolean {
  return character !== undefined && /[\w-]/.test(character);
}
