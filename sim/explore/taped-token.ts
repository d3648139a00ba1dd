/**
 * The body of an `mw2` token: a shrunk world with its tape, as compressed JSON. A tape may be large, and a token is pasted by hand, so there
 * is a limit: first the trail is left out (a replay then cannot say how many decisions matched), then the tape itself.
 */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { isRecord, isWorldName } from './shapes.ts';
import { asTape, type Tape } from './tape.ts';
import type { Token } from './token.ts';
import { UsageError } from './usage-error.ts';
import { checkHash, checkWorldName } from './world-name.ts';

/** Letters of the longest token that is made. */
export const TOKEN_LETTERS_MAX = 4096;
/** Bytes that the JSON of a token may have: more is not a token that this package made. */
const JSON_BYTES_MAX = 1_000_000;
/** Letters around the body: `mw2.` and `.` with a checksum of eight. */
const FRAME_LETTERS = 13;

/** The body with as much of the tape as fits; null when even the tape without its trail is too large. */
export function encodeTaped(token: Token, tape: Tape): string | null {
  return (
    [tape, { ...tape, trail: '' }].map((one) => body(token, one)).find((text) => text.length <= TOKEN_LETTERS_MAX - FRAME_LETTERS) ?? null
  );
}

/** Reads a body. Throws UsageError: `token-damaged`, `bad-tape`, `foreign-tape`, and what `checkWorldName` and `checkHash` throw. */
export function decodeTaped(text: string): Token {
  const parsed = parse(text);
  if (!isRecord(parsed) || !isWorldName(parsed['world']) || typeof parsed['hash'] !== 'string') throw damaged();
  const { property, stepsMax } = parsed;
  return {
    world: checkWorldName(parsed['world'] as Token['world']),
    hash: checkHash(parsed['hash']),
    ...(typeof property === 'string' ? { property } : {}),
    ...(typeof stepsMax === 'number' ? { stepsMax } : {}),
    tape: asTape(parsed['tape'], 'The token'),
  };
}

function body({ world, hash, property, stepsMax }: Token, tape: Tape): string {
  const json = JSON.stringify({ world, hash, property, stepsMax, tape });
  return deflateRawSync(json, { level: 9 }).toString('base64url');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(inflateRawSync(Buffer.from(text, 'base64url'), { maxOutputLength: JSON_BYTES_MAX }).toString('utf8'));
  } catch (cause) {
    throw damaged(cause);
  }
}

function damaged(cause?: unknown): UsageError {
  return new UsageError(
    'token-damaged',
    'The token is damaged: what it carries cannot be read. Make a new one with "manyworlds show <id> --token".',
    {
      cause,
    },
  );
}
