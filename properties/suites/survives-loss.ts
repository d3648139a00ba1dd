/**
 * What a scheduler still keeps when Redis has lost what it had acknowledged: the properties of every suite that survive that, and those about
 * what comes after. The machines check admission themselves, so they are never overcommitted; free capacity is derived and never counted, so it is
 * never negative; locks are compared by a random value, not by a number that starts anew; and everybody goes on by himself.
 */
import type { Property } from '../property.ts';
import { everyCallIsAnswered, newWorkEnds, straysAreSettled } from './after-loss.ts';
import { allProperties } from './properties.ts';

const SURVIVING: ReadonlySet<string> = new Set([
  'no-negative-capacity',
  'no-overcommit',
  'effective-exclusion',
  'release-own-lock',
  'determinism',
  'lock-recovers-within-ttl',
  'gateways-go-on',
]);

/** The properties of what comes after a loss. */
export const propertiesAfterLoss: readonly Property[] = [everyCallIsAnswered, newWorkEnds, straysAreSettled];

/** What is judged in worlds whose Redis loses what it had acknowledged. */
export const survivingProperties: readonly Property[] = [
  ...allProperties.filter(({ name }) => SURVIVING.has(name)),
  ...propertiesAfterLoss,
];
