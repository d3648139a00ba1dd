/**
 * The version of what gateways and workers of one system share: the layout of its keys and the meaning of its scripts' arguments. It is raised whenever
 * processes of two versions could misunderstand each other's data. The families of presets have layouts of their own, so they are part of it.
 *
 * To upgrade across versions: close all gateways and workers of the old version, and start those of the new. The first of them sets the new version,
 * once nobody of the old one is left (a gateway is gone five seconds after its last look, a worker after its TTL). Containers that wait in the
 * backlog are placed by the new version. Another family also needs an empty backlog, which it could not read.
 */
import { PresetMismatchError, ProtocolMismatchError } from './errors.ts';

/** Version of keys and scripts. */
export const PROTOCOL_VERSION = 1;

/** What a system of a family calls itself in Redis: `1`, `1:baseline`. */
export function systemOf(family: string): string {
  return family === 'leased' ? String(PROTOCOL_VERSION) : `${PROTOCOL_VERSION}:${family}`;
}

/** The error for a process of this family on a Redis whose system calls itself so; null when they belong together. */
export function mismatchOf(spoken: string, family: string): ProtocolMismatchError | PresetMismatchError | null {
  if (spoken === systemOf(family)) return null;
  const [version = '', spokenFamily = 'leased'] = spoken.split(':', 2);
  return version === String(PROTOCOL_VERSION)
    ? new PresetMismatchError(spokenFamily, family)
    : new ProtocolMismatchError(version, PROTOCOL_VERSION);
}
