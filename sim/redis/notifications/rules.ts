/** Which events Redis publishes for which command: a rule looks at what a command was asked, what it answered and which keys it changed. */
import { ErrorReply, NO_REPLY, NULL_ARRAY } from '../resp/index.ts';
import type { EventClass } from './classes.ts';
import type { NotifiedStep } from './notifications.ts';
import type { Command } from '../commands/definition.ts';
import type { Reply } from '../resp/index.ts';

/** Publishes the events of a command that has run. */
export type Rule = (step: NotifiedStep) => void;

function word(step: NotifiedStep, index: number): string {
  return step.argv[index] ?? '';
}

function upper(step: NotifiedStep, index: number): string {
  return word(step, index).toUpperCase();
}

function deletedIfEmptied(step: NotifiedStep, key: string): void {
  if (step.emptied(key)) step.emit('g', 'del', key);
}

/** The command changed its first key, or emptied it. */
function first(kind: EventClass, event: string): Rule {
  return (step) => changedKey(step, kind, event, word(step, 1));
}

function changedKey(step: NotifiedStep, kind: EventClass, event: string, key: string): void {
  if (!step.changed(key)) return;
  step.emit(kind, event, key);
  deletedIfEmptied(step, key);
}

/** The command wrote its result to a key, or removed what was there when the result was empty. */
function stored(kind: EventClass, event: string): Rule {
  return (step) => {
    for (const key of step.keys.slice(1)) missedKey(step, key);
    storedAt(step, kind, event, word(step, 1));
  };
}

function storedAt(step: NotifiedStep, kind: EventClass, event: string, key: string): void {
  if (!step.changed(key)) return;
  if (step.exists(key)) step.emit(kind, event, key);
  else step.emit('g', 'del', key);
}

const set: Rule = (step) => {
  const key = word(step, 1);
  if (step.argv.slice(3).some((option) => /^get$/i.test(option))) missedFirst(step);
  if (!step.changed(key)) return;
  step.emit('$', 'set', key);
  if (step.argv.slice(3).some((option) => /^(?:ex|px|exat|pxat)$/i.test(option))) step.emit('g', 'expire', key);
};

const setWithDeadline: Rule = (step) => {
  if (!step.changed(word(step, 1))) return;
  step.emit('$', 'set', word(step, 1));
  step.emit('g', 'expire', word(step, 1));
};

const setMany: Rule = (step) => {
  for (let index = 1; index < step.argv.length; index += 2) if (step.changed(word(step, index))) step.emit('$', 'set', word(step, index));
};

const getAndExpire: Rule = (step) => {
  const key = word(step, 1);
  missedFirst(step);
  if (step.reply === null || step.argv.length < 3) return;
  if (step.emptied(key)) step.emit('g', 'del', key);
  else if (upper(step, 2) !== 'PERSIST') step.emit('g', 'expire', key);
  else if (step.noted === true) step.emit('g', 'persist', key);
};

const remove: Rule = (step) => {
  for (const key of new Set(step.argv.slice(1))) if (step.emptied(key) && step.existed(key)) step.emit('g', 'del', key);
};

const expire: Rule = (step) => {
  if (step.reply !== 1) return;
  step.emit('g', step.exists(word(step, 1)) ? 'expire' : 'del', word(step, 1));
};

const rename: Rule = (step) => {
  if (step.reply === 0 || word(step, 1) === word(step, 2)) return;
  step.tellNew(word(step, 2));
  step.emit('g', 'rename_from', word(step, 1));
  step.emit('g', 'rename_to', word(step, 2));
};

const move: Rule = (step) => {
  if (step.reply !== 1) return;
  step.emitIn(Number(word(step, 2)), 'n', 'new', word(step, 1));
  step.emit('g', 'move_from', word(step, 1));
  step.emitIn(Number(word(step, 2)), 'g', 'move_to', word(step, 1));
};

/** A command with options behind its keys: the word behind an option. */
function behind(step: NotifiedStep, option: string, from: number): string | null {
  const index = step.argv.findLastIndex((one, at) => at >= from && one.toUpperCase() === option);
  return index === -1 ? null : (step.argv[index + 1] ?? null);
}

const copy: Rule = (step) => {
  missedFirst(step);
  if (step.reply !== 1) return;
  const database = behind(step, 'DB', 3);
  if (database === null) {
    step.tellNew(word(step, 2));
    step.emit('g', 'copy_to', word(step, 2));
  } else {
    step.emitIn(Number(database), 'n', 'new', word(step, 2));
    step.emitIn(Number(database), 'g', 'copy_to', word(step, 2));
  }
};

const sort: Rule = (step) => {
  missedFirst(step);
  const target = behind(step, 'STORE', 2);
  if (target !== null) storedAt(step, 'l', 'sortstore', target);
};

const HEAD_FIRST: Readonly<Record<string, string>> = { LEFT: 'l', RIGHT: 'r', MIN: 'min', MAX: 'max' };

function moved(step: NotifiedStep, from: string, to: string): void {
  const [source, target] = [word(step, 1), word(step, 2)];
  if (step.reply === null || step.reply === NULL_ARRAY) return;
  step.emit('l', `${to}push`, target);
  step.emit('l', `${from}pop`, source);
  deletedIfEmptied(step, source);
}

const listMove: Rule = (step) => moved(step, HEAD_FIRST[upper(step, 3)] ?? '', HEAD_FIRST[upper(step, 4)] ?? '');

/** A command that pops from the first of its keys that has something, and says from which. */
function popped(kind: EventClass, event: (step: NotifiedStep) => string): Rule {
  return (step) => {
    if (!Array.isArray(step.reply)) return;
    const [key] = step.reply as readonly Reply[];
    if (typeof key === 'string') changedKey(step, kind, event(step), key);
  };
}

/** LMPOP and ZMPOP say where behind their keys. */
function side(step: NotifiedStep, countAt: number): string {
  return HEAD_FIRST[upper(step, countAt + 1 + Number(word(step, countAt)))] ?? '';
}

const setMove: Rule = (step) => {
  const [source, target] = [word(step, 1), word(step, 2)];
  if (step.reply !== 1 || source === target) return;
  step.emit('s', 'srem', source);
  deletedIfEmptied(step, source);
  if (step.changed(target)) step.emit('s', 'sadd', target);
};

const sortedSetAdd: Rule = (step) => {
  const key = word(step, 1);
  const increments = step.argv.slice(2).some((option) => /^incr$/i.test(option));
  if (step.changed(key)) step.emit('z', increments ? 'zincr' : 'zadd', key);
};

const bitField: Rule = (step) => {
  if (!step.argv.slice(2).some((option) => /^(?:set|incrby)$/i.test(option))) missedFirst(step);
  if (step.argv.slice(2).some((option) => /^(?:set|incrby)$/i.test(option)) && step.changed(word(step, 1)))
    step.emit('$', 'setbit', word(step, 1));
};

const radius: Rule = (step) => {
  const target = behind(step, 'STORE', 4) ?? behind(step, 'STOREDIST', 4);
  if (target !== null) storedAt(step, 'z', 'georadiusstore', target);
};

const streamAdd: Rule = (step) => {
  if (!step.changed(word(step, 1))) return;
  step.emit('t', 'xadd', word(step, 1));
  if (step.noted === true) step.emit('t', 'xtrim', word(step, 1));
};

const groupEvent: Rule = (step) => {
  const [key, verb] = [word(step, 2), word(step, 1).toLowerCase()];
  if (verb === 'delconsumer' ? step.noted !== true : step.reply === 0) return;
  step.emit('t', `xgroup-${verb}`, key);
};

const consumerMade: Rule = (step) => {
  if (step.noted === false) step.emit('t', 'xgroup-createconsumer', word(step, 1));
};

const pop = (end: 'l' | 'r'): Rule => first('l', `${end}pop`);

const RULES: Readonly<Record<string, Rule>> = {
  set,
  setex: setWithDeadline,
  psetex: setWithDeadline,
  setnx: first('$', 'set'),
  getset: (step) => {
    missedFirst(step);
    changedKey(step, '$', 'set', word(step, 1));
  },
  mset: setMany,
  msetnx: setMany,
  incr: first('$', 'incrby'),
  decr: first('$', 'incrby'),
  incrby: first('$', 'incrby'),
  decrby: first('$', 'incrby'),
  incrbyfloat: first('$', 'incrbyfloat'),
  append: first('$', 'append'),
  setrange: first('$', 'setrange'),
  setbit: first('$', 'setbit'),
  bitfield: bitField,
  bitop: (step) => {
    for (const key of step.argv.slice(3)) missedKey(step, key);
    storedAt(step, '$', 'set', word(step, 2));
  },
  getdel: (step) => {
    missedFirst(step);
    remove(step);
  },
  getex: getAndExpire,
  pfadd: first('$', 'pfadd'),
  pfmerge: (step) => {
    for (const key of step.argv.slice(1)) missedKey(step, key);
    changedKey(step, '$', 'pfadd', word(step, 1));
  },
  del: remove,
  unlink: remove,
  expire,
  pexpire: expire,
  expireat: expire,
  pexpireat: expire,
  persist: (step) => {
    if (step.reply === 1) step.emit('g', 'persist', word(step, 1));
  },
  rename,
  renamenx: rename,
  move,
  copy,
  restore: (step) => step.emit('g', 'restore', word(step, 1)),
  sort,
  lpush: first('l', 'lpush'),
  rpush: first('l', 'rpush'),
  lpushx: first('l', 'lpush'),
  rpushx: first('l', 'rpush'),
  lpop: pop('l'),
  rpop: pop('r'),
  lset: first('l', 'lset'),
  linsert: first('l', 'linsert'),
  lrem: first('l', 'lrem'),
  ltrim: (step) => {
    if (!step.existed(word(step, 1))) return;
    step.emit('l', 'ltrim', word(step, 1));
    deletedIfEmptied(step, word(step, 1));
  },
  rpoplpush: (step) => moved(step, 'r', 'l'),
  brpoplpush: (step) => moved(step, 'r', 'l'),
  lmove: listMove,
  blmove: listMove,
  blpop: popped('l', () => 'lpop'),
  brpop: popped('l', () => 'rpop'),
  lmpop: popped('l', (step) => `${side(step, 1)}pop`),
  blmpop: popped('l', (step) => `${side(step, 2)}pop`),
  sadd: first('s', 'sadd'),
  srem: first('s', 'srem'),
  spop: first('s', 'spop'),
  smove: setMove,
  sinterstore: stored('s', 'sinterstore'),
  sunionstore: stored('s', 'sunionstore'),
  sdiffstore: stored('s', 'sdiffstore'),
  hset: first('h', 'hset'),
  hmset: first('h', 'hset'),
  hsetnx: first('h', 'hset'),
  hincrby: first('h', 'hincrby'),
  hincrbyfloat: first('h', 'hincrbyfloat'),
  hdel: first('h', 'hdel'),
  zadd: sortedSetAdd,
  geoadd: sortedSetAdd,
  zincrby: first('z', 'zincr'),
  zrem: first('z', 'zrem'),
  zremrangebyrank: first('z', 'zremrangebyrank'),
  zremrangebyscore: first('z', 'zremrangebyscore'),
  zremrangebylex: first('z', 'zremrangebylex'),
  zpopmin: first('z', 'zpopmin'),
  zpopmax: first('z', 'zpopmax'),
  bzpopmin: popped('z', () => 'zpopmin'),
  bzpopmax: popped('z', () => 'zpopmax'),
  zmpop: popped('z', (step) => `zpop${side(step, 1)}`),
  bzmpop: popped('z', (step) => `zpop${side(step, 2)}`),
  zunionstore: stored('z', 'zunionstore'),
  zinterstore: stored('z', 'zinterstore'),
  zdiffstore: stored('z', 'zdiffstore'),
  zrangestore: stored('z', 'zrangestore'),
  geosearchstore: stored('z', 'geosearchstore'),
  georadius: radius,
  georadiusbymember: radius,
  xadd: streamAdd,
  xdel: first('t', 'xdel'),
  xtrim: first('t', 'xtrim'),
  xsetid: (step) => step.emit('t', 'xsetid', word(step, 1)),
  xreadgroup: (step) => {
    for (const key of (step.noted as readonly string[] | null) ?? []) step.emit('t', 'xgroup-createconsumer', key);
  },
  xclaim: consumerMade,
  xautoclaim: consumerMade,
  'xgroup|create': groupEvent,
  'xgroup|setid': groupEvent,
  'xgroup|destroy': groupEvent,
  'xgroup|createconsumer': groupEvent,
  'xgroup|delconsumer': groupEvent,
};

/** Keys that a command wanted to read and that are not there. Some commands ask without being noticed. */
const missed: Rule = (step) => {
  for (const key of step.keys) missedKey(step, key);
};
const SILENT_READS = /^(?:object|memory|randomkey|keys|scan|dbsize|lolwut)\b/;

function missedFirst(step: NotifiedStep): void {
  missedKey(step, word(step, 1));
}

function missedKey(step: NotifiedStep, key: string): void {
  if (!step.existed(key)) step.emit('m', 'keymiss', key);
}

const rules = new WeakMap<Command, Rule | null>();

/** The rule of a command; null for one that has no events. Errors have none. */
export function ruleOf(command: Command): Rule | null {
  const known = rules.get(command);
  if (known !== undefined) return known;
  const found = RULES[command.fullName] ?? readRule(command);
  const rule: Rule | null =
    found === null
      ? null
      : (step) => {
          if (!(step.reply instanceof ErrorReply) && step.reply !== NO_REPLY) found(step);
        };
  rules.set(command, rule);
  return rule;
}

function readRule(command: Command): Rule | null {
  if (!command.definition.flags.includes('readonly') || SILENT_READS.test(command.fullName)) return null;
  if (command.definition.keys === null) return null;
  return command.fullName === 'xread' ? missedTwice : missed;
}

/** XREAD looks once for what is there, and once for what it must wait for. */
const missedTwice: Rule = (step) => {
  missed(step);
  missed(step);
};
