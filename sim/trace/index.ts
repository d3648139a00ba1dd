/** The event schema, the recorder and the rolling hash. */
export type { TraceEvent } from './event.ts';
export { Recorder, type TraceEntry } from './recorder.ts';
export { eventEntry, HashWitness } from './world-witness.ts';
export { digestBytes, RollingHash } from './rolling-hash.ts';
