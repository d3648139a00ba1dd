/**
 * An escape: code in a world asked for something real (a file to be written, a child process, a listening port) that would happen outside
 * virtual time. It is refused by name, because a world that waits for it would wait for ever, and one that did not would not replay.
 */

/** Thrown into the program at the call; the world ends with it too, so that a `catch` cannot hide it. */
export class EscapeError extends Error {
  readonly code = 'MANYWORLDS_ESCAPE';
  /** The API that was called, e.g. `child_process.spawn`. */
  readonly api: string;
  /** The host whose code called it. */
  readonly host: string;

  constructor(api: string, host: string, advice: string) {
    super(`${api} was called on host ${host} inside a world: it would really happen, outside virtual time. ${advice}`);
    this.name = 'EscapeError';
    this.api = api;
    this.host = host;
  }
}

/** Ends the current event of a host that called `process.exit`; never seen by anybody but the kernel. */
export class ProcessExit extends Error {
  readonly code = 'MANYWORLDS_PROCESS_EXIT';
  readonly exitCode: number;

  constructor(exitCode: number) {
    super(`process.exit(${exitCode})`);
    this.name = 'ProcessExit';
    this.exitCode = exitCode;
  }
}
