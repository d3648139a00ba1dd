/**
 * The Redis twin: a deterministic Redis 7.0 that speaks RESP to unmodified clients, goes by its host's clock, takes its randomness from named
 * choices, and tells observers which keys each step read and wrote.
 */
export { defaultRedisServerOptions } from './contract.ts';
export type {
  KeyspaceCommit,
  KeyspaceView,
  KeyType,
  RedisServerOptions,
  ScoredMember,
  TwinConnection,
  TwinEnvironment,
  TwinObserver,
  TwinPeer,
} from './contract.ts';
export {
  BigNumberReply,
  DoubleReply,
  encodeReply,
  ErrorReply,
  MapReply,
  NO_REPLY,
  NULL_ARRAY,
  OK,
  PushReply,
  SetReply,
  StatusReply,
  VerbatimReply,
} from './resp/index.ts';
export type { Protocol, Reply } from './resp/index.ts';
export type { RedisHost, RedisNode } from './group.ts';
export { addRedis, type RedisHostOptions } from './host.ts';
export { addSentinels, type SentinelOptions } from './sentinel/index.ts';
export { RedisServer } from './server.ts';
export { encodeRequest, isItems, WireDecoder, type Wire } from './likeness/index.ts';
export { warmUpRedis } from './script/index.ts';
export {
  attribute,
  isFollowedSetting,
  isMessage,
  Judge,
  recordTraffic,
  SHIFT_MS,
  Translator,
  type Asked,
  type Question,
  type ShadowEvent,
  type TrafficRecording,
} from './shadow/index.ts';
