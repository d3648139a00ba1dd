export type { TraceEvent } from './event.ts';
