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
  /** Mean share of a tape's events that happened again. */
  readonly matched: number;
  /** Bugs whose tape does not reproduce any more. */
  readonly lost: readonly string[];
}

function total(rows: readonly SurvivalRow[]): string {
  const sum = (of: (row: SurvivalRow) => number): number => rows.reduce((value, row) => value + of(row), 0);
  const findings = Math.max(
    1,
    sum((row) => row.findings),
  );
  const percent = (part: number): string => `${((part / findings) * 100).toFixed(1)} %`;
  return `By tape ${percent(sum((row) => row.byTape))} of all replays after an edit reproduce, by plain seed ${percent(sum((row) => row.bySeed))}.`;
}

/** The whole document. */
export function renderSurvival(rows: readonly SurvivalRow[]): string {
  const [, ...edited] = rows;
  return [
    '# Findings that survive a changed program',
    '',
    'Findings of planted bugs are shrunk and kept. Then neutral edits of `src` are made one by one in a copy of the sources, each compiled, and',
    'every finding is replayed: by its tape (the shrunk world, decided by name) and by the plain seed of the world in which it was found. A',
    'replay reproduces when the same property is violated. This file is written by `npm run bench -- --only survival --table`.',
    '',
    total(edited),
    '',
    '| edit | what it does | findings | by tape | by seed | events met again | lost |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...rows.map(
      ({ name, what, findings, byTape, bySeed, matched, lost }) =>
        `| \`${name}\` | ${what} | ${findings} | ${byTape} | ${bySeed} | ${(matched * 100).toFixed(0)} % | ${lost.join(' ') || '–'} |`,
    ),
    '',
  ].join('\n');
}
