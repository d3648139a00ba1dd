/** The words of random requests, and how they are put together: mostly sensible, often hostile. */
import fc from 'fast-check';

/** A request: the command and its arguments, latin1. */
export type Request = readonly string[];
/** Draws one word. */
export type Word = fc.Arbitrary<string>;

/** Keys by the type they are seeded with; `m` keys are missing. */
export const KEYS = {
  string: ['s1', 's2', 'n1', 'f1'],
  hash: ['h1', 'h2'],
  list: ['l1', 'l2'],
  set: ['t1', 't2', 'i1'],
  zset: ['z1', 'z2'],
  stream: ['x1', 'x2'],
  geo: ['g1'],
  log: ['p1', 'p2'],
  missing: ['m1', 'm2'],
} as const;

/** Every key. */
export const everyKey: readonly string[] = Object.values(KEYS).flat();
/** Members and fields. */
export const member: Word = fc.constantFrom('a', 'b', 'c', 'd', 'e', '1', '2', '30', '-5', '', 'x', 'long-member-'.repeat(7), '\x00\xff');
/** Values. */
export const value: Word = fc.oneof(fc.constantFrom('', 'v', '10', '-1', '3.25', '9223372036854775807', 'abc', 'x'.repeat(70)), member);
/** Integers as people and attackers write them. */
export const integer: Word = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: -6, max: 12 }).map(String) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '0',
      '-0',
      '+1',
      '01',
      ' 1',
      '1 ',
      '1.0',
      'abc',
      '',
      '9223372036854775807',
      '-9223372036854775808',
      '9223372036854775808',
      '4294967296',
    ),
  },
);
/** Floating point numbers likewise. */
export const float: Word = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom('0', '1', '2', '-1', '3.5', '0.1', '1.5', '100', '1e3', '-2.25', '10.5') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'inf',
      '-inf',
      '+inf',
      'nan',
      'abc',
      '',
      ' 1',
      '1e-20',
      '0x10',
      '3.',
      '.5',
      '17179869184.5',
      '123456789012345678',
      '0.30000000000000004',
    ),
  },
);
/** Times to live that do not end within a program. */
export const seconds: Word = fc.constantFrom(
  '100',
  '1000',
  '99999',
  '0',
  '-1',
  'abc',
  '1.5',
  '9223372036854775807',
  '9223372036854775',
  '600',
);
/** Counts. */
export const count: Word = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom('1', '2', '3', '0', '10') },
  { weight: 1, arbitrary: fc.constantFrom('-1', 'x', '9223372036854775807', '1.5') },
);

/** Mostly a key of the type. */
export function keyOf(type: keyof typeof KEYS): Word {
  return fc.oneof(
    { weight: 70, arbitrary: fc.constantFrom(...KEYS[type]) },
    { weight: 14, arbitrary: fc.constantFrom(...KEYS.missing) },
    { weight: 16, arbitrary: fc.constantFrom(...everyKey) },
  );
}

/** A key of any type. */
export const anyKey: Word = fc.constantFrom(...everyKey);
/** Mostly a string. */
export const s: Word = keyOf('string');
/** Mostly a hash. */
export const h: Word = keyOf('hash');
/** Mostly a list. */
export const l: Word = keyOf('list');
/** Mostly a set. */
export const t: Word = keyOf('set');
/** Mostly a sorted set. */
export const z: Word = keyOf('zset');
/** Mostly a stream. */
export const x: Word = keyOf('stream');
/** Mostly a sorted set of places. */
export const g: Word = keyOf('geo');
/** Mostly a HyperLogLog. */
export const p: Word = keyOf('log');

/** An option word in either case. */
export function option(...words: string[]): Word {
  return fc.tuple(fc.constantFrom(...words), fc.boolean()).map(([word, lower]) => (lower ? word.toLowerCase() : word));
}

/** Each part is a word, several words, or nothing. */
export function request(...parts: (string | Word | fc.Arbitrary<readonly string[]>)[]): fc.Arbitrary<Request> {
  return fc.tuple(...parts.map((part) => (typeof part === 'string' ? fc.constant(part) : part))).map((words) => words.flat());
}

/** Several of a word. */
export function some(word: Word, minimum = 1, maximum = 3): fc.Arbitrary<readonly string[]> {
  return fc.array(word, { minLength: minimum, maxLength: maximum, size: 'max' });
}

/** Words that may be missing. */
export function maybe(...words: (string | Word | fc.Arbitrary<readonly string[]>)[]): fc.Arbitrary<readonly string[]> {
  return fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: request(...words) });
}

/** Pairs, sometimes with an odd end. */
export function pairs(first: Word, second: Word): fc.Arbitrary<readonly string[]> {
  return fc.oneof(
    { weight: 9, arbitrary: fc.array(fc.tuple(first, second), { minLength: 1, maxLength: 3, size: 'max' }).map((items) => items.flat()) },
    { weight: 1, arbitrary: some(first, 1, 3) },
  );
}

/** A count of keys and the keys. */
export const numkeys = (key: Word): fc.Arbitrary<readonly string[]> =>
  fc.oneof(
    { weight: 9, arbitrary: some(key, 1, 3).map((keys) => [String(keys.length), ...keys]) },
    { weight: 1, arbitrary: request(count, some(key, 1, 2)) },
  );

/** A time of the given unit; `@` is replaced by the present when the request is sent. */
export const absolute = (unit: 's' | 'ms'): Word =>
  fc.oneof(fc.constantFrom(`@${unit}+123456`, `@${unit}+7654321`), fc.constantFrom('1', 'abc', '0', '-5'));

/** Timeouts of blocking commands: those that are right never end within a program. */
export const timeout: Word = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('0', '1000', '5000.5', '0.0') },
  { weight: 1, arbitrary: fc.constantFrom('-1', 'x', '', 'inf', 'nan', '1e400', '9223372036854775807', '0x10') },
);
