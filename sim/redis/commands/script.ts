/** EVAL, EVALSHA, their read-only forms, and SCRIPT. */
import { ErrorReply, failure, OK } from '../resp/index.ts';
import { runScript, scriptOf } from '../script/index.ts';
import { at, countedKeys, isOption, needNumber } from './words.ts';
import type { CommandDefinition } from './definition.ts';
import type { Client } from '../client.ts';
import type { Reply } from '../resp/index.ts';
import type { StoredScript } from '../script/index.ts';

const NO_SCRIPT = new ErrorReply('NOSCRIPT No matching script. Please use EVAL.');

function evaluate(client: Client, argv: readonly string[], readOnly: boolean): Reply {
  const keyCount = countKeys(argv);
  const script = scriptOf(at(argv, 1));
  if (script instanceof ErrorReply) return script;
  client.server.scripts.add(script);
  return runWith(client, script, argv, keyCount, readOnly);
}

function evaluateBySha(client: Client, argv: readonly string[], readOnly: boolean): Reply {
  const sha = at(argv, 1);
  if (sha.length !== 40) return NO_SCRIPT;
  const keyCount = countKeys(argv);
  const script = client.server.scripts.find(sha);
  return script === undefined ? NO_SCRIPT : runWith(client, script, argv, keyCount, readOnly);
}

function countKeys(argv: readonly string[]): number {
  const count = needNumber(at(argv, 2));
  if (count > argv.length - 3) throw failure("Number of keys can't be greater than number of args");
  if (count < 0) throw failure("Number of keys can't be negative");
  return count;
}

function runWith(client: Client, script: StoredScript, argv: readonly string[], keyCount: number, readOnly: boolean): Reply {
  return runScript(script, client, argv.slice(3, 3 + keyCount), argv.slice(3 + keyCount), readOnly);
}

function scriptKeys(argv: readonly string[]): readonly string[] {
  return countedKeys(argv, 2);
}

function loadScript(client: Client, argv: readonly string[]): Reply {
  const script = scriptOf(at(argv, 2));
  if (script instanceof ErrorReply) return script;
  client.server.scripts.add(script);
  return script.sha;
}

function debugScripts(_client: Client, argv: readonly string[]): Reply {
  if (isOption(argv[2], 'NO')) return OK;
  if (isOption(argv[2], 'YES') || isOption(argv[2], 'SYNC')) {
    throw failure('the twin has no debugger for scripts; run this one on a real redis-server');
  }
  throw failure('Use SCRIPT DEBUG YES/SYNC/NO');
}

function flushScripts(client: Client, argv: readonly string[]): Reply {
  const mode = argv[2];
  if (argv.length > 3 || (mode !== undefined && !isOption(mode, 'ASYNC') && !isOption(mode, 'SYNC'))) {
    throw failure('SCRIPT FLUSH only support SYNC|ASYNC option');
  }
  client.server.scripts.flush();
  return OK;
}

/** The commands of scripts. */
export const scriptCommands: readonly CommandDefinition[] = [
  { name: 'eval', arity: -3, flags: ['noscript', 'movablekeys'], keys: scriptKeys, run: (client, argv) => evaluate(client, argv, false) },
  {
    name: 'eval_ro',
    arity: -3,
    flags: ['noscript', 'movablekeys', 'readonly'],
    keys: scriptKeys,
    run: (client, argv) => evaluate(client, argv, true),
  },
  {
    name: 'evalsha',
    arity: -3,
    flags: ['noscript', 'movablekeys'],
    keys: scriptKeys,
    run: (client, argv) => evaluateBySha(client, argv, false),
  },
  {
    name: 'evalsha_ro',
    arity: -3,
    flags: ['noscript', 'movablekeys', 'readonly'],
    keys: scriptKeys,
    run: (client, argv) => evaluateBySha(client, argv, true),
  },
  {
    name: 'script',
    arity: -2,
    flags: [],
    keys: null,
    subcommands: [
      { name: 'load', arity: 3, flags: ['noscript'], keys: null, run: loadScript },
      {
        name: 'exists',
        arity: -3,
        flags: ['noscript'],
        keys: null,
        run: (client, argv) => argv.slice(2).map((sha) => (client.server.scripts.find(sha) === undefined ? 0 : 1)),
      },
      { name: 'flush', arity: -2, flags: ['noscript'], keys: null, run: flushScripts },
      { name: 'debug', arity: 3, flags: ['noscript'], keys: null, run: debugScripts },
      { name: 'kill', arity: 2, flags: ['noscript'], keys: null, run: (client) => client.server.busy.kill(false) },
    ],
  },
];
