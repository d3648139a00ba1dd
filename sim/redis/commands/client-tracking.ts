/** CLIENT TRACKING, TRACKINGINFO, CACHING and GETREDIR: what a client that caches says. */
import { failure, MapReply, OK, SetReply } from '../resp/index.ts';
import { at, isOption, needNumber, SYNTAX_ERROR } from './words.ts';
import type { CommandDefinition } from './definition.ts';
import type { Client } from '../client.ts';
import type { Reply } from '../resp/index.ts';
import type { TrackingMode } from '../tracking.ts';

function track(client: Client, argv: readonly string[]): Reply {
  const mode = readMode(client, argv);
  const { tracking } = client.server;
  if (isOption(argv[2], 'OFF')) {
    client.server.track(client, null);
    return OK;
  }
  if (!isOption(argv[2], 'ON')) throw SYNTAX_ERROR;
  if (!mode.broadcasts && mode.prefixes.length > 0) throw failure('PREFIX option requires BCAST mode to be enabled');
  const known = tracking.modeOf(client);
  if (known !== undefined && known.broadcasts !== mode.broadcasts) {
    throw failure(
      "You can't switch BCAST mode on/off before disabling tracking for this client, and then re-enabling it with a different mode.",
    );
  }
  if (mode.broadcasts && mode.option !== null) throw failure('OPTIN and OPTOUT are not compatible with BCAST');
  if (known !== undefined && known.option !== null && mode.option !== null && known.option !== mode.option) {
    throw failure(
      "You can't switch OPTIN/OPTOUT mode before disabling tracking for this client, and then re-enabling it with a different mode.",
    );
  }
  client.server.track(client, { ...mode, prefixes: [...new Set([...(known?.prefixes ?? []), ...mode.prefixes])] });
  return OK;
}

type Writable<Shape> = { -readonly [Key in keyof Shape]: Shape[Key] };

function readMode(client: Client, argv: readonly string[]): TrackingMode {
  const mode: Writable<TrackingMode> = { broadcasts: false, option: null, noLoop: false, redirect: 0, prefixes: [], caching: null };
  for (let index = 3; index < argv.length; index++) {
    const more = index + 1 < argv.length;
    if (isOption(argv[index], 'REDIRECT') && more) {
      if (mode.redirect !== 0) throw failure('A client can only redirect to a single other client');
      const redirect = needNumber(at(argv, ++index));
      if (!client.server.clients.has(redirect)) throw failure('The client ID you want redirect to does not exist');
      mode.redirect = redirect;
    } else if (isOption(argv[index], 'BCAST')) mode.broadcasts = true;
    else if (isOption(argv[index], 'OPTIN') || isOption(argv[index], 'OPTOUT')) {
      const option = isOption(argv[index], 'OPTIN') ? 'optin' : 'optout';
      if (mode.option !== null && mode.option !== option) throw failure("You can't specify both OPTIN mode and OPTOUT mode");
      mode.option = option;
    } else if (isOption(argv[index], 'NOLOOP')) mode.noLoop = true;
    else if (isOption(argv[index], 'PREFIX') && more) mode.prefixes = mode.prefixes.concat(at(argv, ++index));
    else throw SYNTAX_ERROR;
  }
  return mode;
}

function caching(client: Client, argv: readonly string[]): Reply {
  const mode = client.server.tracking.modeOf(client);
  if (mode === undefined || mode.option === null) {
    throw failure('CLIENT CACHING can be called only when the client is in tracking mode with OPTIN or OPTOUT mode enabled');
  }
  if (isOption(argv[2], 'YES')) {
    if (mode.option !== 'optin') throw failure('CLIENT CACHING YES is only valid when tracking is enabled in OPTIN mode.');
    mode.caching = true;
  } else if (isOption(argv[2], 'NO')) {
    if (mode.option !== 'optout') throw failure('CLIENT CACHING NO is only valid when tracking is enabled in OPTOUT mode.');
    mode.caching = false;
  } else throw SYNTAX_ERROR;
  return OK;
}

function info(client: Client): Reply {
  const mode = client.server.tracking.modeOf(client);
  const flags = mode === undefined ? ['off'] : ['on', ...flagsOf(client, mode)];
  return new MapReply(['flags', new SetReply(flags), 'redirect', mode?.redirect ?? -1, 'prefixes', mode?.prefixes ?? []]);
}

function flagsOf(client: Client, mode: TrackingMode): string[] {
  const flags: string[] = [];
  if (mode.broadcasts) flags.push('bcast');
  if (mode.option !== null) flags.push(mode.option);
  if (mode.caching !== null) flags.push(mode.caching ? 'caching-yes' : 'caching-no');
  if (mode.noLoop) flags.push('noloop');
  if (mode.redirect !== 0 && !client.server.clients.has(mode.redirect)) flags.push('broken_redirect');
  return flags;
}

const OPEN = ['noscript', 'loading', 'stale'] as const;

/** Subcommands of CLIENT. */
export const clientTrackingCommands: readonly CommandDefinition[] = [
  { name: 'tracking', arity: -3, flags: OPEN, keys: null, run: track },
  { name: 'caching', arity: 3, flags: OPEN, keys: null, run: caching },
  { name: 'trackinginfo', arity: 2, flags: OPEN, keys: null, run: info },
  { name: 'getredir', arity: 2, flags: OPEN, keys: null, run: (client) => client.server.tracking.modeOf(client)?.redirect ?? -1 },
];
