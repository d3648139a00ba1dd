/** The command table. A new family is a file with its definitions and a line here. */
import { aclCommands } from './acl.ts';
import { bitCommands } from './bit.ts';
import { bitFieldCommands } from './bitfield.ts';
import { commonSubsequenceCommands } from './common-subsequence.ts';
import { clusterCommands } from './cluster.ts';
import { connectionCommands } from './connection.ts';
import { CommandTable } from './definition.ts';
import { dumpCommands } from './dump/index.ts';
import { expiryCommands } from './expiry.ts';
import { geoCommands } from './geo/index.ts';
import { functionCommands } from './function.ts';
import { hashCommands } from './hash.ts';
import { hyperLogLogCommands } from './hyperloglog/index.ts';
import { keyCommands } from './key.ts';
import { latencyCommands } from './latency.ts';
import { listCommands } from './list.ts';
import { monitorCommands } from './monitor.ts';
import { numberCommands } from './number.ts';
import { persistenceCommands } from './persistence.ts';
import { popManyCommands } from './pop-many.ts';
import { publishSubscribeCommands } from './publish-subscribe.ts';
import { replicationCommands } from './replication.ts';
import { scriptCommands } from './script.ts';
import { serverCommands } from './server.ts';
import { setCommands } from './set.ts';
import { sortedSetAlgebraCommands } from './sorted-set-algebra.ts';
import { sortedSetPopCommands } from './sorted-set-pop.ts';
import { sortedSetRangeCommands } from './sorted-set-range.ts';
import { sortedSetCommands } from './sorted-set.ts';
import { sortCommands } from './sort.ts';
import { streamCommands } from './streams/index.ts';
import { stringCommands } from './string.ts';
import { transactionCommands } from './transaction.ts';

/** Every command the twin has. */
export const commandTable: CommandTable = new CommandTable([
  ...stringCommands,
  ...commonSubsequenceCommands,
  ...numberCommands,
  ...bitCommands,
  ...bitFieldCommands,
  ...hyperLogLogCommands,
  ...hashCommands,
  ...listCommands,
  ...popManyCommands,
  ...setCommands,
  ...sortedSetCommands,
  ...sortedSetPopCommands,
  ...sortedSetRangeCommands,
  ...sortedSetAlgebraCommands,
  ...geoCommands,
  ...streamCommands,
  ...keyCommands,
  ...sortCommands,
  ...dumpCommands,
  ...expiryCommands,
  ...transactionCommands,
  ...scriptCommands,
  ...functionCommands,
  ...publishSubscribeCommands,
  ...connectionCommands,
  ...aclCommands,
  ...clusterCommands,
  ...latencyCommands,
  ...monitorCommands,
  ...serverCommands,
  ...replicationCommands,
  ...persistenceCommands,
]);
