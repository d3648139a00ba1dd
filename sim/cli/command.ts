/** What a command of the command line is. One file a command; `commands.ts` lists them. */
import type { ExitCode } from '../explore/index.ts';
import type { FlagDefinition, ParsedArguments } from './flags.ts';
import type { Terminal } from './terminal.ts';

/** One command. */
export interface Command {
  readonly name: string;
  /** One line for lists. */
  readonly summary: string;
  /** What stands for the operands in help, e.g. `[suite…]`. */
  readonly operands: string;
  readonly flags: readonly FlagDefinition[];
  /** Further paragraphs of its help. */
  readonly notes: readonly string[];
  /** Runs it. Rejects with UsageError for what the person wrote and InternalError for bugs. */
  run(written: ParsedArguments, terminal: Terminal): Promise<ExitCode>;
}
