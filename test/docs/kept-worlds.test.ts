/** properties/regressions/README.md tells every kept world: it is made of the files beside it, and is compared with them here. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { regressions } from '../../properties/regressions/index.ts';
import { root } from '../program/built.ts';
import { KEPT_FOLDER, keptWorlds, keptWorldsPage, LINES_MAX, tenLines } from './kept-worlds.ts';

describe('the page about kept worlds', () => {
  it('is what the worlds beside it make', async () => {
    await expect(keptWorldsPage()).toMatchFileSnapshot(join(root, KEPT_FOLDER, 'README.md'));
  });

  it('tells every kept world', () => {
    const page = keptWorldsPage();
    const names = [...keptWorlds(), ...regressions].map(({ name }) => name);
    expect(names.length).toBeGreaterThanOrEqual(5);
    for (const name of names) expect(page).toContain(`## ${name}\n`);
  });

  it.each(keptWorlds())('$name in ten lines, with what led to it', (kept) => {
    const lines = tenLines(kept);
    expect(lines.length).toBeGreaterThan(2);
    expect(lines.length).toBeLessThanOrEqual(LINES_MAX);
    // A world without faults is told by its messages alone.
    expect(lines.join('\n')).toContain(kept.story.some((line) => line.includes('No faults.')) ? '─▶' : '← fault');
  });
});
