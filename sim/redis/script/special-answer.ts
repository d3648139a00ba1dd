/**
 * What a script answers as `{double=…}`, `{map=…}`, `{set=…}`, `{big_number=…}` or `{verbatim_string=…}`. The Lua library has no words for these;
 * the mended state marks them (`boot.ts`), and here they become replies.
 */
import { BigNumberReply, DoubleReply, ErrorReply, MapReply, SetReply, StatusReply, VerbatimReply } from '../resp/index.ts';
import { SPECIAL_ANSWER } from './boot.ts';
import type { Reply } from '../resp/index.ts';

/** The reply itself, of an answer that may be marked. */
export function withoutMarks(answer: Reply): Reply {
  return Array.isArray(answer) && answer[0] === SPECIAL_ANSWER ? unmark((answer as readonly Reply[])[1] ?? null) : answer;
}

function unmark(value: Reply): Reply {
  if (!Array.isArray(value)) return value;
  const [kind, ...items] = value as readonly Reply[];
  const [first, second] = items.map((item) => (typeof item === 'string' ? item : ''));
  switch (kind) {
    case 'error':
      return new ErrorReply(first);
    case 'status':
      return new StatusReply(first ?? '');
    case 'double':
      return new DoubleReply(Number(first?.replace('inf', 'Infinity')));
    case 'map':
      return new MapReply(items.map(unmark));
    case 'set':
      return new SetReply(items.map(unmark));
    case 'number':
      return new BigNumberReply(first ?? '');
    case 'verbatim':
      return new VerbatimReply(first ?? '', second);
    default:
      return items.map(unmark);
  }
}
