/**
 * A script that keeps the server's one thread. Until `busy-reply-threshold` everybody just waits; from then on clients are answered BUSY, and
 * SCRIPT KILL or FUNCTION KILL may end it if it has written nothing. Time goes by meanwhile, but no key expires and nobody's wait ends.
 */
import { ErrorReply, OK } from './resp/index.ts';
import type { Client } from './client.ts';
import type { Reply } from './resp/index.ts';
import type { LongRun } from './script/long-command.ts';

const BUSY_SCRIPT = new ErrorReply('BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.');
const BUSY_FUNCTION = new ErrorReply('BUSY Redis is busy running a script. You can only call FUNCTION KILL or SHUTDOWN NOSAVE.');
const NOT_BUSY = new ErrorReply('NOTBUSY No scripts in execution right now.');
const UNKILLABLE = new ErrorReply(
  'UNKILLABLE Sorry the script already executed write commands against the dataset. You can either wait the script termination or kill the server in a hard way using the SHUTDOWN NOSAVE command.',
);

/** What keeps the thread at the moment. */
export interface BusyRun extends LongRun {
  /** Whose command it is; null for nobody's. */
  readonly client: Client | null;
  readonly sinceMs: number;
  /** What it was called with; FUNCTION STATS shows it. */
  readonly argv: readonly string[];
  /** Called once with its answer when it has been killed, or was to end by itself; not when it ends with a fault or with the process. */
  readonly killed: (answer: Reply) => void;
}

/** What the server does for it. */
export interface BusyHost {
  nowMs(): number;
  after(delayMs: number, run: () => void): { cancel(): void };
  /** In milliseconds; 0 or less: clients are never answered. */
  thresholdMs(): number;
  /** Clients are answered again, or answered BUSY: looks at what they have sent meanwhile. */
  resume(): void;
}

/** Whether and with what a server is busy. */
export class Busy {
  readonly #host: BusyHost;
  #run: BusyRun | null = null;
  #timer: { cancel(): void } | null = null;
  #answers = false;

  constructor(host: BusyHost) {
    this.#host = host;
  }

  get run(): BusyRun | null {
    return this.#run;
  }

  /** Must what a client sends wait? Everybody's at first, and later that of the one whose script runs. */
  holdsBack(client: Client): boolean {
    return this.#run !== null && (!this.#answers || this.#run.client === client);
  }

  begin(run: BusyRun): void {
    this.#run = run;
    this.#answers = false;
    if (run.endsAfterMs !== undefined) {
      this.#timer = this.#host.after(run.endsAfterMs, () => this.#endWith(run, OK));
      return;
    }
    const thresholdMs = this.#host.thresholdMs();
    if (thresholdMs <= 0) return;
    this.#timer = this.#host.after(thresholdMs, () => {
      this.#timer = null;
      this.#answers = true;
      this.#host.resume();
    });
  }

  /** It is over, by itself. */
  end(): void {
    if (this.#run === null) return;
    this.clear();
    this.#host.resume();
  }

  /** It is over with the process. */
  clear(): void {
    this.#timer?.cancel();
    this.#timer = null;
    this.#run = null;
    this.#answers = false;
  }

  /** The answer to a command that may not run now; null when nothing keeps the thread. */
  get refusal(): ErrorReply | null {
    if (this.#run === null) return null;
    return this.#run.isFunction ? BUSY_FUNCTION : BUSY_SCRIPT;
  }

  /** SCRIPT KILL and FUNCTION KILL. */
  kill(isFunction: boolean): Reply {
    const run = this.#run;
    if (run === null) return NOT_BUSY;
    if (run.hasWritten) return UNKILLABLE;
    if (run.isFunction !== isFunction) return this.refusal;
    const place = `${run.isFunction ? '@user_function' : '@user_script'}:${run.line || 1}`;
    this.#endWith(run, new ErrorReply(`ERR Script killed by user with SCRIPT KILL... script: ${run.name}, on ${place}.`));
    return OK;
  }

  #endWith(run: BusyRun, answer: Reply): void {
    this.clear();
    run.killed(answer);
    this.#host.resume();
  }
}
