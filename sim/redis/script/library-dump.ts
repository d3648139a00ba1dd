/**
 * FUNCTION DUMP and RESTORE: the sources of all libraries in Redis's own serialisation (RDB version 10: opcode, string, and behind all of them the
 * version and a checksum).
 */
import { ErrorReply, failure } from '../resp/index.ts';
import { bodyOf, withFooter } from '../commands/dump/payload.ts';
import { stringBytes } from '../commands/dump/primitives.ts';
import { Source } from '../commands/dump/source.ts';
import type { FunctionLibraries } from './libraries.ts';

const FUNCTION_OPCODE = 0xf5;
const BROKEN = failure('DUMP payload version or checksum are wrong');

/** All libraries as bytes that a real Redis restores too. */
export function dumpLibraries(libraries: FunctionLibraries): string {
  return withFooter(libraries.all.map(({ source }) => String.fromCharCode(FUNCTION_OPCODE) + stringBytes(source)).join(''));
}

/** Loads what `dumpLibraries` or a real Redis has written, all of it or nothing; answers Redis's refusal. */
export function restoreLibraries(libraries: FunctionLibraries, payload: string, policy: 'FLUSH' | 'APPEND' | 'REPLACE'): ErrorReply | null {
  const sources = readSources(payload);
  if (sources instanceof ErrorReply) return sources;
  const before = libraries.all.map(({ source }) => source);
  if (policy === 'FLUSH') libraries.flush();
  for (const source of sources) {
    const answer = libraries.load(source, policy === 'REPLACE');
    if (!(answer instanceof ErrorReply)) continue;
    libraries.flush();
    for (const one of before) libraries.load(one, true);
    return answer;
  }
  return null;
}

function readSources(payload: string): readonly string[] | ErrorReply {
  const body = bodyOf(payload);
  if (body === null) return BROKEN;
  const source = new Source(body);
  const sources: string[] = [];
  while (!source.atEnd) {
    if (source.byte() !== FUNCTION_OPCODE) return failure('given type is not a function');
    sources.push(source.string());
  }
  return sources;
}
