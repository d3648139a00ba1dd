/** What a command of the command line is. One file a command; `commands.ts` lists them. */
import type { FlagDefinition, ParsedArguments } from './flags.ts';
import type { Terminal } from './terminal.ts';

/** Exit codes of all commands; `submit --wait` ends with the container's own. */
export const EXIT = { done: 0, refused: 1, wrongUse: 2 } as const;

/** One command. */
export interface Command {
  readonly name: string;
  /** One line for lists. */
  readonly summary: string;
  /** What stands for the operands in help, e.g. `ID…`. */
  readonly operands: string;
  readonly flags: readonly FlagDefinition[];
  /** Further paragraphs of its help. */
  readonly notes: readonly string[];
  /** Runs it; resolves with the exit code. Rejects with SchedulerError for what can be told to the person. */
  run(written: ParsedArguments, terminal: Terminal): Promise<number>;
}
