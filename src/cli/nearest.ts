/** The nearest of the names that exist, for "did you mean". */

/** ` Did you mean "worker"?` when something is near enough to be meant, else nothing. */
export function didYouMean(word: string, names: readonly string[]): string {
  let best: string | null = null;
  let bestDistance = Math.max(1, Math.ceil(word.length / 3)) + 0.5;
  for (const name of names) {
    const distance = word.length >= 2 && name.startsWith(word) ? 0.5 : editDistance(word.toLowerCase(), name.toLowerCase());
    if (distance >= bestDistance) continue;
    best = name;
    bestDistance = distance;
  }
  return best === null ? '' : ` Did you mean "${best}"?`;
}

/** Levenshtein: single-letter insertions, deletions and replacements between two words. */
function editDistance(left: string, right: string): number {
  let last = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= right.length; column += 1) {
      const replaced = (last[column - 1] ?? 0) + (left[row - 1] === right[column - 1] ? 0 : 1);
      current.push(Math.min((last[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, replaced));
    }
    last = current;
  }
  return last[right.length] ?? 0;
}
