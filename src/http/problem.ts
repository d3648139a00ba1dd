/** Errors as `application/problem+json` (RFC 9457): a stable code for programs, what was seen and what to do, and never a stack. */
import { STATUS_CODES } from 'node:http';
import { SchedulerError } from '../errors.ts';

/** The body of every answer that is an error. */
export interface Problem {
  /** `urn:scheduler:problem:` and the code in lower case. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** Path of the request. */
  readonly instance: string;
  readonly code: string;
}

/** A refusal of the HTTP server itself. */
export class HttpProblem extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, detail: string) {
    super(detail);
    this.name = 'HttpProblem';
    this.status = status;
    this.code = code;
  }
}

/** What an answer is made from. */
export interface ProblemAnswer {
  readonly problem: Problem;
  /** Seconds until it makes sense to ask again. */
  readonly retryAfterSeconds: number | null;
}

interface Meaning {
  readonly status: number;
  readonly retryAfterSeconds?: number;
}

/** What errors of the scheduler mean in HTTP; those that are not listed say that the request cannot be served as it is. */
const MEANINGS: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ['INVALID_REQUEST', { status: 422 }],
  ['REQUEST_TOO_LARGE', { status: 413 }],
  ['CONFLICTING_REQUEST', { status: 409 }],
  ['QUOTA_EXCEEDED', { status: 429, retryAfterSeconds: 5 }],
  ['REDIS_UNAVAILABLE', { status: 503, retryAfterSeconds: 1 }],
  ['REDIS_CANNOT_WRITE', { status: 503, retryAfterSeconds: 5 }],
  ['REDIS_REFUSED', { status: 503, retryAfterSeconds: 30 }],
  ['UNSUPPORTED', { status: 501 }],
  ['CLOSED', { status: 503, retryAfterSeconds: 1 }],
  ['DRAINING', { status: 503, retryAfterSeconds: 1 }],
]);

/** Codes of what does not agree with a schema, by the part of the request. */
const INVALID_PARTS: ReadonlyMap<unknown, string> = new Map([
  ['querystring', 'INVALID_QUERY'],
  ['params', 'INVALID_URL'],
]);

const UNSERVABLE: Meaning = { status: 422 };

/** Codes of the errors that fastify itself finds. */
const FRAMEWORK_CODES: ReadonlyMap<string, string> = new Map([
  ['FST_ERR_CTP_INVALID_JSON_BODY', 'INVALID_JSON'],
  ['FST_ERR_CTP_EMPTY_JSON_BODY', 'INVALID_JSON'],
  ['FST_ERR_CTP_INVALID_MEDIA_TYPE', 'UNSUPPORTED_MEDIA_TYPE'],
  ['FST_ERR_CTP_BODY_TOO_LARGE', 'REQUEST_TOO_LARGE'],
  ['FST_ERR_BAD_URL', 'INVALID_URL'],
]);

/** Whether the refusal is about this request only, so that others beside it may succeed. */
export function isAboutTheRequest(error: unknown): error is SchedulerError {
  return error instanceof SchedulerError && (MEANINGS.get(error.code) ?? UNSERVABLE).status < 500;
}

/** The answer to any error. What is no refusal becomes 500 without details: they are for the log. */
export function problemOf(error: unknown, instance: string): ProblemAnswer {
  if (error instanceof SchedulerError) return answer(MEANINGS.get(error.code) ?? UNSERVABLE, error.code, error.message, instance);
  if (error instanceof HttpProblem) {
    return answer(MEANINGS.get(error.code) ?? { status: error.status }, error.code, error.message, instance);
  }
  if (isFrameworkError(error)) {
    const code =
      invalidPart(error) ??
      FRAMEWORK_CODES.get(error.code) ??
      (STATUS_CODES[error.statusCode] ?? 'Bad request').toUpperCase().replaceAll(/\W+/g, '_');
    return answer({ status: error.statusCode }, code, error.message, instance);
  }
  return answer({ status: 500 }, 'INTERNAL', 'something went wrong here; the log of the gateway says what', instance);
}

function answer({ status, retryAfterSeconds }: Meaning, code: string, detail: string, instance: string): ProblemAnswer {
  const type = `urn:scheduler:problem:${code.toLowerCase().replaceAll('_', '-')}`;
  const title = STATUS_CODES[status] ?? 'Error';
  return { problem: { type, title, status, detail, instance, code }, retryAfterSeconds: retryAfterSeconds ?? null };
}

function invalidPart(error: Error & { readonly code: string }): string | undefined {
  if (error.code !== 'FST_ERR_VALIDATION') return undefined;
  return INVALID_PARTS.get('validationContext' in error ? error.validationContext : undefined) ?? 'INVALID_BODY';
}

function isFrameworkError(error: unknown): error is Error & { readonly code: string; readonly statusCode: number } {
  if (!(error instanceof Error) || !('statusCode' in error) || !('code' in error)) return false;
  return typeof error.code === 'string' && typeof error.statusCode === 'number' && error.statusCode >= 400 && error.statusCode < 500;
}
