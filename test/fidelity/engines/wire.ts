/** RESP as a client reads it: the framework's own, which shadow runs use too. */
export { encodeRequest, isItems, WireDecoder, type Wire } from '../../../sim/redis/likeness/index.ts';
