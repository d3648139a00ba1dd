/**
 * The identity of a finding: the same bug has the same id in every world that shows it. What changes from world to world in a sentence
 * are numbers (container 7, worker 2, 300 ms), so numbers are taken out before hashing; the number of different hosts stays visible.
 */
import { createHash } from 'node:crypto';
import type { Violation } from '../check/index.ts';

/** Letters and digits that are not mistaken for each other when read aloud. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';

/** Length of ids while they are unique; a collision gets longer ones. */
export const ID_LENGTH_MIN = 4;

/** The sentence without what differs between worlds: numbers become `#`. */
export function normaliseSentence(sentence: string): string {
  return sentence
    .toLowerCase()
    .replaceAll(/[0-9a-f]{8,}/g, '#')
    .replaceAll(/\d+([.,]\d+)*/g, '#')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/** Thirty letters and digits that identify a bug of which only the sentence is known: suite, property and normalised sentence. */
export function fingerprint(suite: string, violation: Pick<Violation, 'property' | 'sentence'>): string {
  return printOf([suite, violation.property, normaliseSentence(violation.sentence)]);
}

/** The same for a bug whose smallest world is known: suite, property and the shape of its story. Ids are beginnings of it. */
export function fingerprintOfStory(suite: string, property: string, shape: string): string {
  return printOf([suite, property, 'story', shape]);
}

function printOf(identity: readonly string[]): string {
  const digest = createHash('sha256').update(JSON.stringify(identity)).digest();
  let text = '';
  for (const byte of digest.subarray(0, 30)) text += ALPHABET.charAt(byte % ALPHABET.length);
  return text;
}
