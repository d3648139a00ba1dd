/** The code blocks of a document that name a file: ```` ```ts file=name.ts ````. */
import { readFileSync } from 'node:fs';

/** A code block and the file that it says it is. */
export interface CodeBlock {
  readonly file: string;
  readonly text: string;
}

/** All blocks of the document that name a file, in order. */
export function codeBlocks(path: string): readonly CodeBlock[] {
  const document = readFileSync(path, 'utf8');
  return [...document.matchAll(/^```\w+ file=(\S+)\n([\s\S]*?)^```$/gm)].map(([, file = '', text = '']) => ({ file, text }));
}
