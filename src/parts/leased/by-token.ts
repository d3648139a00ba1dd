/** Requests in groups of one lease token, because a script checks one token for all that it is given. */
import type { TakenRequest } from '../contracts.ts';

/** Groups in order of first appearance; usually there is one. */
export function byToken(requests: readonly TakenRequest[]): Map<string, TakenRequest[]> {
  const groups = new Map<string, TakenRequest[]>();
  for (const taken of requests) {
    const group = groups.get(taken.token);
    if (group) group.push(taken);
    else groups.set(taken.token, [taken]);
  }
  return groups;
}
