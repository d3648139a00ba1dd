/** The document about findings that survive a changed program, made of what was measured. */

/** Where the document is kept, from the root of the repository. */
export const SURVIVAL_FILE = 'docs/survival.md';

/** What one edit left of the findings. */
export interface SurvivalRow {
  readonly name: string;
  readonly what: string;
  readonly findings: number;
  readonly byTape: number;
  readonly bySeed: number;
  readonly byReplay: number;
  /** Mean share of a tape's events that happened again. */
  readonly matched: number;
  /** Bugs that are not found again by a replay. */
  readonly lost: readonly string[];
}

function total(rows: readonly SurvivalRow[]): string {
  const sum = (of: (row: SurvivalRow) => number): number => rows.reduce((value, row) => value + of(row), 0);
  const findings = Math.max(
    1,
    sum((row) => row.findings),
  );
  const percent = (part: number): string => `${((part / findings) * 100).toFixed(1)} %`;
  const inOrder = percent(sum((row) => row.byTape));
  const replayed = percent(sum((row) => row.byReplay));
  return `By tape ${replayed} of all findings reproduce after an edit (${inOrder} in the tape’s own order), by plain seed ${percent(sum((row) => row.bySeed))}.`;
}

/** The whole document. */
export function renderSurvival(rows: readonly SurvivalRow[]): string {
  const [, ...edited] = rows;
  return [
    '# Findings that survive a changed program',
    '',
    'Findings of planted bugs are shrunk and kept. Then neutral edits of `src` are made one by one in a copy of the sources, each compiled, and',
    'every finding is replayed: by its tape (the shrunk world, decided by name) and by the plain seed of the world in which it was found. A',
    'replay reproduces when the same property is violated. Where the own order of a tape does not fail any more, sixty orders of its scenario are',
    'drawn, as `manyworlds replay` does. This file is written by `npm run bench -- --only survival --table`.',
    '',
    total(edited),
    '',
    '| edit | what it does | findings | by tape | in its own order | by seed | events met again | lost |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...rows.map(
      ({ name, what, findings, byReplay, byTape, bySeed, matched, lost }) =>
        `| \`${name}\` | ${what} | ${findings} | ${byReplay} | ${byTape} | ${bySeed} | ${(matched * 100).toFixed(0)} % | ${lost.join(' ') || '–'} |`,
    ),
    '',
  ].join('\n');
}
