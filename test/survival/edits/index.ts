/** All neutral edits. */
import type { Edit } from '../edit.ts';
import { names } from './names.ts';
import { order } from './order.ts';
import { rhythm } from './rhythm.ts';
import { traffic } from './traffic.ts';

/** All edits. */
export const edits: readonly Edit[] = [...traffic, ...rhythm, ...names, ...order];
