/**
 * A world in one word, `mw1.<what>.<checksum>`, to be pasted into a chat, a terminal or a bug report. It carries everything that names the
 * world and the hash that it had, so that a replay can say whether it saw the same one.
 */
import { createHash } from 'node:crypto';
import type { WorldName } from './outcome.ts';
import { UsageError } from './usage-error.ts';

const VERSION = 'mw1';

/** What a token says: the world, and the hash it had when the token was made. */
export interface Token {
  readonly world: WorldName;
  /** 16 hexadecimal digits. */
  readonly hash: string;
  /** The step limit, when the run had its own. */
  readonly stepsMax?: number;
}

/** The token's text: letters, digits, `-`, `_` and two dots. */
export function encodeToken(token: Token): string {
  const { suite, seed, strategy, settings } = token.world;
  // A list and not an object: a token without settings fits on one line of a report.
  const fields = [suite, seed, strategy, token.hash, settings, token.stepsMax ?? null];
  const isPlain = Object.keys(settings).length === 0 && token.stepsMax === undefined;
  const body = Buffer.from(JSON.stringify(isPlain ? fields.slice(0, 4) : fields)).toString('base64url');
  return `${VERSION}.${body}.${checksum(body)}`;
}

/** Whether the text is meant as a token (of any version). */
export function looksLikeToken(text: string): boolean {
  return /^mw\d+\./.test(text);
}

/** Reads a token. Throws UsageError `token-version` for one of another version and `token-damaged` when the checksum does not match. */
export function decodeToken(text: string): Token {
  const [version = '', body = '', sum = '', ...rest] = text.trim().split('.');
  if (version !== VERSION) {
    throw new UsageError(
      'token-version',
      `This token begins with "${version}", and this manyworlds reads ${VERSION} tokens: use the version of manyworlds that made it.`,
    );
  }
  if (rest.length > 0 || sum !== checksum(body)) {
    throw new UsageError(
      'token-damaged',
      `The token is damaged: its checksum is "${sum}" and should be "${checksum(body)}". Copy it again, whole and on one line.`,
    );
  }
  return readBody(body);
}

function readBody(body: string): Token {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(body, 'base64url').toString('utf8'));
  } catch (error) {
    throw new UsageError('token-damaged', 'The token is damaged: what it carries is no JSON. Copy it again, whole and on one line.', {
      cause: error,
    });
  }
  const [suite, seed, strategy, hash, settings, stepsMax]: readonly unknown[] = Array.isArray(value) ? value : [];
  if (typeof suite !== 'string' || typeof seed !== 'string' || typeof strategy !== 'string' || typeof hash !== 'string') {
    throw new UsageError(
      'token-damaged',
      'The token is damaged: it does not name suite, seed, strategy and hash. Make a new one with "manyworlds run".',
    );
  }
  const world = { suite, seed, strategy, settings: readSettings(settings) };
  return { world, hash, ...(typeof stepsMax === 'number' ? { stepsMax } : {}) };
}

function readSettings(value: unknown): Record<string, string | number> {
  const settings: Record<string, string | number> = {};
  if (!isRecord(value)) return settings;
  for (const [key, setting] of Object.entries(value)) {
    if (typeof setting === 'string' || typeof setting === 'number') settings[key] = setting;
  }
  return settings;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function checksum(body: string): string {
  return createHash('sha256').update(`${VERSION}.${body}`).digest('hex').slice(0, 8);
}
