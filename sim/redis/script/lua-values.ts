/**
 * The values and operations of translated scripts (`translate.ts`). Each operation does the plain case as Lua 5.1 does it and leaves for
 * everything else: then the script is run again by Redis's own Lua, which knows what happens. So nothing here needs to know Lua's errors,
 * its number formats beyond whole numbers, or tables with holes.
 */

/** Nil is undefined. Text is latin1, one character a byte, as everywhere in the twin. */
export type LuaValue = undefined | boolean | number | string | LuaTable;

/** What a function with several results answers; missing ones are nil. */
export type LuaResults = readonly LuaValue[];

/** Thrown where a translated script meets what only Lua itself knows. */
export class LeaveTranslation extends Error {
  override readonly name = 'LeaveTranslation';
}

const LEFT = new LeaveTranslation('the translation does not know what Lua does here');

/** Gives up on the translated run. One error for all: its stack says nothing. */
export function leave(): never {
  throw LEFT;
}

/** A table that is a list without holes, with fields of texts beside it. */
export class LuaTable {
  readonly list: LuaValue[];
  fields: Map<string, LuaValue> | null = null;

  constructor(list: LuaValue[]) {
    this.list = list;
  }
}

/** No results. */
const NONE: LuaResults = Object.freeze([]);

const DECIMAL = /^-?\d+(?:\.\d+)?$/;
/** Whole numbers below it look alike as `%.14g`, as `%.17g` and in JavaScript. */
const WHOLE_BELOW = 1e14;

const isWhole = (value: number): boolean => Number.isInteger(value) && value < WHOLE_BELOW && value > -WHOLE_BELOW && !Object.is(value, -0);

/** The operations, by the names that translated code calls. */
export const operations = {
  /** Leaves the rest, and all of it, to Lua. */
  leave: (): never => leave(),
  /** `{}`. */
  emptyTable: (): LuaTable => new LuaTable([]),
  noResults: (): LuaResults => NONE,

  isTrue: (value: LuaValue): boolean => value !== undefined && value !== false,
  first: (results: LuaResults): LuaValue => results[0],

  add: (left: LuaValue, right: LuaValue): number =>
    typeof left === 'number' && typeof right === 'number' ? left + right : asNumber(left) + asNumber(right),
  subtract: (left: LuaValue, right: LuaValue): number =>
    typeof left === 'number' && typeof right === 'number' ? left - right : asNumber(left) - asNumber(right),
  multiply: (left: LuaValue, right: LuaValue): number => asNumber(left) * asNumber(right),
  divide: (left: LuaValue, right: LuaValue): number => asNumber(left) / asNumber(right),
  remainder(left: LuaValue, right: LuaValue): number {
    const dividend = asNumber(left);
    const divisor = asNumber(right);
    return dividend - Math.floor(dividend / divisor) * divisor;
  },
  negate: (value: LuaValue): number => -asNumber(value),
  isBelow: (left: LuaValue, right: LuaValue): boolean =>
    typeof left === 'number' && typeof right === 'number' ? left < right : textOf(left) < textOf(right),
  isAtMost: (left: LuaValue, right: LuaValue): boolean =>
    typeof left === 'number' && typeof right === 'number' ? left <= right : textOf(left) <= textOf(right),
  isAbove: (left: LuaValue, right: LuaValue): boolean =>
    typeof left === 'number' && typeof right === 'number' ? left > right : textOf(left) > textOf(right),
  isAtLeast: (left: LuaValue, right: LuaValue): boolean =>
    typeof left === 'number' && typeof right === 'number' ? left >= right : textOf(left) >= textOf(right),
  join: (left: LuaValue, right: LuaValue): string => word(left) + word(right),
  word: (value: LuaValue): string => word(value),
  /** A loop's bound. */
  bound: (value: LuaValue): number => (typeof value === 'number' ? value : leave()),

  table(values: LuaValue[]): LuaTable {
    while (values.length > 0 && values.at(-1) === undefined) values.pop();
    return values.includes(undefined) ? leave() : new LuaTable(values);
  },
  /** A table with a list and fields; fields that are nil are none. */
  record(values: LuaValue[], names: readonly string[], fields: readonly LuaValue[]): LuaTable {
    const table = operations.table(values);
    table.fields = new Map();
    for (const [index, name] of names.entries()) if (fields[index] !== undefined) table.fields.set(name, fields[index]);
    return table;
  },
  lengthOf(value: LuaValue): number {
    if (value instanceof LuaTable) return value.list.length;
    return typeof value === 'string' ? value.length : leave();
  },
  /** What `ipairs` walks over. */
  listOf: (value: LuaValue): LuaValue[] => (value instanceof LuaTable ? value.list : leave()),
  /** An element of KEYS or ARGV. */
  argument: (list: readonly string[], key: LuaValue): LuaValue => (typeof key === 'number' ? list[key - 1] : leave()),
  get(table: LuaValue, key: LuaValue): LuaValue {
    if (!(table instanceof LuaTable)) return leave();
    if (typeof key === 'number') return table.list[key - 1];
    return typeof key === 'string' ? table.fields?.get(key) : leave();
  },
  set(table: LuaValue, key: LuaValue, value: LuaValue): void {
    if (!(table instanceof LuaTable)) leave();
    if (typeof key === 'number') setItem(table.list, key, value);
    else if (typeof key !== 'string') leave();
    else if (value === undefined) table.fields?.delete(key);
    else (table.fields ??= new Map()).set(key, value);
  },

  append(table: LuaValue, value: LuaValue): undefined {
    if (!(table instanceof LuaTable) || value === undefined) leave();
    table.list.push(value);
  },
  insert(table: LuaValue, position: LuaValue, value: LuaValue): undefined {
    if (!(table instanceof LuaTable) || value === undefined || typeof position !== 'number') leave();
    if (!Number.isInteger(position) || position < 1 || position > table.list.length + 1) leave();
    table.list.splice(position - 1, 0, value);
  },
  sort(table: LuaValue): undefined {
    if (!(table instanceof LuaTable)) leave();
    const { list } = table;
    if (list.every((item) => typeof item === 'string'))
      list.sort((left, right) => (textOf(left) < textOf(right) ? -1 : left === right ? 0 : 1));
    else leave();
  },
  part(value: LuaValue, from: LuaValue, to: LuaValue): string {
    if (typeof value !== 'string' || typeof from !== 'number' || typeof to !== 'number') return leave();
    return Number.isInteger(from) && Number.isInteger(to) && from > 0 && to >= 0 ? value.slice(from - 1, to) : leave();
  },
  ceiling: (value: LuaValue): number => Math.ceil(asNumber(value)),
  floor: (value: LuaValue): number => Math.floor(asNumber(value)),
  largest: (left: LuaValue, right: LuaValue): number => Math.max(asNumber(left), asNumber(right)),
  smallest: (left: LuaValue, right: LuaValue): number => Math.min(asNumber(left), asNumber(right)),
  toNumber: (value: LuaValue): LuaValue => (value === false ? undefined : asNumber(value)),
  toText: (value: LuaValue): string => word(value),
  typeOf(value: LuaValue): string {
    if (value === undefined) return leave();
    return value instanceof LuaTable ? 'table' : typeof value;
  },
  /** `string.format('%.0f', value)`. */
  whole: (value: LuaValue): string => (typeof value === 'number' && isWhole(value) ? String(value) : leave()),
  /** `string.match` with a pattern that is a regular expression. */
  match(value: LuaValue, pattern: RegExp): LuaResults {
    if (typeof value !== 'string') return leave();
    const found = pattern.exec(value);
    if (found === null) return NONE;
    return found.length === 1 ? found : found.slice(1);
  },
  /** The same with at most one capture: one value. */
  matchOne(value: LuaValue, pattern: RegExp): LuaValue {
    const found = typeof value === 'string' ? pattern.exec(value) : leave();
    return found === null ? undefined : found.at(-1);
  },
  /** What `string.gmatch` walks over. */
  matches: (value: LuaValue, pattern: RegExp): LuaValue[] =>
    typeof value === 'string' ? [...value.matchAll(pattern)].map((found) => found.at(-1)) : leave(),
  encode(value: LuaValue): string {
    if (!(value instanceof LuaTable) || value.fields !== null || value.list.length === 0) return leave();
    return `[${value.list.map(encodeItem).join(',')}]`;
  },
  decode: (value: LuaValue): LuaValue => (typeof value === 'string' ? decodeJson(value) : leave()),
} as const;

/** What Lua makes of an operand of arithmetic. */
function asNumber(value: LuaValue): number {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && DECIMAL.test(value) ? Number(value) : leave();
}

/** A side of a comparison that is not one of numbers. */
function textOf(value: LuaValue): string {
  return typeof value === 'string' ? value : leave();
}

/** A text, or a number as text. */
function word(value: LuaValue): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' && isWhole(value) ? String(value) : leave();
}

function setItem(list: LuaValue[], key: number, value: LuaValue): void {
  const index = key - 1;
  if (!Number.isInteger(index) || index < 0 || index > list.length) leave();
  if (value !== undefined) list[index] = value;
  else if (index === list.length - 1) list.pop();
  else if (index < list.length) leave();
}

/** Texts in which cjson escapes nothing. */
const PLAIN = /^[\w.:-]*$/;

const encodeItem = (value: LuaValue): string => (typeof value === 'string' && PLAIN.test(value) ? `"${value}"` : leave());

/** Far below the depth that cjson refuses. */
const JSON_DEPTH_MAX = 100;

function decodeJson(text: string): LuaValue {
  // An escape may be a character of several bytes; null is a value of its own.
  if (text.includes('\\u') || !/^\s*[{[]/.test(text)) return leave();
  try {
    return fromJson(JSON.parse(text), 0);
  } catch {
    return leave();
  }
}

function fromJson(value: unknown, depth: number): LuaValue {
  if (depth > JSON_DEPTH_MAX) return leave();
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return new LuaTable(value.map((item) => fromJson(item, depth + 1)));
  if (typeof value !== 'object' || value === null) return leave();
  const table = new LuaTable([]);
  table.fields = new Map(Object.entries(value).map(([key, item]) => [key, fromJson(item, depth + 1)]));
  return table;
}
