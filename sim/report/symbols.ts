/** The few signs that reports draw, with an ASCII form of each for terminals that cannot show more. */

/** The signs of one character set. */
export interface Symbols {
  readonly failed: string;
  readonly held: string;
  readonly unsure: string;
  readonly arrow: string;
  readonly mark: string;
  readonly times: string;
  readonly full: string;
  readonly empty: string;
  readonly ellipsis: string;
  /** A host's lane in a diagram, where nothing happens on it. */
  readonly lane: string;
  /** A lane while time is left out. */
  readonly gap: string;
  /** A lane under a fault. */
  readonly band: string;
  /** Something that happens on a lane. */
  readonly dot: string;
  /** A message between lanes. */
  readonly line: string;
  /** A message on a causal path. */
  readonly heavyLine: string;
  readonly headRight: string;
  readonly headLeft: string;
}

/** For terminals that show Unicode. */
export const unicodeSymbols: Symbols = {
  failed: '✖',
  held: '✔',
  unsure: '?',
  arrow: '─▶',
  mark: '←',
  times: '×',
  full: '█',
  empty: '░',
  ellipsis: '…',
  lane: '│',
  gap: '┊',
  band: '▒',
  dot: '●',
  line: '─',
  heavyLine: '━',
  headRight: '▶',
  headLeft: '◀',
};

/** For those that do not. */
export const asciiSymbols: Symbols = {
  failed: 'x',
  held: 'ok',
  unsure: '?',
  arrow: '->',
  mark: '<-',
  times: 'x',
  full: '#',
  empty: '.',
  ellipsis: '...',
  lane: '|',
  gap: ':',
  band: '#',
  dot: 'o',
  line: '-',
  heavyLine: '=',
  headRight: '>',
  headLeft: '<',
};

/** Unicode unless the locale says that it cannot be shown (`C`, `POSIX`, a charset that is not UTF-8) or the terminal is the Linux console. */
export function chooseSymbols(environment: Readonly<Record<string, string | undefined>>): Symbols {
  const locale = [environment['LC_ALL'], environment['LC_CTYPE'], environment['LANG']].find((value) => value !== undefined && value !== '');
  if (environment['TERM'] === 'linux') return asciiSymbols;
  if (locale === undefined || /utf-?8/i.test(locale)) return unicodeSymbols;
  return asciiSymbols;
}
