/**
 * A library's functions see other globals than scripts do, and its top level sees next to none. The engine has no environments of its own for them,
 * so every global name in the source is written as a field of a table that stands for those globals. No line moves.
 */
import { nodesOfLua } from './parse-lua.ts';
import type { Node } from 'luaparse';

/** The table that stands for the globals of a library; `boot-libraries.ts` puts it into the library's first line. */
export const GLOBALS = '__manyworlds_globals';

/** luaparse marks places and, while it follows scopes, what a name is; its types do not say so. Field names have no mark. */
interface Marked {
  readonly range?: readonly [from: number, to: number];
  readonly isLocal?: boolean;
}

interface Edit {
  readonly at: number;
  readonly text: string;
}

/** The source with its globals replaced. Source that luaparse does not read is given back as it is. */
export function withOwnGlobals(source: string): string {
  let nodes: readonly Node[];
  try {
    nodes = nodesOfLua(source);
  } catch (error) {
    if (error instanceof SyntaxError) return source;
    throw error;
  }
  const edits = nodes
    .flatMap((node) => editsOf(node, source))
    .toSorted((a, b) => a.at - b.at || Number(b.text === '(') - Number(a.text === '('));
  let text = '';
  let from = 0;
  for (const { at, text: inserted } of edits) {
    text += source.slice(from, at) + inserted;
    from = at;
  }
  return text + source.slice(from);
}

function editsOf(node: Node, source: string): readonly Edit[] {
  if (node.type === 'Identifier') {
    const { isLocal, range } = node as Marked;
    return isLocal === false && range !== undefined ? [{ at: range[0], text: `${GLOBALS}.` }] : [];
  }
  if (node.type !== 'ReturnStatement' || node.arguments.length !== 1) return [];
  const [only] = node.arguments;
  const { range } = (only ?? {}) as Marked;
  if (only?.type !== 'CallExpression' || range === undefined) return [];
  // `redis.call` is Lua in the twin and C in Redis: called last, it would leave no frame behind to take an error's line from.
  const [from, to] = range;
  return /^redis\s*[.[]/.test(source.slice(from, to))
    ? [
        { at: from, text: '(' },
        { at: to, text: ')' },
      ]
    : [];
}
