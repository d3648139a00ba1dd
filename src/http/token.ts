/** The bearer token of the HTTP interface, compared in a time that does not depend on how much of a guess is right. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { SchedulerError } from '../errors.ts';

/** What RFC 6750 allows in a header. */
const TOKEN = /^[A-Za-z0-9._~+/-]+=*$/;

/** Checks `authorization` headers. @throws SchedulerError INVALID_OPTIONS when no header could ever carry the token. */
export function tokenCheck(token: string): (authorization: string | undefined) => boolean {
  if (!TOKEN.test(token))
    throw new SchedulerError('INVALID_OPTIONS', 'the token must be letters, digits and . _ ~ + / - only, and not empty');
  const expected = digest(token);
  return (authorization) => {
    const given = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
    // Digests have one length, whatever was sent.
    return given !== undefined && timingSafeEqual(digest(given), expected);
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
