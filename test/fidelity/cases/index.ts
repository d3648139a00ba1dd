/** All cases, by family. */
import type { CaseTable, FidelityCase } from '../case.ts';
import { bitFieldCases } from './bitfields.ts';
import { accessCases } from './access.ts';
import { administrationCases } from './administration.ts';
import { connectionCases, protocolCases } from './connections.ts';
import { debugCases } from './debug.ts';
import { dumpCases } from './dumps.ts';
import { geoCases } from './geo.ts';
import { encodingCases } from './encodings.ts';
import { functionCases } from './functions.ts';
import { hashCases } from './hashes.ts';
import { hyperLogLogCases } from './hyperloglog.ts';
import { expiryCases, keyCases } from './keys.ts';
import { blockingCases, listCases } from './lists.ts';
import { commandKeysCases, matrixCases } from './matrix.ts';
import { notificationCases } from './notifications.ts';
import { memoryCases, pauseCases, persistenceCases } from './limits.ts';
import { oldDumpCases } from './old-dumps.ts';
import { operatorCases } from './operators.ts';
import { trackingCases } from './tracking.ts';
import { objectCases } from './objects.ts';
import { publishSubscribeCases } from './publish-subscribe.ts';
import { replicationCases } from './replication.ts';
import { scriptCases } from './scripts.ts';
import { setCases } from './sets.ts';
import { settingCases } from './settings.ts';
import { sortedSetCases } from './sorted-sets.ts';
import { streamGroupCases } from './streams-groups.ts';
import { streamTrimmingCases } from './streams-trimming.ts';
import { streamWaitingCases } from './streams-waiting.ts';
import { streamCases } from './streams.ts';
import { stringCases } from './strings.ts';
import { transactionCases } from './transactions.ts';

const families: Readonly<Record<string, CaseTable>> = {
  strings: stringCases,
  'bit fields': bitFieldCases,
  HyperLogLog: hyperLogLogCases,
  geo: geoCases,
  hashes: hashCases,
  lists: listCases,
  blocking: blockingCases,
  sets: setCases,
  'sorted sets': sortedSetCases,
  streams: streamCases,
  'trimming streams': streamTrimmingCases,
  'stream groups': streamGroupCases,
  'waiting for streams': streamWaitingCases,
  keys: keyCases,
  objects: objectCases,
  encodings: encodingCases,
  dumps: dumpCases,
  'old dumps': oldDumpCases,
  expiry: expiryCases,
  transactions: transactionCases,
  scripts: scriptCases,
  functions: functionCases,
  'publish and subscribe': publishSubscribeCases,
  notifications: notificationCases,
  connections: connectionCases,
  replication: replicationCases,
  access: accessCases,
  administration: administrationCases,
  operators: operatorCases,
  debugging: debugCases,
  settings: settingCases,
  tracking: trackingCases,
  persistence: persistenceCases,
  memory: memoryCases,
  pauses: pauseCases,
  protocol: protocolCases,
  matrix: matrixCases,
  'keys of commands': commandKeysCases,
};

/** Every case; its name begins with the family. */
export const allCases: readonly FidelityCase[] = Object.entries(families).flatMap(([family, table]) =>
  Object.entries(table).map(([name, steps]) => ({ name: `${family}: ${name}`, steps })),
);
