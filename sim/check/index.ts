/** What must hold of a world, and how a violation tells its story. */
export type { Fact, PropertyDescription, Violation } from './violation.ts';
