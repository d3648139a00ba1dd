/** What goes round in circles is drawn once at its beginning and once at its end: retries and polls fill a picture and tell nothing new. */
import type { HostRow } from './diagram-rows.ts';

const LENGTH_MAX = 4;
/** Fewer turns than this are drawn all. */
const TURNS_MIN = 4;

/** The rows without the turns between the first and the last of each circle; the last one says how many there were. */
export function withoutTurns(rows: readonly HostRow[]): readonly HostRow[] {
  let thin = rows;
  for (let length = 1; length <= LENGTH_MAX; length += 1) thin = withoutTurnsOf(thin, length);
  return thin;
}

function withoutTurnsOf(rows: readonly HostRow[], length: number): readonly HostRow[] {
  const kept: HostRow[] = [];
  for (let at = 0; at < rows.length;) {
    const turns = turnsAt(rows, at, length);
    if (turns < TURNS_MIN) {
      kept.push(...rows.slice(at, at + 1));
      at += 1;
      continue;
    }
    const last = rows.slice(at + (turns - 1) * length, at + turns * length);
    kept.push(...rows.slice(at, at + length));
    kept.push(...last.map((row, position) => (position === 0 ? { ...row, text: `${row.text} (turn ${turns})` } : row)));
    at += turns * length;
  }
  return kept;
}

/** How often the rows from a position on repeat, at least once. */
function turnsAt(rows: readonly HostRow[], at: number, length: number): number {
  let turns = 1;
  while (isSameTurn(rows, at, at + turns * length, length)) turns += 1;
  return turns;
}

function isSameTurn(rows: readonly HostRow[], one: number, other: number, length: number): boolean {
  for (let position = 0; position < length; position += 1) if (!isSame(rows[one + position], rows[other + position])) return false;
  return true;
}

/** Rows with a mark are each their own. */
function isSame(one: HostRow | undefined, other: HostRow | undefined): boolean {
  if (one === undefined || other === undefined || one.mark !== null || other.mark !== null) return false;
  return one.host === other.host && one.from === other.from && bare(one.text) === bare(other.text);
}

/** Tokens and moments differ from turn to turn. */
function bare(text: string): string {
  return text.replaceAll(/\b[0-9a-f]{4}(…|\.{3})/g, '#').replaceAll(/@\d+\.\d+s/g, '@');
}
