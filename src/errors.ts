/** The errors that the scheduler gives to its callers. Each has a stable `code`, says what was seen and what to do next. */

/** Stable codes for programs. */
export type SchedulerErrorCode =
  | 'INVALID_REQUEST'
  | 'INVALID_OPTIONS'
  | 'UNKNOWN_PRESET'
  | 'CONFLICTING_REQUEST'
  | 'QUOTA_EXCEEDED'
  | 'REDIS_UNAVAILABLE'
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

/** The id is taken by a live container with another payload; nothing was written. */
export class ConflictingRequestError extends SchedulerError {
  constructor(containerId: string) {
    super(
      'CONFLICTING_REQUEST',
      `container ${containerId} is already submitted with a different request; submit under another id, or send the identical request`,
    );
    this.name = 'ConflictingRequestError';
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
  constructor(operation: string, waitedMs: number, options?: ErrorOptions) {
    const answer = options?.cause instanceof Error ? `but ${options.cause.message}` : `within ${waitedMs} ms`;
    super(
      'REDIS_UNAVAILABLE',
      `${operation} got no answer from Redis ${answer}, whether it was applied is not known; repeat it with the same id`,
      options,
    );
    this.name = 'RedisUnavailableError';
  }
}
