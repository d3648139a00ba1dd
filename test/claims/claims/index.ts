/** All claims, in the order of the documents. */
import type { Claim } from '../claim.ts';
import { claims000 } from './000.ts';
import { claims001 } from './001.ts';
import { claims002 } from './002.ts';
import { claims003 } from './003.ts';
import { claims004 } from './004.ts';

/** Every claim that has a figure, or that a world can show. */
export const claims: readonly Claim[] = [...claims000, ...claims001, ...claims002, ...claims003, ...claims004];
