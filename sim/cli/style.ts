/** Colour and character set of one invocation, from its flags and its terminal. */
import { chooseSymbols, createPaint, wantsColour, type StoryStyle } from '../report/index.ts';
import type { ParsedArguments } from './flags.ts';
import type { Terminal } from './terminal.ts';

/** The style for what is written to the output stream. */
export function outputStyle(written: ParsedArguments, terminal: Terminal): StoryStyle {
  const flag = written.has('no-color') ? false : written.has('color') ? true : null;
  const colour = wantsColour({ flag, environment: terminal.environment, isTerminal: terminal.outIsTerminal });
  return { paint: createPaint(colour), symbols: chooseSymbols(terminal.environment) };
}

/** The style for files: no colour. */
export function plainStyle(terminal: Terminal): StoryStyle {
  return { paint: createPaint(false), symbols: chooseSymbols(terminal.environment) };
}
