/** Whether a real server's reply is alike to the twin's, by named rules, each of which is counted. */
import { alike, isItems, type Wire } from '../likeness/index.ts';
import type { Asked } from './attribute.ts';
import type { Translation } from './translate.ts';

/** What was asked of the real server, and how its reply is taken. */
export interface Question {
  readonly asked: Asked;
  readonly translation: Translation;
}

const ORDER_RULE = 'replies of scripts in another order of the same items';
const SCRIPT_PLACE = /script: [0-9a-f]{40}, on @user_script:\d+/g;

/** Compares the replies of one connection, in order. */
export class Judge {
  #queued: Question[] = [];

  /** The rule by which they are alike, an empty text for the plain rules; null when they differ. */
  compare(question: Question, ours: Wire, theirs: Wire): string | null {
    const name = (question.asked.words[0] ?? '').toLowerCase();
    if (question.asked.isQueued && isStatus(ours, 'QUEUED')) this.#queued.push(question);
    const queued = this.#queued;
    if (/^(?:exec|discard|reset)$/.test(name)) this.#queued = [];
    if (name !== 'exec' || !isItems(ours) || !isItems(theirs) || ours.length !== queued.length || theirs.length !== queued.length)
      return compareOne(question, ours, theirs);
    const rules = queued.map((one, at) => compareOne(one, ours[at] ?? null, theirs[at] ?? null));
    return rules.includes(null) ? null : (rules.find((rule) => rule !== '') ?? '');
  }
}

function compareOne({ asked: { words }, translation: { number, isPlaceholder } }: Question, ours: Wire, theirs: Wire): string | null {
  if (isPlaceholder === true) return '';
  const real = typeof theirs === 'number' && number !== undefined ? number(theirs) : theirs;
  const name = (words[0] ?? '').toLowerCase();
  if (name === 'script' && (words[1] ?? '').toLowerCase() === 'load') return typeof ours === typeof real ? '' : null;
  const [a, b] = [withoutPlace(ours), withoutPlace(real)];
  if (alike(words, a, b)) return '';
  return /^(?:eval|evalsha)/.test(name) && JSON.stringify(sorted(a)) === JSON.stringify(sorted(b)) ? ORDER_RULE : null;
}

/** Errors of scripts name the script and its line, which the line before it changes. */
function withoutPlace(reply: Wire): Wire {
  if (reply === null || typeof reply !== 'object' || !('error' in reply)) return reply;
  return { error: reply.error.replace(SCRIPT_PLACE, 'script') };
}

/** Sorted in every depth. */
function sorted(reply: Wire): Wire {
  if (!isItems(reply)) return reply;
  return reply
    .map(sorted)
    .map((item) => JSON.stringify(item))
    .toSorted()
    .map((text) => JSON.parse(text) as Wire);
}

function isStatus(reply: Wire, text: string): boolean {
  return reply !== null && typeof reply === 'object' && 'status' in reply && reply.status === text;
}
