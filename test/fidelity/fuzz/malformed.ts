/**
 * Bytes that are no RESP, or only nearly: requests that were cut, flipped or mixed with garbage at any byte, lengths that no one can mean, and
 * lines that never end. What a server answers to them, and whether it hangs up, is compared.
 */
import fc from 'fast-check';
import { encodeRequest } from '../engines/wire.ts';
import type { Engine, EngineConnection } from '../engines/engine.ts';
import { settled } from './real-session.ts';
import type { Wire } from '../engines/wire.ts';

/** What came back for some bytes. */
export interface Echo {
  readonly replies: readonly Wire[];
  readonly isClosed: boolean;
}

/** Redis reads so much at once: what lies behind an error in one read is gone with the connection, and nothing is left to reset it. */
const SLICE_BYTES_MAX = 16_000;
const CLOSE_PATIENCE_MS = 2000;
const text = (bytes: Buffer): string => bytes.toString('latin1');

const valid = fc
  .constantFrom(['PING'], ['SET', 'k', 'v'], ['GET', 'k'], ['ECHO', '\r\n'], ['ECHO', ''], ['NOSUCH', '\0'], ['MULTI'], ['EXEC'])
  .map((words) => text(encodeRequest(words)));
const count = fc.constantFrom(
  ...[
    '0',
    '-1',
    '-2',
    '-0',
    '1',
    '2',
    '+1',
    '01',
    ' 1',
    '1 ',
    '',
    'x',
    '1x',
    '0x1',
    '1.5',
    '1048577',
    '1073741825',
    '2147483647',
    '2147483648',
  ],
  ...['536870912', '536870913', '9223372036854775807', '9223372036854775808', '-9223372036854775808', '99999999999999999999', '1\0', '\0'],
);
const ending = fc.constantFrom('\r\n', '\r\n', '\r\n', '\n', '\r', '', '\n\r', '\r\r\n', '\rx');
const header = fc
  .tuple(fc.constantFrom('*', '$', '*1\r\n$', '*2\r\n$4\r\nPING\r\n$', '*1\r\n', '*2\r\n$4\r\nECHO\r\n'), count, ending)
  .map((parts) => parts.join(''));
const inline = fc.constantFrom(
  ...[
    'PING\r\n',
    'ping\n',
    '  PING  x\r\n',
    '\r\n',
    '\n',
    ' \r\n',
    '"PING"\r\n',
    '"PI\\x4eG"\r\n',
    "'PING' 'a\\'b'\r\n",
    '"unbalanced\r\n',
    "'x\r\n",
    '"a"b\r\n',
  ],
  ...[
    'ECHO "\\n\\r\\t\\b\\a\\\\\\x"\r\n',
    'ECHO "\\xzz"\r\n',
    "ECHO '\\n'\r\n",
    'SET k\0v x\r\n',
    '\0\r\n',
    'GET / HTTP/1.1\r\n',
    'ECHO a"b"\r\n',
    'ECHO ""\r\n',
    'PING\r',
  ],
);
const garbage = fc.uint8Array({ minLength: 1, maxLength: 12 }).map((bytes) => text(Buffer.from(bytes)));
const long = fc
  .tuple(
    fc.constantFrom('', '*', '$', '*1\r\n$', 'PING ', '"', '*1\r\n', '*1\r\n$5'),
    fc.constantFrom(65_534, 65_535, 65_536, 65_537, 70_000),
    fc.constantFrom('1', 'x', '0', ' '),
    ending,
  )
  .map(([start, length, filling, end]) => start + filling.repeat(length) + end);

/** A request with a byte changed, left out or put in. */
const mutated = fc
  .tuple(valid, fc.nat(40), fc.constantFrom('', '\r', '\n', '$', '*', '-', '0', '9', '\0', '\xff', 'x'), fc.nat(2))
  .map(([request, at, byte, removed]) => request.slice(0, at % request.length) + byte + request.slice((at % request.length) + removed));

/** A stream of bytes, cut into what arrives at once. */
export const malformed: fc.Arbitrary<readonly string[]> = fc
  .tuple(
    fc.array(
      fc.oneof(
        { weight: 4, arbitrary: valid },
        { weight: 5, arbitrary: mutated },
        { weight: 4, arbitrary: header },
        { weight: 3, arbitrary: inline },
        { weight: 1, arbitrary: garbage },
      ),
      { minLength: 1, maxLength: 5, size: 'max' },
    ),
    fc.array(fc.nat(200), { maxLength: 4, size: 'max' }),
  )
  .map(([parts, cuts]) => slices(parts.join(''), cuts));

/** The same with a part that is longer than a line may be. */
export const overlong: fc.Arbitrary<readonly string[]> = fc.tuple(valid, long, valid).map((parts) => slices(parts.join(''), []));

function slices(bytes: string, cuts: readonly number[]): readonly string[] {
  const ends = [...cuts.filter((at) => at < bytes.length).sort((a, b) => a - b), bytes.length];
  const found: string[] = [];
  let from = 0;
  for (const end of ends) {
    for (; from < end; from = Math.min(end, from + SLICE_BYTES_MAX)) found.push(bytes.slice(from, Math.min(end, from + SLICE_BYTES_MAX)));
  }
  return found;
}

/** Sends slice by slice to both, until the twin hangs up. */
export async function compareBytes(
  twin: Engine,
  real: Engine,
  pieces: readonly string[],
): Promise<{ readonly twin: Echo; readonly real: Echo }> {
  await Promise.all([twin.reset(), real.reset()]);
  const ours = await twin.connect();
  const theirs = await real.connect();
  for (const piece of pieces) {
    const bytes = Buffer.from(piece, 'latin1');
    ours.sendBytes(bytes);
    theirs.sendBytes(bytes);
    await settled(real);
    if (ours.isClosed()) break;
  }
  if (ours.isClosed()) await theirs.until(Infinity, CLOSE_PATIENCE_MS);
  return { twin: echoOf(ours), real: echoOf(theirs) };
}

function echoOf(connection: EngineConnection): Echo {
  const echo = { replies: connection.take(), isClosed: connection.isClosed() };
  connection.close();
  return echo;
}
