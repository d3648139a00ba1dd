/** The wire format: requests from bytes, replies to bytes. */
export { encodeReply } from './encode.ts';
export type { Protocol } from './encode.ts';
export { formatDouble, trimZeros } from './number.ts';
export { ProtocolError, RequestParser } from './parse.ts';
export {
  BigNumberReply,
  DoubleReply,
  ErrorReply,
  failure,
  MapReply,
  NO_REPLY,
  NULL_ARRAY,
  OK,
  PushReply,
  QUEUED,
  SetReply,
  SeveralReplies,
  StatusReply,
  VerbatimReply,
} from './reply.ts';
export type { Reply } from './reply.ts';
