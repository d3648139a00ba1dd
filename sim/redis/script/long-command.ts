/** A command that does not end at once, mostly a script: it is thrown to the server, which has one thread and is busy with it from then on. */
import type { Reply } from '../resp/index.ts';

/** What runs, and whether it can still be killed. */
export interface LongRun {
  /** Functions are killed by FUNCTION KILL, all others by SCRIPT KILL. */
  readonly isFunction: boolean;
  /** A function's name, a script's SHA-1. */
  readonly name: string;
  /** Where it turns; 0 when that is not known. */
  readonly line: number;
  /** It has called a command that writes: it cannot be killed any more. */
  readonly hasWritten: boolean;
  /** It ends by itself after so long, and nobody is answered meanwhile; unset: it does not end. */
  readonly endsAfterMs?: number;
}

/** Thrown by a script that has used up its budget of instructions, and by DEBUG SLEEP. */
export class LongCommand extends Error {
  override readonly name = 'LongCommand';
  readonly run: LongRun;
  /** What the command that called it answers, given what the killed script answers. */
  readonly finish: (reply: Reply) => Reply;

  constructor(run: LongRun, finish: (reply: Reply) => Reply = (reply) => reply) {
    super(`${run.name} does not end`);
    this.run = run;
    this.finish = finish;
  }

  /** The same within a command that goes on afterwards (EXEC). */
  within(finish: (reply: Reply) => Reply): LongCommand {
    return new LongCommand(this.run, finish);
  }
}
