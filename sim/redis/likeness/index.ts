/** When two answers count as alike: RESP as a client reads it, and the rules by which replies are compared. */
export { abridged, alike, comparisonOf, kindOf, shapeOf, TIME_BAND } from './compare.ts';
export { encodeRequest, isItems, WireDecoder, type Wire } from './wire.ts';
