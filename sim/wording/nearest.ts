/**
 * The nearest of the names that exist, for "did you mean" in messages. The distance is Damerau-Levenshtein with adjacent transpositions (optimal string
 * alignment), because swapped and doubled letters are what people mistype.
 */

/** How many single-letter insertions, deletions, replacements and swaps of neighbours lie between two words. */
export function editDistance(left: string, right: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const same = left[row - 1] === right[column - 1];
      let cost = Math.min(at(last, column) + 1, at(current, column - 1) + 1, at(last, column - 1) + (same ? 0 : 1));
      const swapped = row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      if (swapped) cost = Math.min(cost, at(beforeLast, column - 2) + 1);
      current.push(cost);
    }
    beforeLast = last;
    last = current;
  }
  return at(last, right.length);
}

/** The name most like `word`, or null when none is near enough to be meant (more than about a third of the letters differ). */
export function nearest(word: string, names: readonly string[]): string | null {
  const wanted = word.toLowerCase();
  let best: string | null = null;
  let bestDistance = Math.max(1, Math.ceil(wanted.length / 3)) + 0.5;
  for (const name of names) {
    const known = name.toLowerCase();
    const isBeginning = wanted.length >= 2 && known.startsWith(wanted);
    const distance = isBeginning ? 0.5 : editDistance(wanted, known);
    if (distance < bestDistance) {
      best = name;
      bestDistance = distance;
    }
  }
  return best;
}

/** ` Did you mean "pause"?` when something is near enough to be meant, else nothing. */
export function didYouMean(word: string, names: readonly string[]): string {
  const best = nearest(word, names);
  return best === null ? '' : ` Did you mean "${best}"?`;
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? 0;
}

/** ` Did you mean "chaos"?` when something is near, and the list of what exists in any case. */
export function suggestion(word: string, names: readonly string[], what: string): string {
  const known = names.length === 0 ? ` There are no ${what}.` : ` ${capital(what)}: ${names.join(', ')}.`;
  return didYouMean(word, names) + known;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
