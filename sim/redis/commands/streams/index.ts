/** Streams with consumer groups: the command table. */
import { add, deleteEntries, setLastId, trim } from './add.ts';
import { claim, claimIdle } from './claim.ts';
import { acknowledge, createConsumer, createGroup, destroyGroup, removeConsumer, setGroupId } from './group.ts';
import { infoConsumers, infoGroups, infoStream } from './info.ts';
import { pending } from './pending.ts';
import { range } from './range.ts';
import { read } from './read.ts';
import { keysOfRead } from './read-request.ts';
import { at } from '../words.ts';
import { FIRST_KEY, type CommandDefinition, type KeyPositions } from '../definition.ts';

const SECOND_WORD: KeyPositions = [2, 2, 1];

/** The commands of streams. */
export const streamCommands: readonly CommandDefinition[] = [
  { name: 'xadd', arity: -5, flags: ['write', 'denyoom', 'fast'], keys: FIRST_KEY, run: add },
  { name: 'xtrim', arity: -4, flags: ['write'], keys: FIRST_KEY, run: trim },
  { name: 'xdel', arity: -3, flags: ['write', 'fast'], keys: FIRST_KEY, run: deleteEntries },
  { name: 'xsetid', arity: -3, flags: ['write', 'denyoom', 'fast'], keys: FIRST_KEY, run: setLastId },
  {
    name: 'xlen',
    arity: 2,
    flags: ['readonly', 'fast'],
    keys: FIRST_KEY,
    run: (client, argv) => client.database.stream(at(argv, 1))?.length ?? 0,
  },
  { name: 'xrange', arity: -4, flags: ['readonly'], keys: FIRST_KEY, run: (client, argv) => range(client, argv, false) },
  { name: 'xrevrange', arity: -4, flags: ['readonly'], keys: FIRST_KEY, run: (client, argv) => range(client, argv, true) },
  { name: 'xread', arity: -4, flags: ['readonly', 'blocking', 'movablekeys'], keys: keysOfRead, run: read },
  { name: 'xreadgroup', arity: -7, flags: ['write', 'blocking', 'movablekeys'], keys: keysOfRead, run: read },
  { name: 'xack', arity: -4, flags: ['write', 'fast'], keys: FIRST_KEY, run: acknowledge },
  { name: 'xpending', arity: -3, flags: ['readonly'], keys: FIRST_KEY, run: pending },
  { name: 'xclaim', arity: -6, flags: ['write', 'fast'], keys: FIRST_KEY, run: claim },
  { name: 'xautoclaim', arity: -6, flags: ['write', 'fast'], keys: FIRST_KEY, run: claimIdle },
  {
    name: 'xgroup',
    arity: -2,
    flags: [],
    keys: null,
    subcommands: [
      { name: 'create', arity: -5, flags: ['write', 'denyoom'], keys: SECOND_WORD, run: createGroup },
      { name: 'setid', arity: -5, flags: ['write'], keys: SECOND_WORD, run: setGroupId },
      { name: 'destroy', arity: 4, flags: ['write'], keys: SECOND_WORD, run: destroyGroup },
      { name: 'createconsumer', arity: 5, flags: ['write', 'denyoom'], keys: SECOND_WORD, run: createConsumer },
      { name: 'delconsumer', arity: 5, flags: ['write'], keys: SECOND_WORD, run: removeConsumer },
    ],
  },
  {
    name: 'xinfo',
    arity: -2,
    flags: [],
    keys: null,
    subcommands: [
      { name: 'stream', arity: -3, flags: ['readonly'], keys: SECOND_WORD, run: infoStream },
      { name: 'groups', arity: 3, flags: ['readonly'], keys: SECOND_WORD, run: infoGroups },
      { name: 'consumers', arity: 4, flags: ['readonly'], keys: SECOND_WORD, run: infoConsumers },
    ],
  },
];
