/** Colour of one invocation, from its flags and its terminal. */
import type { ParsedArguments } from './flags.ts';
import type { Terminal } from './terminal.ts';

/** Puts text in a colour, or leaves it as it is. */
export type Paint = (colour: keyof typeof CODES, text: string) => string;

const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33 } as const;

/** The paint for standard output: flags first, then NO_COLOR, FORCE_COLOR, TERM and whether somebody looks. */
export function paintFor(written: ParsedArguments, terminal: Terminal): Paint {
  return wantsColour(written, terminal) ? (colour, text) => `\u001B[${CODES[colour]}m${text}\u001B[0m` : (_colour, text) => text;
}

function wantsColour(written: ParsedArguments, { environment, outIsTerminal }: Terminal): boolean {
  if (written.has('no-color')) return false;
  if (written.has('color')) return true;
  if (environment['NO_COLOR']) return false;
  if (environment['FORCE_COLOR'] && environment['FORCE_COLOR'] !== '0') return true;
  return outIsTerminal && environment['TERM'] !== 'dumb';
}
