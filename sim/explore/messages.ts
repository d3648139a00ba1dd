/** What passes between a run and its worker threads. Errors cross as data and become the same typed errors on the other side. */
import { InternalError } from './internal-error.ts';
import type { Chunk, WorldResult } from './lane.ts';
import { UsageError } from './usage-error.ts';

/** What a worker thread is started with. */
export interface ThreadData {
  /** Absolute path of the configuration that it loads. */
  readonly configurationFile: string;
}

/** To a worker thread. */
export type ThreadRequest = { readonly type: 'run'; readonly chunk: Chunk } | { readonly type: 'stop' };

/** From a worker thread. */
export type ThreadReply =
  | { readonly type: 'results'; readonly results: readonly WorldResult[] }
  | { readonly type: 'failed'; readonly error: PlainError };

/** An error as data. */
export interface PlainError {
  readonly usage: boolean;
  readonly code: string;
  readonly message: string;
  readonly stack: string;
}

/** The error as data, ready to cross. */
export function packError(error: unknown): PlainError {
  if (error instanceof UsageError || error instanceof InternalError) {
    const cause = error.cause instanceof Error ? `\ncaused by ${error.cause.stack ?? error.cause.message}` : '';
    return { usage: error instanceof UsageError, code: error.code, message: error.message, stack: `${error.stack ?? ''}${cause}` };
  }
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return { usage: false, code: 'worker-thread-failed', message, stack: error instanceof Error ? (error.stack ?? '') : '' };
}

/** The typed error again; the stack of the other side is kept as the cause. */
export function unpackError(plain: PlainError): UsageError | InternalError {
  const cause = new Error(plain.stack);
  return plain.usage ? new UsageError(plain.code, plain.message, { cause }) : new InternalError(plain.code, plain.message, { cause });
}
