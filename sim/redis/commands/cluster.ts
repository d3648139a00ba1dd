/** What a server without cluster support and without modules answers to CLUSTER, ASKING and MODULE. */
import { failure } from '../resp/index.ts';
import type { CommandDefinition } from './definition.ts';
import type { Reply } from '../resp/index.ts';

const DISABLED = failure('This instance has cluster support disabled');

const disabled = (): Reply => DISABLED;

const NOT_ALLOWED = failure(
  'MODULE command not allowed. If the enable-module-command option is set to "local", you can run it from a local connection, otherwise you need to set this option in the configuration file, and then restart the server.',
);

const notAllowed = (): Reply => NOT_ALLOWED;

/** Subcommands with the number of words that they take. */
const CLUSTER: Readonly<Record<string, number>> = {
  addslots: -3,
  addslotsrange: -4,
  bumpepoch: 2,
  'count-failure-reports': 3,
  countkeysinslot: 3,
  delslots: -3,
  delslotsrange: -4,
  failover: -2,
  flushslots: 2,
  forget: 3,
  getkeysinslot: 4,
  help: 2,
  info: 2,
  keyslot: 3,
  links: 2,
  meet: -4,
  myid: 2,
  nodes: 2,
  replicas: 3,
  replicate: 3,
  reset: -2,
  saveconfig: 2,
  'set-config-epoch': 3,
  setslot: -4,
  shards: 2,
  slaves: 3,
  slots: 2,
};

const ADMIN = ['admin', 'noscript'] as const;

/** CLUSTER, ASKING and MODULE. */
export const clusterCommands: readonly CommandDefinition[] = [
  {
    name: 'cluster',
    arity: -2,
    flags: [],
    keys: null,
    subcommands: Object.entries(CLUSTER).map(([name, arity]) => ({ name, arity, flags: ['stale'], keys: null, run: disabled })),
  },
  { name: 'asking', arity: 1, flags: ['fast'], keys: null, run: disabled },
  {
    name: 'module',
    arity: -2,
    flags: [],
    keys: null,
    subcommands: [
      { name: 'list', arity: 2, flags: ADMIN, keys: null, run: () => [] },
      { name: 'load', arity: -3, flags: ADMIN, keys: null, run: notAllowed },
      { name: 'loadex', arity: -3, flags: ADMIN, keys: null, run: notAllowed },
      { name: 'unload', arity: 3, flags: ADMIN, keys: null, run: notAllowed },
    ],
  },
];
