/** The errors that the scheduler gives to its callers. Each has a stable `code`, says what was seen and what to do next. */

/** Stable codes for programs. */
export type SchedulerErrorCode =
  | 'INVALID_REQUEST'
  | 'REQUEST_TOO_LARGE'
  | 'INVALID_OPTIONS'
  | 'UNKNOWN_PRESET'
  | 'CONFLICTING_REQUEST'
  | 'QUOTA_EXCEEDED'
  | 'UNKNOWN_POOL'
  | 'UNKNOWN_GPU_TYPE'
  | 'UNSATISFIABLE'
  | 'UNSUPPORTED'
  | 'REDIS_UNAVAILABLE'
  | 'REDIS_REFUSED'
  | 'REDIS_CANNOT_WRITE'
  | 'PROTOCOL_MISMATCH'
  | 'PRESET_MISMATCH'
  | 'WORKER_REPLACED'
  | 'CLOSED';

/** Base of all errors of the scheduler. */
export class SchedulerError extends Error {
  readonly code: SchedulerErrorCode;

  constructor(code: SchedulerErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SchedulerError';
    this.code = code;
  }
}

/** A container request that cannot be accepted as it is; nothing was written. */
export class InvalidRequestError extends SchedulerError {
  constructor(message: string) {
    super('INVALID_REQUEST', message);
    this.name = 'InvalidRequestError';
  }
}

/** A container request above the limit; nothing was written. */
export class RequestTooLargeError extends SchedulerError {
  constructor(containerId: string, bytes: number, bytesMax: number) {
    super(
      'REQUEST_TOO_LARGE',
      `request ${containerId} is ${bytes} bytes, at most ${bytesMax} are accepted; shorten command or environment`,
    );
    this.name = 'RequestTooLargeError';
  }
}

/** The id is taken by a container with another payload, which lives or has ended; nothing was written. */
export class ConflictingRequestError extends SchedulerError {
  constructor(containerId: string) {
    super(
      'CONFLICTING_REQUEST',
      `container ${containerId} was submitted with a different request; submit under another id, or send the identical request`,
    );
    this.name = 'ConflictingRequestError';
  }
}

/** Nothing that there is or can be would ever take the request; nothing was written. */
export class UnsatisfiableRequestError extends SchedulerError {
  constructor(code: 'UNKNOWN_POOL' | 'UNKNOWN_GPU_TYPE' | 'UNSATISFIABLE', seen: string) {
    super(
      code,
      `${seen}; ask for less or for something else, start a worker or declare a pool that has it, or say that the request is to wait for one`,
    );
    this.name = 'UnsatisfiableRequestError';
  }
}

/** The workspace has no room left for what the request asks for; nothing was written. */
export class QuotaExceededError extends SchedulerError {
  constructor(workspaceId: string, resource: string, limit: string, used: string) {
    super(
      'QUOTA_EXCEEDED',
      `workspace ${workspaceId} may use ${limit} of ${resource} and uses ${used}; submit again when containers have ended, or raise the quota`,
    );
    this.name = 'QuotaExceededError';
  }
}

/**
 * Redis did not answer in time, or answered that it cannot answer now (`cause`). The command may or may not have been applied; it is safe to
 * call again with the same id.
 */
export class RedisUnavailableError extends SchedulerError {
  /** `advice`: what to do about the cause. */
  constructor(operation: string, waitedMs: number, options: ErrorOptions & { readonly advice?: string } = {}) {
    const advice = options.advice === undefined ? '' : ` (${options.advice})`;
    const answer = options.cause instanceof Error ? `but ${options.cause.message}${advice}` : `within ${waitedMs} ms`;
    super(
      'REDIS_UNAVAILABLE',
      `${operation} got no answer from Redis ${answer}, whether it was applied is not known; repeat it with the same id`,
      options,
    );
    this.name = 'RedisUnavailableError';
  }
}

/** Redis answered that it takes no writes now (`cause`), so this one was not made; the same call may succeed when what `advice` says is done. */
export class RedisCannotWriteError extends SchedulerError {
  constructor(operation: string, reply: string, advice: string, options?: ErrorOptions) {
    super('REDIS_CANNOT_WRITE', `Redis refused the ${operation}, nothing was written: ${advice} (${reply}); then repeat it`, options);
    this.name = 'RedisCannotWriteError';
  }
}

/** Redis wants another user or password; asking again will not help. */
export class RedisRefusedError extends SchedulerError {
  constructor(reply: string, options?: ErrorOptions) {
    super(
      'REDIS_REFUSED',
      `Redis refuses access (${reply}); write user and password in front of the host of its address (USER:PASSWORD@host:port)`,
      options,
    );
    this.name = 'RedisRefusedError';
  }
}

/** The gateways and workers on this Redis speak another protocol than this process; nothing was written. */
export class ProtocolMismatchError extends SchedulerError {
  constructor(spoken: string, own: number) {
    super(
      'PROTOCOL_MISMATCH',
      `the system on this Redis speaks protocol ${spoken} and this process ${own}; run the version of the others, or close all of them and start the new version`,
    );
    this.name = 'ProtocolMismatchError';
  }
}

/** The gateways and workers on this Redis have presets of another family, whose data this process could not read; nothing was written. */
export class PresetMismatchError extends SchedulerError {
  constructor(spoken: string, own: string) {
    super(
      'PRESET_MISMATCH',
      `the system on this Redis has ${presetsOf(spoken)} and this process ${presetsOf(own)}; start this one with a preset of theirs, give it another Redis or database, or close all of the others and let their backlog empty`,
    );
    this.name = 'PresetMismatchError';
  }
}

function presetsOf(family: string): string {
  return family === 'leased' ? 'the preset leased' : `a preset of the family ${family}`;
}

/** Another live process is the worker of this id; this one has ended its containers and leaves the id to it. */
export class WorkerReplacedError extends SchedulerError {
  constructor(workerId: string) {
    super(
      'WORKER_REPLACED',
      `another process is worker ${workerId} now: two workers have one id, and this one ends; give each worker an id of its own`,
    );
    this.name = 'WorkerReplacedError';
  }
}
