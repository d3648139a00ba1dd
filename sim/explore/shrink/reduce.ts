/** Delta debugging: leaves out as much of a list as it can while what is left still fails; at the end no single item can be left out. */

/** Says whether a world with only these items fails as the whole one did; null when the budget is spent. */
export type StillFails<Item> = (kept: readonly Item[]) => Promise<boolean | null>;

/** The items that are left. Tries none at all first, then larger blocks, then smaller ones, down to single items, until nothing more can go. */
export async function reduce<Item>(items: readonly Item[], fails: StillFails<Item>): Promise<readonly Item[]> {
  if (items.length === 0) return items;
  const none = await fails([]);
  if (none === null) return items;
  if (none) return [];
  let kept = items;
  let size = Math.ceil(items.length / 2);
  while (kept.length > 1 || size > 1) {
    const before = kept.length;
    const left = await withoutBlocks(kept, size, fails);
    kept = left.kept;
    if (left.isOver) return kept;
    if (size > 1) size = Math.ceil(Math.min(size, kept.length) / 2);
    else if (kept.length === before) return kept;
  }
  return kept;
}

async function withoutBlocks<Item>(
  items: readonly Item[],
  size: number,
  fails: StillFails<Item>,
): Promise<{ readonly kept: readonly Item[]; readonly isOver: boolean }> {
  let kept = items;
  // From the end: what came last depends on what came first more often than the other way round.
  for (let start = items.length - size; start > -size; start -= size) {
    const from = Math.max(0, start);
    const candidate = [...kept.slice(0, from), ...kept.slice(Math.max(0, start + size))];
    if (candidate.length === kept.length || candidate.length === 0) continue;
    const answer = await fails(candidate);
    if (answer === null) return { kept, isOver: true };
    if (answer) kept = candidate;
  }
  return { kept, isOver: false };
}
