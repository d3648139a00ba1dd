/**
 * Runs a script as JavaScript where that gives what Lua gives. A run that meets something else is given up, and Lua runs the script from
 * its beginning: scripts are deterministic, so it asks for the same commands first and is told the replies that they had, until it is
 * where the translation stopped. Nothing runs twice, and every error is Lua's own.
 */
import { compileFunction } from 'node:vm';
import { run } from '../dispatch.ts';
import { DoubleReply, MapReply, NULL_ARRAY, PushReply, SetReply, StatusReply, VerbatimReply } from '../resp/index.ts';
import type { Client } from '../client.ts';
import type { Command, CommandTable } from '../commands/definition.ts';
import type { Reply } from '../resp/index.ts';
import { leave, LeaveTranslation, LuaTable, operations, type LuaValue } from './lua-values.ts';
import { translateLua } from './translate.ts';
import type { StoredScript } from './store.ts';

type Call = (command: Command, request: readonly string[]) => LuaValue;

/** A script in JavaScript, bound to the commands of a server. */
export type TranslatedScript = (keys: readonly string[], args: readonly string[], call: Call) => LuaValue;

/** A command that a script has run, and its reply. */
export interface Exchange {
  readonly request: readonly string[];
  readonly reply: Reply;
}

/** The translation of a script; null when it has none. */
export function translatedOf(script: StoredScript, table: CommandTable): TranslatedScript | null {
  if (script.translated === undefined) script.translated = link(script.source, table);
  return script.translated;
}

function link(source: string, table: CommandTable): TranslatedScript | null {
  const translation = source.startsWith('#!') ? null : translateLua(source);
  if (translation === null) return null;
  const commands = translation.commands.map(({ name, words }) => callable(table, name, words));
  if (commands.includes(null)) return null;
  const names = Object.keys(operations).join(',');
  const code = `'use strict';const {${names}}=operations;return function script(KEYS,ARGV,call){${translation.code}}`;
  const make = compileFunction(code, ['operations', 'commands']) as (...given: unknown[]) => TranslatedScript;
  return make(operations, commands);
}

/** The command if a script may call it with so many words. What Redis answers otherwise, Lua is told. */
function callable(table: CommandTable, name: string, words: number): Command | null {
  const command = table.find(name);
  if (command === undefined || command.subcommands !== null || command.run === null) return null;
  return command.allowedInScripts && command.accepts(words) ? command : null;
}

/** The script's reply, or undefined when Lua must run it; `done` then holds what has been done. */
export function runTranslated(
  script: TranslatedScript,
  client: Client,
  keys: readonly string[],
  args: readonly string[],
  done: Exchange[],
): Reply | undefined {
  const call: Call = (command, request) => {
    client.protocol = 2;
    const reply = run(command, client, request);
    done.push({ request, reply });
    return typeof reply === 'string' || typeof reply === 'number' ? reply : valueOf(reply);
  };
  try {
    return replyOf(script(keys, args, call));
  } catch (error) {
    if (error instanceof LeaveTranslation || error instanceof RangeError) return undefined;
    throw error;
  }
}

/** What a script is given for a reply. */
function valueOf(reply: Reply): LuaValue {
  if (reply === null || reply === NULL_ARRAY) return false;
  if (typeof reply === 'string' || typeof reply === 'number') return reply;
  if (typeof reply === 'boolean') return Number(reply);
  if (Array.isArray(reply)) return new LuaTable((reply as readonly Reply[]).map(valueOf));
  if (reply instanceof MapReply) return new LuaTable(reply.flat.map(valueOf));
  if (reply instanceof SetReply || reply instanceof PushReply) return new LuaTable(reply.items.map(valueOf));
  if (reply instanceof DoubleReply) return reply.text;
  if (reply instanceof VerbatimReply) return reply.text;
  if (reply instanceof StatusReply) return statusTable(reply.text);
  return leave();
}

function statusTable(text: string): LuaTable {
  const table = new LuaTable([]);
  table.fields = new Map([['ok', text]]);
  return table;
}

/** The reply for what a script answers. */
function replyOf(value: LuaValue): Reply {
  if (value === undefined || value === false) return null;
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return Number.isSafeInteger(Math.trunc(value)) ? Math.trunc(value) + 0 : leave();
  if (value === true || value.fields !== null) return leave();
  return value.list.map(replyOf);
}
