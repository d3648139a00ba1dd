/** A world's Redis traffic, recorded and translated, so that a real server can be asked the same. */
export type { KeyImage } from './image.ts';
export { SHIFT_MS } from './prelude.ts';
export { connecting, noteSentinel, recordTraffic, type TrafficEvent, type TrafficRecording } from './recording.ts';
export { Translator, type Translation } from './translate.ts';
export { attribute, isMessage, type Asked, type ShadowEvent } from './attribute.ts';
export { Judge, type Question } from './judge.ts';
export { isFollowedSetting } from './settings.ts';
