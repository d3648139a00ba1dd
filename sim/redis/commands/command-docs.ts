/** COMMAND DOCS: what the server itself says of its commands, read from command-docs-lines.ts when somebody asks for the first time. */
import { MapReply, SetReply, StatusReply } from '../resp/index.ts';
import { COMMAND_DOCS_LINES } from './command-docs-lines.ts';
import type { Reply } from '../resp/index.ts';

/** What JSON can hold. */
type Json = string | number | readonly Json[] | { readonly [name: string]: Json };

/** Lists that RESP3 tells from arrays: of flags, and of versions with what was new. */
const FLAGS: ReadonlySet<string> = new Set(['flags', 'doc_flags']);
const HISTORY = 'history';

let documents: Map<string, Json> | null = null;

/** What is documented of a command by its full name, such as `config|get`; undefined for one that Redis 7.0 does not have. */
export function documentationOf(fullName: string): Reply | undefined {
  documents ??= readLines();
  const document = documents.get(fullName);
  return document === undefined ? undefined : replyOf(document, '');
}

function readLines(): Map<string, Json> {
  const found = new Map<string, Json>();
  for (const line of COMMAND_DOCS_LINES.trim().split('\n')) {
    const { name, ...document } = JSON.parse(line) as { name: string; subcommands?: Record<string, Json> };
    found.set(name, document);
    for (const [fullName, subcommand] of Object.entries(document.subcommands ?? {})) found.set(fullName, subcommand);
  }
  return found;
}

function replyOf(value: Json, name: string): Reply {
  if (typeof value === 'string' || typeof value === 'number') return value;
  if (isList(value)) return listReply(value, name);
  return new MapReply(Object.entries(value).flatMap(([key, item]): Reply[] => [key, replyOf(item, key)]));
}

function listReply(items: readonly Json[], name: string): Reply {
  if (FLAGS.has(name)) return new SetReply(items.map((flag) => new StatusReply(typeof flag === 'string' ? flag : '')));
  const replies = items.map((item) => replyOf(item, ''));
  return name === HISTORY ? new SetReply(replies) : replies;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
