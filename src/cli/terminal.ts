/** What a command sees of the machine: where to write and read, and whether the person wants it to stop. Replaced in tests. */

/** The surroundings of one invocation. */
export interface Terminal {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly outIsTerminal: boolean;
  readonly errorIsTerminal: boolean;
  /** Size of the terminal; 80 by 24 where there is none. */
  readonly columns: number;
  readonly rows: number;
  /** Aborted by the first SIGINT or SIGTERM; a second one ends the process. */
  readonly signal: AbortSignal;
  /** Results. */
  out(text: string): void;
  /** Messages and logs. */
  error(text: string): void;
  /** The text of a file, `-` for standard input. Rejects as `readFile` does. */
  read(path: string): Promise<string>;
}
