/** Commands write their tables into documents, and nothing else of them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SPEED_DOCUMENT, withBlock } from '../../bench/document-block.ts';
import { root } from '../../program/built.ts';

describe('a block of a document', () => {
  it('is replaced, again and again, and the rest stays', () => {
    const once = withBlock('before\n<!-- a -->\n<!-- /a -->\nafter', 'a', 'one\n');
    expect(once).toBe('before\n<!-- a -->\n\none\n\n<!-- /a -->\nafter');
    expect(withBlock(once, 'a', 'two')).toBe('before\n<!-- a -->\n\ntwo\n\n<!-- /a -->\nafter');
  });

  it('must be there', () => {
    expect(() => withBlock('nothing', 'a', 'one')).toThrow('no block <!-- a --> … <!-- /a -->');
  });

  it.each(['matrix', 'worlds'])('is there for %s in the document about speed', (name) => {
    expect(withBlock(readFileSync(join(root, SPEED_DOCUMENT), 'utf8'), name, 'text')).toContain('text');
  });
});
