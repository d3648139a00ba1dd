/** A request of a world as a real server is asked it: in the world's time, with nothing that waits by itself, and with scripts that were rewritten. */
import { createHash } from 'node:crypto';
import { inWorldTime, SHIFT_MS } from './prelude.ts';
import { isFollowedSetting, settingsNamed } from './settings.ts';

/** What is sent instead of a request. */
export interface Translation {
  /** Null for what is not asked at all. */
  readonly words: readonly string[] | null;
  /** Something harmless is sent in its place, for the reply of the transaction to be as long: it is not compared. */
  readonly isPlaceholder?: true;
  /** The rule by which it was changed; null when it is sent as it is. */
  readonly rule: string | null;
  /** Turns the real server's number into what it is in the world's time. */
  readonly number?: (value: number) => number;
}

const UNITS: Readonly<Record<string, readonly [milliseconds: number, isRelative: boolean]>> = {
  ex: [1000, true],
  px: [1, true],
  exat: [1000, false],
  pxat: [1, false],
};
const REPLICATION = /^(?:psync|sync|replconf|replicaof|slaveof|failover)$/;
const FIGURES = /^(?:info|memory|latency|slowlog|lastsave|role|lolwut|debug|monitor|shutdown|save|bgsave|bgrewriteaof)$/;
const OWN_CONNECTIONS = /^(?:setinfo|no-touch|id|list|info|kill|unblock|pause|unpause|getredir)$/;

/** Knows the scripts of one server. */
export class Translator {
  readonly #sources = new Map<string, string>();

  /** The server has forgotten its scripts. */
  forgetScripts(): void {
    this.#sources.clear();
  }

  /** What is asked instead at this moment of the world; `atMs` is the server's clock. */
  translate(words: readonly string[], atMs: number): Translation {
    const name = (words[0] ?? '').toLowerCase();
    const second = (words[1] ?? '').toLowerCase();
    if (name === 'time') return { words: null, rule: 'the clock itself is not asked' };
    if (REPLICATION.test(name)) return { words: null, rule: 'replication is not asked: one server is followed' };
    if (FIGURES.test(name)) return { words: null, rule: 'figures of a process are not asked' };
    if (name === 'client' && OWN_CONNECTIONS.test(second))
      return { words: null, rule: 'numbers of connections and CLIENT of Redis 7.2 are not asked' };
    if (name === 'config' && !(/^[gs]et$/.test(second) && settingsNamed(words).every(isFollowedSetting)))
      return { words: null, rule: 'settings of a process are not asked' };
    if (/^eval(?:sha)?(?:_ro)?$/.test(name)) return this.#script(words, name, atMs);
    if (name === 'script') return this.#scriptCommand(words, second);
    if (/^(?:b[lr]pop|brpoplpush|blmove|bzpop(?:min|max))$/.test(name)) return waiting(words, words.length - 1);
    if (/^b[lz]mpop$/.test(name)) return waiting(words, 1);
    if (name === 'wait') return { words: [...words.slice(0, 2), '1'], rule: 'WAIT waits a millisecond' };
    return inTime(words, name, Math.floor(atMs));
  }

  #script(words: readonly string[], name: string, atMs: number): Translation {
    const [, text = '', keys = '', ...rest] = words;
    const isBySha = name.startsWith('evalsha');
    const source = isBySha ? this.#sources.get(text.toLowerCase()) : text;
    if (source === undefined) return { words, rule: null };
    this.#learn(source);
    const verb = name.endsWith('_ro') ? 'EVAL_RO' : 'EVAL';
    const sent = [verb, inWorldTime(source), keys, ...rest, String(Math.floor(atMs * 1000))];
    return { words: sent, rule: 'scripts run in the world’s time' };
  }

  #scriptCommand(words: readonly string[], second: string): Translation {
    if (second === 'flush') this.#sources.clear();
    if (second === 'load' && words.length === 3) {
      this.#learn(words[2] ?? '');
      return { words: ['SCRIPT', 'LOAD', inWorldTime(words[2] ?? '')], rule: 'scripts run in the world’s time' };
    }
    if (second !== 'exists') return { words, rule: null };
    const shas = words.slice(2).map((sha) => {
      const source = this.#sources.get(sha.toLowerCase());
      return source === undefined ? sha : shaOf(inWorldTime(source));
    });
    return { words: ['SCRIPT', 'EXISTS', ...shas], rule: 'scripts run in the world’s time' };
  }

  #learn(source: string): void {
    this.#sources.set(shaOf(source), source);
  }
}

function shaOf(source: string): string {
  return createHash('sha1').update(source, 'latin1').digest('hex');
}

/** A wait never ends by itself: the world's timer ends it. */
function waiting(words: readonly string[], at: number): Translation {
  return Number(words[at]) > 0 ? { words: words.with(at, '0'), rule: 'waits end when they end in the world' } : { words, rule: null };
}

const RULE_TIME = 'times to live are moments of the world';

function inTime(words: readonly string[], name: string, nowMs: number): Translation {
  const given = positive(words[2]);
  const moment = (ms: number): string => (ms <= nowMs ? '1' : String(ms + SHIFT_MS));
  if (name === 'set' || name === 'getex') return withOption(words, name === 'set' ? 3 : 2, nowMs, moment);
  if (name === 'setex' && given !== null && words.length === 4)
    return timed(['SET', words[1] ?? '', words[3] ?? '', 'PXAT', moment(nowMs + given * 1000)]);
  if (name === 'psetex' && given !== null && words.length === 4)
    return timed(['SET', words[1] ?? '', words[3] ?? '', 'PXAT', moment(nowMs + given)]);
  if (given !== null && /^p?expire(?:at)?$/.test(name)) {
    const unit = name.startsWith('p') ? 1 : 1000;
    const ms = given * unit + (name.endsWith('at') ? 0 : nowMs);
    return timed(['PEXPIREAT', words[1] ?? '', moment(ms), ...words.slice(3)]);
  }
  if (words.length !== 2) return { words, rule: null };
  const ask = (number: (value: number) => number): Translation => ({
    words: ['PEXPIRETIME', words[1] ?? ''],
    rule: RULE_TIME,
    number: (value) => (value < 0 ? value : number(value - SHIFT_MS)),
  });
  if (name === 'pttl') return ask((deadline) => deadline - nowMs);
  if (name === 'ttl') return ask((deadline) => Math.floor((deadline - nowMs + 500) / 1000));
  if (name === 'pexpiretime') return ask((deadline) => deadline);
  if (name === 'expiretime') return ask((deadline) => Math.floor((deadline + 500) / 1000));
  return { words, rule: null };
}

function withOption(words: readonly string[], from: number, nowMs: number, moment: (ms: number) => string): Translation {
  for (let index = from; index + 1 < words.length; index++) {
    const unit = UNITS[(words[index] ?? '').toLowerCase()];
    const value = positive(words[index + 1]);
    if (unit !== undefined && value !== null)
      return timed(words.with(index, 'PXAT').with(index + 1, moment(value * unit[0] + (unit[1] ? nowMs : 0))));
  }
  return { words, rule: null };
}

function timed(words: readonly string[]): Translation {
  return { words, rule: RULE_TIME };
}

/** A number that can be shifted; anything else is sent as it is, for its error. */
function positive(word: string | undefined): number | null {
  return word !== undefined && /^[1-9]\d{0,12}$/.test(word) ? Number(word) : null;
}
