/** RESTORE of what servers before Redis 7.0 dumped, whole and spoilt, with the encodings that come of it. */
import { integerEntries, payload, quoted, rdbString, textEntry, ziplist, zipmap } from '../old-payloads.ts';
import type { CaseTable } from '../case.ts';

const [HASH_ZIPMAP, LIST, SET, HASH, INTSET] = ['\x09', '\x0a', '\x02', '\x0d', '\x0b'];
const [SORTED_SET, QUICKLIST, QUICKLIST_2, SORTED_SET_2, PLAIN_HASH] = ['\x0c', '\x0e', '\x12', '\x05', '\x04'];

const text = (...texts: readonly string[]): readonly string[] => texts.map((one) => textEntry(one));
const numbered = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => textEntry(`item ${index}`));
const listpack = (body: string, count: number): string =>
  `${String.fromCharCode(body.length + 7)}\0\0\0${String.fromCharCode(count)}\0${body}\xff`;

const READ: Readonly<Record<string, string>> = {
  list: 'LRANGE k 0 -1',
  hash: 'HGETALL k',
  set: 'SMEMBERS k',
  zset: 'ZRANGE k 0 -1 WITHSCORES',
};

/** Restores and looks at what there is; an earlier value goes first, so that a refusal is seen. */
function restored(read: keyof typeof READ, ...bodies: readonly string[]): readonly string[] {
  return bodies.flatMap((body) => ['DEL k', `RESTORE k 0 ${payload(body)}`, READ[read] ?? '', 'OBJECT ENCODING k']);
}

function refused(...bodies: readonly string[]): readonly string[] {
  return bodies.flatMap((body) => [`RESTORE k 0 ${payload(body)}`, 'DEL k']);
}

const LIMITS =
  'CONFIG SET hash-max-listpack-entries 512 hash-max-listpack-value 64 zset-max-listpack-entries 128 zset-max-listpack-value 64';
const WORDS = ziplist(text('a', 'b', 'c'));

/** Old dumps. */
export const oldDumpCases: CaseTable = {
  'lists in a ziplist': restored(
    'list',
    LIST + rdbString(WORDS),
    LIST + rdbString(ziplist(integerEntries)),
    LIST +
      rdbString(ziplist([textEntry('short', 2), textEntry('short', 5), textEntry('', 1), textEntry('x'.repeat(300)), textEntry('last')])),
    LIST + rdbString(ziplist([textEntry('x'.repeat(253)), textEntry('y'), textEntry('z'.repeat(250)), textEntry('end')])),
    LIST + rdbString(ziplist(numbered(300))),
    LIST + rdbString(ziplist(text('a', 'b'), { count: 65535 })),
  ),
  'lists in ziplists': restored(
    'list',
    `${QUICKLIST}\x01${rdbString(WORDS)}`,
    `${QUICKLIST}\x03${rdbString(WORDS)}${rdbString(ziplist(integerEntries))}${rdbString(WORDS)}`,
    `${QUICKLIST}\x02${rdbString(ziplist([]))}${rdbString(WORDS)}`,
    `${QUICKLIST}\x02${rdbString(WORDS)}${rdbString(ziplist([]))}`,
  ),
  'hashes in a ziplist': [
    LIMITS,
    ...restored(
      'hash',
      HASH + rdbString(ziplist(text('f', '1', 'g', 'w'))),
      HASH + rdbString(ziplist([textEntry('f'), ...integerEntries, textEntry('x')])),
      HASH + rdbString(ziplist(text('f', 'x'.repeat(100)))),
      HASH + rdbString(ziplist(text('x'.repeat(100), 'v'))),
      HASH + rdbString(ziplist(numbered(200))),
    ),
    'CONFIG SET hash-max-listpack-entries 100',
    ...restored('hash', HASH + rdbString(ziplist(numbered(200)))),
    'CONFIG SET hash-max-listpack-entries 99',
    ...restored('hash', HASH + rdbString(ziplist(numbered(200)))),
    LIMITS,
  ],
  'sorted sets in a ziplist': [
    LIMITS,
    ...restored(
      'zset',
      SORTED_SET + rdbString(ziplist(text('a', '1', 'b', '2.5', 'c', 'inf'))),
      SORTED_SET + rdbString(ziplist([textEntry('a'), '\xc0\x39\x30', '\xf2', '\xd0\x00\x00\x00\x7f'])),
      SORTED_SET + rdbString(ziplist(text('x'.repeat(100), '1'))),
    ),
    'CONFIG SET zset-max-listpack-entries 2 zset-max-listpack-value 1',
    ...restored(
      'zset',
      SORTED_SET + rdbString(ziplist(text('aaa', '1', 'b', '2.5'))),
      SORTED_SET + rdbString(ziplist(text('a', '1', 'b', '2.5', 'c', '3'))),
      `${SORTED_SET_2}\x01\x01a\0\0\0\0\0\0\xf0\x3f`,
      `${SORTED_SET_2}\x01\x02aa\0\0\0\0\0\0\xf0\x3f`,
    ),
    LIMITS,
  ],
  'hashes in a zipmap': [
    LIMITS,
    ...restored(
      'hash',
      HASH_ZIPMAP + rdbString(zipmap([['f', 'v']])),
      HASH_ZIPMAP +
        rdbString(
          zipmap([
            ['f', 'v'],
            ['g', '12'],
            ['', ''],
          ]),
        ),
      HASH_ZIPMAP +
        rdbString(
          zipmap(
            [
              ['f', 'v'],
              ['g', 'w'],
            ],
            3,
          ),
        ),
      HASH_ZIPMAP + rdbString(zipmap([['f', 'x'.repeat(300)]])),
      HASH_ZIPMAP + rdbString(zipmap([['x'.repeat(65), 'v']])),
      HASH_ZIPMAP + rdbString(zipmap([['x'.repeat(64), 'v']])),
      HASH_ZIPMAP + rdbString(zipmap([['f', 'v']], 0, 254)),
    ),
    'CONFIG SET hash-max-listpack-entries 0',
    ...restored('hash', HASH_ZIPMAP + rdbString(zipmap([['f', 'v']]))),
    LIMITS,
  ],
  'collections of today under other limits': [
    LIMITS,
    ...restored(
      'hash',
      `\x10${rdbString(listpack('\x81f\x02\x81v\x02', 2))}`,
      `\x10${rdbString(listpack(`\x81f\x02\xe0\x46${'x'.repeat(70)}\x48`, 2))}`,
      `${PLAIN_HASH}\x01\x01f\x40\x41${'x'.repeat(65)}`,
    ),
    ...restored('zset', `\x11${rdbString(listpack(`\xe0\x46${'x'.repeat(70)}\x48\x01\x01`, 2))}`),
    ...restored(
      'list',
      `${QUICKLIST_2}\x02\x02\x07\x07\0\0\0\0\0\xff\x02${rdbString(listpack('\x01\x01', 1))}`,
      `${QUICKLIST_2}\x01\x01\x03abc`,
    ),
    'CONFIG SET set-max-intset-entries 1 hash-max-listpack-entries 0',
    ...restored('set', `${INTSET}${rdbString('\x02\0\0\0\x02\0\0\0\x01\0\x02\0')}`, `${SET}\x02\xc0\x01\xc0\x02`, `${SET}\x01\xc0\x01`),
    ...restored('hash', `\x10${rdbString(listpack('\x81f\x02\x81v\x02', 2))}`, `${PLAIN_HASH}\x01\x01f\x01v`),
    'CONFIG SET set-max-intset-entries 512',
    LIMITS,
  ],
  'scores that are no numbers': restored(
    'zset',
    '\x03\x01\x01a\x031.5',
    '\x03\x01\x01a\x031.x',
    '\x03\x01\x01a\x03.5 ',
    '\x03\x01\x01a\x03abc',
    '\x03\x01\x01a\x03\x005.',
    '\x03\x01\x01a\x00',
    '\x03\x01\x01a\x04 -2e',
    '\x03\x01\x01a\xfd',
    '\x03\xc1\x01a\x031.5',
    SORTED_SET + rdbString(ziplist(text('b', 'x', 'a', '1x'))),
    SORTED_SET + rdbString(ziplist(text('c', '-infin', 'b', '', 'a', ' 3'))),
  ),
  'versions and sums': [
    ...[0, 1, 5, 9, 10, 11, 255].flatMap((version) => [`RESTORE k 0 ${payload('\0\x01a', version)}`, 'GET k', 'DEL k']),
    `RESTORE k 0 ${quoted('\0\x01a\x06\0\0\0\0\0\0\0\0\0')}`,
    `RESTORE k 0 ${quoted('\0\x01a\x06\0')}`,
  ],
  'types that Redis 7.0 does not have': refused(
    ...[6, 7, 8, 20, 21, 22, 24, 100, 246, 247, 250, 255].map((type) => `${String.fromCharCode(type)}\x01\x01a`),
  ),
  'spoilt ziplists': refused(
    LIST + rdbString(ziplist([])),
    LIST + rdbString(''),
    LIST + rdbString('x'),
    `${QUICKLIST}\x00`,
    `${QUICKLIST}\x01${rdbString(ziplist([]))}`,
    `${QUICKLIST}\x01\x00`,
    `${QUICKLIST}\x02${rdbString(WORDS)}`,
    LIST + rdbString(ziplist(text('a', 'b'), { count: 3 })),
    LIST + rdbString(ziplist(text('a', 'b'), { count: 1 })),
    LIST + rdbString(ziplist(text('a', 'b'), { tail: 10 })),
    LIST + rdbString(ziplist(text('a', 'b'), { tail: 100 })),
    LIST + rdbString(ziplist(text('a', 'b'), { bytes: 100 })),
    LIST + rdbString(ziplist(text('a', 'b'), { last: '\xfe' })),
    LIST + rdbString(ziplist(text('a', 'b'), { last: '' })),
    LIST + rdbString(ziplist(['\xff'])),
    LIST + rdbString(ziplist(['\xc1\x00\x00'])),
    LIST + rdbString(ziplist(['\x05ab'])),
    LIST + rdbString(ziplist([`\x80\xff\xff\xff\xff${'a'.repeat(10)}`])),
    LIST + rdbString(WORDS.replace('\x03\x01b', '\x04\x01b')),
    HASH + rdbString(ziplist([])),
    HASH + rdbString(WORDS),
    HASH + rdbString(ziplist(text('f', '1', 'f', '2'))),
    SORTED_SET + rdbString(ziplist([])),
    SORTED_SET + rdbString(WORDS),
    SORTED_SET + rdbString(ziplist(text('a', '1', 'a', '2'))),
  ),
  'spoilt zipmaps': refused(
    HASH_ZIPMAP + rdbString(''),
    HASH_ZIPMAP + rdbString('\xff'),
    HASH_ZIPMAP + rdbString('\0\xff'),
    HASH_ZIPMAP + rdbString(zipmap([['f', 'v']], 0, 2)),
    HASH_ZIPMAP + rdbString(zipmap([['f', 'v']]).slice(0, -1)),
    HASH_ZIPMAP + rdbString('\x01\x01f\xff'),
    HASH_ZIPMAP + rdbString('\x01\x09f\x01\0v\xff'),
    HASH_ZIPMAP + rdbString('\x01\x01f\x01\x09v\xff'),
    HASH_ZIPMAP + rdbString('\x01\x01f\xfe\x01\xff'),
    HASH_ZIPMAP +
      rdbString(
        zipmap([
          ['f', 'v'],
          ['f', 'w'],
        ]),
      ),
  ),
  // A real server makes room for what a set, a hash or a sorted set is said to have: those stay small here.
  'counts that nobody can mean': refused(
    `${SET}\x7f\xff\x01a`,
    `${PLAIN_HASH}\x7f\xff\x01a\x01b`,
    `${SORTED_SET_2}\x7f\xff\x01a`,
    `${QUICKLIST_2}\x80\xff\xff\xff\xff\x02\x01a`,
    `${QUICKLIST}\x80\xff\xff\xff\xff\x02\x01a`,
    `\x0f\x80\xff\xff\xff\xff\x02\x01a`,
    `\x01\x80\xff\xff\xff\xff\x02\x01a`,
  ),
  'members that come twice': [
    LIMITS,
    ...refused(
      `${SET}\x02\x01a\x01a`,
      `${SET}\x02\xc0\x01\xc0\x01`,
      `${SORTED_SET_2}\x02\x01a\0\0\0\0\0\0\xf0\x3f\x01a\0\0\0\0\0\0\xf0\x3f`,
    ),
  ],
};
