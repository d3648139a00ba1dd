/** What was recorded from redis-server 7.0.15: the replies of every case, and the names of its commands. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Wire } from './engines/wire.ts';

interface GoldenFile {
  readonly version: string;
  readonly commands: readonly string[];
  readonly replies: Readonly<Record<string, readonly Wire[]>>;
}

const url = new URL('golden.json', import.meta.url);
const file: GoldenFile = existsSync(url)
  ? (JSON.parse(readFileSync(url, 'utf8')) as GoldenFile)
  : { version: 'none', commands: [], replies: {} };

/** Replies by the name of the case. */
export const goldenReplies: Readonly<Record<string, readonly Wire[]>> = file.replies;
/** All commands of that server, lower case. */
export const redisCommandNames: readonly string[] = file.commands;

/** Writes a new recording, one case a line. */
export function writeGolden(recording: GoldenFile): void {
  const cases = Object.entries(recording.replies).map(([name, replies]) => `    ${JSON.stringify(name)}: ${JSON.stringify(replies)}`);
  const commands = JSON.stringify(recording.commands.toSorted());
  writeFileSync(
    url,
    `{\n  "version": ${JSON.stringify(recording.version)},\n  "commands": ${commands},\n  "replies": {\n${cases.join(',\n')}\n  }\n}\n`,
  );
}
