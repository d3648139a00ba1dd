/** The folder of kept worlds: one `<name>.world.json` each, to be committed beside the tests. */
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { suggestion } from '../wording/index.ts';
import { readRegression, type Regression } from './regression.ts';
import type { Configuration } from './suite.ts';
import { UsageError } from './usage-error.ts';

const ENDING = '.world.json';

/** The folder of a configuration's kept worlds, absolute: its `regressions`, or `regressions` beside it. */
export function regressionsFolder(configurationFile: string, configuration: Configuration): string {
  return resolve(dirname(configurationFile), configuration.regressions ?? 'regressions');
}

/**
 * Writes a kept world, replacing an older one of the same finding. Returns its file. Throws UsageError `name-taken` when another finding
 * has the name, and `unwritable-folder`.
 */
export function writeRegression(folder: string, regression: Regression): string {
  const file = join(folder, regression.name + ENDING);
  const present = existsSync(file) ? readRegressionFile(file) : null;
  if (present !== null && present.finding !== regression.finding) {
    throw new UsageError(
      'name-taken',
      `${file} exists and keeps finding ${present.finding} (${present.property}). Choose another name with --as, or delete the file.`,
    );
  }
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, `${JSON.stringify(regression, null, 2)}\n`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError('unwritable-folder', `${file} cannot be written (${reason}). Name another folder with --out.`, { cause: error });
  }
  return file;
}

/** The kept world of one file. Throws UsageError `bad-regression` naming the file and what is wrong with it. */
export function readRegressionFile(file: string): Regression {
  let parsed: unknown;
  try {
    parsed = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError('bad-regression', `${file} cannot be read as JSON: ${reason}. Keep it again with "manyworlds keep".`, {
      cause: error,
    });
  }
  return readRegression(parsed, file);
}

/** The files of kept worlds in a folder, in the order of their names; none when there is no such folder. */
export function regressionFiles(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => name.endsWith(ENDING));
  return names.toSorted().map((name) => join(folder, name));
}

/** Whether this is the path of a kept world that exists. */
export function isRegressionFile(path: string): boolean {
  return path.endsWith(ENDING) && existsSync(path);
}

/** The name that a file's name says. */
export function regressionName(file: string): string {
  return file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1, -ENDING.length);
}

/**
 * The files that a person means by names, files or folders; all of `folder` when nothing was named. Throws UsageError
 * `unknown-regression` with what there is.
 */
export function chooseRegressions(folder: string, cwd: string, operands: readonly string[]): readonly string[] {
  const present = regressionFiles(folder);
  if (operands.length === 0) return present;
  return operands.flatMap((operand) => {
    const named = present.find((file) => regressionName(file) === operand);
    if (named !== undefined) return [named];
    const path = resolve(cwd, operand);
    if (existsSync(path)) return statSync(path).isDirectory() ? regressionFiles(path) : [path];
    const names = present.map(regressionName);
    throw new UsageError(
      'unknown-regression',
      `There is no kept world "${operand}" in ${folder}.${suggestion(operand, names, 'kept worlds there')}`,
    );
  });
}
