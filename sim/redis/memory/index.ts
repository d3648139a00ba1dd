/** How much memory a Redis takes, and what it does when that is more than it may. */
export { Memory, OUT_OF_MEMORY } from './memory.ts';
export { EVICTION_POLICIES, type EvictionPolicy } from './policies.ts';
export { allocated, bytesOf } from './size.ts';
