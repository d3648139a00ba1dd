/** A neutral edit: a change of `src` such as a colleague makes on any day, after which the scheduler keeps every promise that it kept before. */

/** One passage of one file, replaced. */
export interface Replacement {
  /** From the root, with slashes; below `src`. */
  readonly file: string;
  /** Occurs exactly once in the file. */
  readonly from: string;
  readonly to: string;
}

/** One edit. */
export interface Edit {
  readonly name: string;
  /** What it does, in plain words. */
  readonly what: string;
  readonly replacements: readonly Replacement[];
}

/** The text after a replacement. @throws Error naming the edit when the passage is not there exactly once. */
export function applied(edit: Edit, { file, from, to }: Replacement, text: string): string {
  const parts = text.split(from);
  if (parts.length !== 2)
    throw new Error(`edit ${edit.name}: in ${file} the passage occurs ${parts.length - 1} times, expected once:\n${from}`);
  return parts.join(to);
}
