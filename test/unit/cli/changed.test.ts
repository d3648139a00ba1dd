/** A finding replayed after its program was changed: by the names of its decisions, and what is said about how many still matched. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runProgram, type Finished } from '../../program/built.ts';
import { changeFile, makeProject } from './project.ts';

let project = '';
let id = '';
beforeAll(() => {
  project = makeProject();
  const found = manyworlds('run', '--workers', '1', '--seed', '1', '--set', 'lock=off', '--json');
  id = (JSON.parse(found.out.split('\n')[0] ?? '') as { id: string }).id;
});
afterAll(() => rmSync(project, { recursive: true, force: true }));

const manyworlds = (...argv: readonly string[]): Finished => runProgram(argv, project);

describe('a finding whose program was changed', () => {
  it('is there again when the change is neutral: the replay says how many decisions matched and where it first went another way', () => {
    const undo = changeFile(project, 'bank.ts', 'let open = clerks;', 'let open = clerks;\n  world.at(20, "audit", () => {});');
    const { out, exitCode } = manyworlds('replay', id);
    undo();
    expect(exitCode).toBe(1);
    expect(out).toMatch(
      /code changed since: (\d+) of \1 decisions matched, first diverged at 0\.020s: .*audit.*; no-lost-deposit is violated \(\d+ events, hash [0-9a-f]{16}\)\n$/,
    );
  });

  it('says which decisions never happened', () => {
    const undo = changeFile(project, 'bank.ts', 'const DEPOSITS = 3;', 'const DEPOSITS = 1;');
    const { out } = manyworlds('replay', id);
    undo();
    expect(out).toMatch(
      /code changed since: \d+ of \d+ decisions matched, first diverged at \d\.\d{3}s: .*(; never happened: clerk-\d .*)?;/,
    );
  });

  it('is gone when the bug is repaired: exit code 4', () => {
    const undo = changeFile(project, 'bank.ts', "settings['lock'] !== 'off'", 'true');
    const { out, exitCode } = manyworlds('replay', id);
    undo();
    expect(exitCode).toBe(4);
    expect(out).toContain('the world holds, and the recorded violation of no-lost-deposit is not there any more');
  });

  it('is stale when it was kept and most of it never happens any more: exit code 3', () => {
    expect(manyworlds('keep', id, '--as', 'lost').exitCode).toBe(0);
    const undo = changeFile(project, 'bank.ts', 'const DEPOSITS = 3;', 'const DEPOSITS = 0;');
    const { out, exitCode } = manyworlds('run', '--regressions');
    undo();
    expect(exitCode).toBe(3);
    expect(out).toMatch(/^\? stale {2}lost {2}\d+ of \d+ decisions matched, first diverged at .*, so that it holds proves nothing\n/);
    expect(out).toContain('one is stale or inconclusive (exit code 3)');
  });
});

describe('a tape that does not belong here', () => {
  const changed = (changes: object): Finished => {
    const file = join(project, '.manyworlds', id, 'finding.json');
    const finding = JSON.parse(readFileSync(file, 'utf8')) as { tape: object };
    const other = join(project, 'other.json');
    writeFileSync(other, JSON.stringify({ ...finding, tape: { ...finding.tape, ...changes } }));
    return manyworlds('replay', other);
  };

  it.each([
    [{ suite: 'calm' }, 'The tape belongs to suite "calm" and the world to suite "bank"'],
    [{ v: 2 }, 'holds no tape: "v" is not 1'],
    [{ delays: { x: 'late' } }, 'holds no tape: "delays" of x is not a number of microseconds'],
    [{ settings: { lock: 'of' } }, 'Did you mean "off"?'],
  ])('changed by %j is refused with exit code 2', (changes, message) => {
    const { exitCode, error } = changed(changes);
    expect(error).toContain(message);
    expect(exitCode).toBe(2);
  });
});
