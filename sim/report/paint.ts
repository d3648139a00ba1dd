/**
 * Colour, in one place. This file owns chalk and decides whether colour is on; everything else asks for a role (failure, fault, faint) and
 * never for a colour. Every text is understandable without it.
 */
import { Chalk } from 'chalk';

/** Paints text by its role in a report. */
export interface Paint {
  failure(text: string): string;
  success(text: string): string;
  warning(text: string): string;
  /** An injected fault. */
  fault(text: string): string;
  strong(text: string): string;
  faint(text: string): string;
}

/** What decides about colour. */
export interface ColourWish {
  /** `--color` (true), `--no-color` (false) or neither. */
  readonly flag: boolean | null;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Whether the stream is a terminal. */
  readonly isTerminal: boolean;
}

/** Whether colour is on: the flag wins, then NO_COLOR (non-empty), FORCE_COLOR, TERM=dumb, and last whether there is a terminal. */
export function wantsColour({ flag, environment, isTerminal }: ColourWish): boolean {
  if (flag !== null) return flag;
  if ((environment['NO_COLOR'] ?? '') !== '') return false;
  const forced = environment['FORCE_COLOR'];
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  if (environment['TERM'] === 'dumb') return false;
  return isTerminal;
}

/** The paint with or without colour; without, every role gives back its text. */
export function createPaint(colour: boolean): Paint {
  const chalk = new Chalk({ level: colour ? 1 : 0 });
  return {
    failure: (text) => chalk.bold.red(text),
    success: (text) => chalk.green(text),
    warning: (text) => chalk.yellow(text),
    fault: (text) => chalk.yellow(text),
    strong: (text) => chalk.bold(text),
    faint: (text) => chalk.dim(text),
  };
}
