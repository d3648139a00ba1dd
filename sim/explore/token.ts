/**
 * A world in one word, `mw1.<what>.<checksum>`, to be pasted into a chat, a terminal or a bug report. It carries everything that names the
 * world, the hash that it had and the property that it violated, so that a replay can say whether it saw the same. A shrunk world is
 * `mw2.<what>.<checksum>`: its tape comes with it.
 */
import { createHash } from 'node:crypto';
import type { WorldName } from './outcome.ts';
import type { Tape } from './tape.ts';
import { decodeTaped, encodeTaped } from './taped-token.ts';
import { UsageError } from './usage-error.ts';
import { checkHash, checkWorldName } from './world-name.ts';

const PLAIN = 'mw1';
const TAPED = 'mw2';

/** What a token says: the world, and the hash it had when the token was made. */
export interface Token {
  readonly world: WorldName;
  /** 16 hexadecimal digits. */
  readonly hash: string;
  /** Name of the property that the world violated; tokens of the first days have none. */
  readonly property?: string;
  /** The step limit, when the run had its own. */
  readonly stepsMax?: number;
  /** The tape of the shrunk world; the token is then of the second kind. */
  readonly tape?: Tape;
}

/** The token's text: letters, digits, `-`, `_` and two dots. A tape that is too large for a token is left out: the world is then the unshrunk one. */
export function encodeToken(token: Token): string {
  const taped = token.tape === undefined ? null : encodeTaped(token, token.tape);
  return taped === null ? framed(PLAIN, plainBody(token)) : framed(TAPED, taped);
}

function framed(version: string, body: string): string {
  return `${version}.${body}.${checksum(version, body)}`;
}

function plainBody(token: Token): string {
  const { suite, seed, strategy, settings } = token.world;
  const limit = token.stepsMax === undefined ? [] : [`#${token.stepsMax}`];
  const property = token.property === undefined ? [] : [`@${encodeURIComponent(token.property)}`];
  const words = [suite, seed, strategy, token.hash, ...Object.entries(settings).map(encodeSetting), ...property, ...limit];
  return Buffer.from(words.join(' ')).toString('base64url');
}

/** Whether the text is meant as a token (of any version). */
export function looksLikeToken(text: string): boolean {
  return /^mw\d+\./.test(text);
}

/**
 * Reads a token; its settings are checked when its suite is known. Throws UsageError: `token-version` for one of another version,
 * `token-damaged` when the checksum does not match or the words cannot be read, `bad-tape`, and what `checkWorldName` and `checkHash` throw.
 */
export function decodeToken(text: string): Token {
  const [version = '', body = '', sum = '', ...rest] = text.trim().split('.');
  if (version !== PLAIN && version !== TAPED) {
    throw new UsageError(
      'token-version',
      `This token begins with "${version}", and this manyworlds reads ${PLAIN} and ${TAPED} tokens: use the version of manyworlds that made it.`,
    );
  }
  if (rest.length > 0 || sum !== checksum(version, body)) {
    throw new UsageError(
      'token-damaged',
      `The token is damaged: its checksum is "${sum}" and should be "${checksum(version, body)}". Copy it again, whole and on one line.`,
    );
  }
  return version === TAPED ? decodeTaped(body) : readBody(body);
}

function readBody(body: string): Token {
  const [suite = '', seed = '', strategy = '', hash = '', ...rest] = Buffer.from(body, 'base64url').toString('utf8').split(' ');
  if (hash === '') {
    throw new UsageError(
      'token-damaged',
      'The token is damaged: it does not name suite, seed, strategy and hash. Make a new one with "manyworlds run".',
    );
  }
  const limit = rest.find((word) => word.startsWith('#'));
  const property = rest.find((word) => word.startsWith('@'));
  const settings = Object.fromEntries(rest.filter((word) => word !== limit && word !== property).map(decodeSetting));
  return {
    world: checkWorldName({ suite, seed, strategy, settings }),
    hash: checkHash(hash),
    ...(property === undefined ? {} : { property: decodeText(property.slice(1)) }),
    ...(limit === undefined ? {} : { stepsMax: decodeLimit(limit) }),
  };
}

/** `workers:4` for a number, `preset=baseline` for text. */
function encodeSetting([key, value]: readonly [string, string | number]): string {
  return `${encodeURIComponent(key)}${typeof value === 'number' ? ':' : '='}${encodeURIComponent(value)}`;
}

function decodeSetting(word: string): readonly [string, string | number] {
  const [, key = '', kind = '', text = ''] = /^([^:=]+)([:=])(.*)$/.exec(word) ?? [];
  if (key === '') throw unreadable(word);
  const value = decodeText(text);
  if (kind === ':' && !(value !== '' && Number.isFinite(Number(value)))) throw unreadable(word);
  return [decodeText(key), kind === ':' ? Number(value) : value];
}

function decodeText(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    throw unreadable(text, cause);
  }
}

function decodeLimit(word: string): number {
  const limit = /^#\d+$/.test(word) ? Number(word.slice(1)) : 0;
  if (!Number.isSafeInteger(limit) || limit < 1) throw unreadable(word);
  return limit;
}

function unreadable(word: string, cause?: unknown): UsageError {
  return new UsageError('token-damaged', `The token is damaged: "${word}" cannot be read. Make a new one with "manyworlds run".`, {
    cause,
  });
}

function checksum(version: string, body: string): string {
  return createHash('sha256').update(`${version}.${body}`).digest('hex').slice(0, 8);
}
