/**
 * What scripts and functions say of themselves: one that does not say that it only reads counts as a command that writes, before any line of it has
 * run. A script without a first line `#!lua` says nothing; it is stopped at the first command that writes. Source: `evalGetCommandFlags` of Redis 7.0.
 */
import { readFlags } from './store.ts';
import type { Command } from '../commands/definition.ts';
import type { RedisServer } from '../server.ts';

/** Does a request run what may write by its own words? */
export function declaresWrites(
  { scripts, libraries }: Pick<RedisServer, 'scripts' | 'libraries'>,
  { fullName }: Command,
  argv: readonly string[],
): boolean {
  const name = argv[1] ?? '';
  if (fullName === 'fcall' || fullName === 'fcall_ro') return libraries.find(name)?.flags.includes('no-writes') === false;
  if (!fullName.startsWith('eval')) return false;
  const flags = fullName.startsWith('evalsha') ? (scripts.find(name)?.flags ?? null) : readFlags(name);
  return flags !== null && !(flags instanceof Error) && !flags.has('no-writes');
}
