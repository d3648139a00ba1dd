/** XLEN, XRANGE and XREVRANGE. */
import { NULL_ARRAY } from '../../resp/index.ts';
import { at, isOption, needNumber, SYNTAX_ERROR } from '../words.ts';
import { needEnd, needStart } from './ids.ts';
import { showEntry } from './replies.ts';
import type { Client } from '../../client.ts';
import type { Reply } from '../../resp/index.ts';

/** XRANGE, and backwards XREVRANGE. */
export function range(client: Client, argv: readonly string[], isBackwards: boolean): Reply {
  const from = needStart(at(argv, isBackwards ? 3 : 2));
  const to = needEnd(at(argv, isBackwards ? 2 : 3));
  const count = readCount(argv);
  const stream = client.database.stream(at(argv, 1));
  if (stream === undefined) return [];
  if (count === 0) return NULL_ARRAY;
  const { nodes } = stream;
  return (isBackwards ? nodes.backwards(from, to, count) : nodes.forwards(from, to, count)).map(showEntry);
}

function readCount(argv: readonly string[]): number {
  let count = Infinity;
  for (let index = 4; index < argv.length; index += 2) {
    if (!isOption(argv[index], 'COUNT') || index + 1 >= argv.length) throw SYNTAX_ERROR;
    const given = needNumber(at(argv, index + 1));
    // Redis keeps -1 for "none given", but makes 0 of what is negative before it looks.
    count = Math.max(0, given);
  }
  return count;
}
