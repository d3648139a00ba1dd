/** The one file that runs `luaparse`: Lua 5.1 as a tree, with text as latin1 bytes. */
import { parse, type Chunk, type Node } from 'luaparse';

/** The tree of a source; throws a SyntaxError for what luaparse does not read. */
export function parseLua(source: string): Chunk {
  return parse(source, { luaVersion: '5.1', encodingMode: 'pseudo-latin1', comments: false });
}

/** Every node of a source, with its place (`range`) and, for names, whether they are local (`isLocal`). */
export function nodesOfLua(source: string): readonly Node[] {
  const nodes: Node[] = [];
  parse(source, {
    luaVersion: '5.1',
    encodingMode: 'pseudo-latin1',
    comments: false,
    scope: true,
    ranges: true,
    onCreateNode: (node) => nodes.push(node),
  });
  return nodes;
}
