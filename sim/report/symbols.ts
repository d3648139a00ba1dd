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
};

/** Unicode unless the locale says that it cannot be shown (`C`, `POSIX`, a charset that is not UTF-8) or the terminal is the Linux console. */
export function chooseSymbols(environment: Readonly<Record<string, string | undefined>>): Symbols {
  const locale = [environment['LC_ALL'], environment['LC_CTYPE'], environment['LANG']].find((value) => value !== undefined && value !== '');
  if (environment['TERM'] === 'linux') return asciiSymbols;
  if (locale === undefined || /utf-?8/i.test(locale)) return unicodeSymbols;
  return asciiSymbols;
}
