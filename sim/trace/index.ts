/** The event schema, the recorder, the rolling hash, and what caused what. */
export type { TraceEvent } from './event.ts';
export { causalityOf, causalPast, isExpiry, type CausalEdge, type Causality, type CausalReason } from './causality.ts';
export { pathsTo, type PathsTo, type PathStep } from './causal-path.ts';
export { causalStory, isFaultOf, type CausalStory, type FaultVerdict } from './causal-story.ts';
export { mentions, type Claim, type ClaimedFact } from './claim.ts';
export type { EventGroup } from './event-groups.ts';
export type { FaultSpan } from './fault-spans.ts';
export { faultKindOf, faultNounOf, type FaultInfluence } from './fault-words.ts';
export type { CausalEntry } from './story-ranks.ts';
export { storyShape, type SaidClaim } from './story-shape.ts';
export { Recorder, type TraceEntry } from './recorder.ts';
export { eventEntry, HashWitness } from './world-witness.ts';
export { digestBytes, RollingHash } from './rolling-hash.ts';
