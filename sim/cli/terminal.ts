/** What a command sees of the machine: where to write, where it was called, and whether the person wants it to stop. Replaced in tests. */

/** The surroundings of one invocation. */
export interface Terminal {
  /** The folder that the command was called in. */
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly outIsTerminal: boolean;
  readonly errorIsTerminal: boolean;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** Results. */
  out(text: string): void;
  /** Progress and errors. */
  error(text: string): void;
}
