/** Blocks of a document that commands write: what stands between `<!-- name -->` and `<!-- /name -->` is replaced, the rest is people's. */
import { readFileSync, writeFileSync } from 'node:fs';

/** Where speed is told, from the root of the repository. */
export const SPEED_DOCUMENT = 'docs/speed.md';

/** The document with one block replaced. @throws Error when it has no such block. */
export function withBlock(document: string, name: string, text: string): string {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [from, to] = [document.indexOf(open), document.indexOf(close)];
  if (from < 0 || to < from) throw new Error(`the document has no block ${open} … ${close} to write into`);
  return `${document.slice(0, from + open.length)}\n\n${text.trim()}\n\n${document.slice(to)}`;
}

/** Writes a block of a file. */
export function writeBlock(file: string, name: string, text: string): void {
  writeFileSync(file, withBlock(readFileSync(file, 'utf8'), name, text));
}
