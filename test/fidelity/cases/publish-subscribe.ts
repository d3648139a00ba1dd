/** Channels and patterns. */
import type { CaseTable } from '../case.ts';

export const publishSubscribeCases: CaseTable = {
  'SUBSCRIBE and PUBLISH': ['b> SUBSCRIBE ch', 'b< ', 'PUBLISH ch hello', 'b< ', 'PUBLISH other x', 'b. '],
  'PUBLISH without subscribers': ['PUBLISH ch x', 'PUBLISH ch'],
  'several channels at once': ['b> SUBSCRIBE a b a', 'b< ', 'b< ', 'b< ', 'PUBLISH b x', 'b< '],
  'patterns': ['b> PSUBSCRIBE news.* n?', 'b< ', 'b< ', 'PUBLISH news.tech x', 'b< ', 'PUBLISH nx y', 'b< ', 'PUBLISH other z', 'b. '],
  'channel and pattern both deliver': ['b> SUBSCRIBE ch', 'b< ', 'b> PSUBSCRIBE c*', 'b< ', 'PUBLISH ch x', 'b< ', 'b< '],
  'UNSUBSCRIBE': ['b> SUBSCRIBE a b', 'b< ', 'b< ', 'b> UNSUBSCRIBE a', 'b< ', 'PUBLISH a x', 'b. ', 'b> UNSUBSCRIBE', 'b< ', 'b> UNSUBSCRIBE', 'b< ', 'b: PING'],
  'PUNSUBSCRIBE': ['b> PSUBSCRIBE a*', 'b< ', 'b> PUNSUBSCRIBE', 'b< ', 'b> PUNSUBSCRIBE x', 'b< '],
  'a subscriber is restricted in RESP2': ['b> SUBSCRIBE ch', 'b< ', 'b: GET k', 'b: PING', 'b: PING hello', 'b: SET a b', 'b: NOSUCH', 'b: GET', 'b> RESET', 'b< ', 'b: PING'],
  'binary channels and messages': ['b> SUBSCRIBE "\\x00\\xff"', 'b< ', 'PUBLISH "\\x00\\xff" "\\r\\n"', 'b< '],
  'PUBSUB': ['b> SUBSCRIBE a1 a2 b', 'b< ', 'b< ', 'b< ', 'c> SUBSCRIBE a1', 'c< ', 'c> PSUBSCRIBE x*', 'c< ', 'PUBSUB CHANNELS', 'PUBSUB CHANNELS a*', 'PUBSUB NUMSUB a1 b nope', 'PUBSUB NUMSUB', 'PUBSUB NUMPAT', 'PUBSUB FOO', 'PUBSUB'],
  'a message reaches every subscriber': ['b> SUBSCRIBE ch', 'b< ', 'c> SUBSCRIBE ch', 'c< ', 'PUBLISH ch x', 'b< ', 'c< '],
  'who has gone receives nothing': ['b> SUBSCRIBE ch', 'b< ', 'b! ', 'wait 20', 'PUBLISH ch x'],
  'SSUBSCRIBE and SPUBLISH': ['b> SSUBSCRIBE ch', 'b< ', 'SPUBLISH ch x', 'b< ', 'PUBLISH ch y', 'b. ', 'PUBSUB SHARDCHANNELS', 'PUBSUB SHARDNUMSUB ch', 'b> SUNSUBSCRIBE', 'b< '],
  'a script publishes': ['b> SUBSCRIBE ch', 'b< ', 'EVAL "return redis.call(\'PUBLISH\',\'ch\',\'x\')" 0', 'b< '],
  'in RESP3 a subscriber may do anything': ['b: HELLO 3', 'b> SUBSCRIBE ch', 'b< ', 'b: SET k v', 'b: GET k', 'PUBLISH ch x', 'b< ', 'b: PING'],
  'in RESP3 one may hear oneself': ['HELLO 3', 'a> SUBSCRIBE ch', 'a< ', 'a> PUBLISH ch x', 'a< ', 'a< '],
};
