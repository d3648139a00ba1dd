/** Checks where Redis is said to be, because ioredis takes any text for a host name and then tries to connect for ever. */
import { SchedulerError } from '../errors.ts';

const EXPECTED = 'write redis://host:port/db, rediss://host:port/db for TLS, or host:port';

/** @throws SchedulerError INVALID_OPTIONS unless the text is a `redis://` or `rediss://` URL or `host:port`. The message hides passwords. */
export function assertRedisAddress(address: string): void {
  const refuse = (reason: string): SchedulerError =>
    new SchedulerError('INVALID_OPTIONS', `redis address ${JSON.stringify(withoutSecrets(address))} ${reason}; ${EXPECTED}`);
  const scheme = /^([a-z][a-z0-9+.-]*:)\/\//i.exec(address)?.[1];
  if (scheme === undefined && !/^(\[[0-9a-f:.]+\]|[^\s:/@[\]]+):\d+$/i.test(address)) throw refuse('is no URL and no host:port');
  if (scheme !== undefined && scheme !== 'redis:' && scheme !== 'rediss:') throw refuse(`begins with ${scheme}//`);
  const url = parsed(scheme === undefined ? `redis://${address}` : address);
  if (url === null || url.port === '0') throw refuse('is no valid URL');
  if (url.hostname === '') throw refuse('names no host');
  if (!/^\/?\d*$/.test(url.pathname)) throw refuse(`names database ${JSON.stringify(url.pathname.slice(1))}, which is no number`);
}

function parsed(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}

/** User and password come before the last `@`, a password may also stand in the query. */
function withoutSecrets(address: string): string {
  return address.replace(/^([a-z][a-z0-9+.-]*:\/\/)?.*@/i, '$1…@').replace(/\?.*$/, '?…');
}
