/** When a gateway looks at all workers, as Redis sees it: it lists the index, or runs the script that reads what changed. */
import { WORKER_INDEX_KEY, WORKER_REVISION_KEY } from '../../src/index.ts';
import { isGateway, type RedisStep } from '../property.ts';

/** Position of the first key among the arguments of EVALSHA. */
const FIRST_KEY = 2;

/** Did Redis answer with an error: the script is not known yet, it is loading, it is full? */
export const wasRefused = ({ error = null }: RedisStep): boolean => error !== null;

/** The first key that a script was called with; null for plain commands. */
export function firstKeyOf({ command, args }: RedisStep): string | null {
  return command === 'EVALSHA' || command === 'EVAL' ? (args[FIRST_KEY] ?? null) : null;
}

/** The gateway that begins to look at all workers with this step; null when nobody does. */
export function lookOf(step: RedisStep): string | null {
  if (!isGateway(step.client) || wasRefused(step)) return null;
  const isLook = (step.command === 'SMEMBERS' && step.args[0] === WORKER_INDEX_KEY) || firstKeyOf(step) === WORKER_REVISION_KEY;
  return isLook ? step.client : null;
}
