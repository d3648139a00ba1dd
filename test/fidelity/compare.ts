/** The rules of likeness: the framework's own, which shadow runs use too. */
export { abridged, alike, comparisonOf, shapeOf, TIME_BAND } from '../../sim/redis/likeness/index.ts';
