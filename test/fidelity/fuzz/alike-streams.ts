/** What two servers wrote on each connection, held against each other: by the rules for the request that each reply belongs to. */
import { alike, TIME_BAND } from '../compare.ts';
import { isItems } from '../engines/wire.ts';
import type { Wire } from '../engines/wire.ts';
import type { Answer } from './twin-session.ts';
import type { Request } from './words.ts';

/** The first reply that differs. */
export interface Difference {
  readonly request: string;
  readonly twin: Wire;
  readonly real: Wire;
}

const NOTHING: Wire = { nothing: 'no reply' };

/** Compares connection by connection, in the order in which they were opened; null when all are alike. */
export function alikeStreams(
  ours: readonly (readonly Answer[])[],
  theirs: readonly (readonly Wire[])[],
  bandMs: number = TIME_BAND,
): Difference | null {
  for (const [index, answers] of ours.entries()) {
    const difference = compareStream(answers, theirs[index] ?? [], bandMs);
    if (difference !== null) return difference;
  }
  return null;
}

function compareStream(answers: readonly Answer[], replies: readonly Wire[], bandMs: number): Difference | null {
  const queue = new Transaction(bandMs);
  for (let index = 0; index < Math.max(answers.length, replies.length); index++) {
    const words = answers[index]?.words ?? answers.at(-1)?.words ?? [];
    const [ours, theirs] = [present(answers[index]?.reply), present(replies[index])];
    if (!queue.alike(words, ours, theirs))
      return { request: words.map((word) => JSON.stringify(word)).join(' '), twin: ours, real: theirs };
  }
  return null;
}

function present(reply: Wire | undefined): Wire {
  return reply === undefined ? NOTHING : reply;
}

/** Knows what a MULTI has queued, so that each item of the reply to EXEC is compared by the rules for its request. */
class Transaction {
  #queued: Request[] = [];
  readonly #bandMs: number;

  constructor(bandMs: number) {
    this.#bandMs = bandMs;
  }

  alike(words: Request, ours: Wire, theirs: Wire): boolean {
    const name = (words[0] ?? '').toLowerCase();
    if (isStatus(ours, 'QUEUED')) this.#queued.push(words);
    else if (name === 'exec' && isItems(ours) && isItems(theirs) && ours.length === theirs.length) {
      const queued = this.#queued;
      this.#queued = [];
      return ours.length === queued.length
        ? queued.every((request, at) => alikeAnswers(request, ours[at] ?? null, theirs[at] ?? null, this.#bandMs))
        : alike(words, ours, theirs, this.#bandMs);
    } else if (/^(?:exec|discard|reset)$/.test(name)) this.#queued = [];
    return alikeAnswers(words, ours, theirs, this.#bandMs);
  }
}

/** A script that passes on what it is given is compared by the rules for that. */
function alikeAnswers(words: Request, ours: Wire, theirs: Wire, bandMs: number): boolean {
  const inner = passedOn(words);
  if (inner === null) return alike(words, ours, theirs, bandMs);
  if (/return \{type/.test(words[1] ?? '') && isItems(ours) && isItems(theirs))
    return ours.length === theirs.length && ours[0] === theirs[0] && alike(inner, ours[1] ?? null, theirs[1] ?? null, bandMs);
  return alike(inner, ours, theirs, bandMs);
}

function passedOn(words: Request): Request | null {
  const [name = '', script = '', keys = ''] = words;
  return name.toLowerCase() === 'eval' && script.includes('unpack(ARGV)') && keys === '0' ? words.slice(3) : null;
}

function isStatus(reply: Wire, text: string): boolean {
  return reply !== null && typeof reply === 'object' && 'status' in reply && reply.status === text;
}
