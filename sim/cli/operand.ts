/** The one operand of commands about a stored finding: its id, or the path of its file or folder. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { findById, findByPath, looksLikeToken, UsageError, type StoredFinding } from '../explore/index.ts';
import type { ParsedArguments } from './flags.ts';

/** The only operand. Throws UsageError `bad-operands` when there is none or more than one. */
export function onlyOperand(written: ParsedArguments, command: string, what: string): string {
  const [text, ...more] = written.operands;
  if (text !== undefined && more.length === 0) return text;
  throw new UsageError(
    'bad-operands',
    `${command} takes one ${what}, and ${written.operands.length} were given. Findings: manyworlds list findings.`,
  );
}

/** The finding that the operand means. Throws UsageError for a token, `unknown-finding` and `bad-finding`. */
export function storedFinding(written: ParsedArguments, command: string, store: string, cwd: string): StoredFinding {
  const text = onlyOperand(written, command, 'id or file');
  if (looksLikeToken(text)) {
    throw new UsageError(
      'bad-operands',
      `${command} takes a finding, and a token carries no story. Find it again with "manyworlds run --seed S --seeds 1"; "manyworlds replay" tells its seed.`,
    );
  }
  const isId = /^[a-z0-9]{4,30}$/.test(text);
  const path = resolve(cwd, text);
  return !isId && existsSync(path) ? findByPath(path) : findById(store, text);
}
