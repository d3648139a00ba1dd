/** Checks what containers are asked for before Redis is. */
import { InvalidRequestError } from '../errors.ts';
import type { ContainerFilter } from '../options.ts';
import { assertId } from '../request.ts';

const LIMIT_MAX = 1_000;
const STATES: ReadonlySet<string> = new Set(['PENDING', 'RUNNING', 'STOPPING']);
/** As a page gave it: an id and a time. */
const CURSOR_PATTERN = /^[A-Za-z0-9._:-]{1,128}@\d{0,16}$/;

/** @throws InvalidRequestError naming the field, the value and what is allowed. */
export function assertFilter({ state, workerId, workspaceId, limit, cursor }: ContainerFilter): void {
  if (workerId !== undefined) assertId(workerId, 'filter.workerId');
  if (workspaceId !== undefined) assertId(workspaceId, 'filter.workspaceId');
  if (state !== undefined && !STATES.has(state)) {
    throw new InvalidRequestError(`filter.state must be one of ${[...STATES].join(', ')}, got ${JSON.stringify(state)}`);
  }
  if (limit !== undefined && (!Number.isInteger(limit) || limit < 1 || limit > LIMIT_MAX)) {
    throw new InvalidRequestError(`filter.limit must be a whole number from 1 to ${LIMIT_MAX}, got ${String(limit)}`);
  }
  if (cursor !== undefined && !CURSOR_PATTERN.test(cursor)) {
    throw new InvalidRequestError(`filter.cursor must be the cursor of an earlier page, got ${JSON.stringify(cursor)}`);
  }
}
