/**
 * Finds and loads `manyworlds.config.ts`. This file owns jiti: configurations and suites are TypeScript that needs no build step. Their
 * `import … from 'manyworlds'` is answered with the framework that is running, so that there is one instance of it and never two.
 */
import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { createJiti } from 'jiti';
import type { Configuration, Suite } from './suite.ts';
import { UsageError } from './usage-error.ts';

const FILE_NAMES = ['manyworlds.config.ts', 'manyworlds.config.mts', 'manyworlds.config.js', 'manyworlds.config.mjs'];

/** States a configuration, checked by the compiler; the identity function otherwise. */
export function defineConfig(configuration: Configuration): Configuration {
  return configuration;
}

/** The configuration of this folder or the nearest one above; null when there is none. An absolute path. */
export function findConfiguration(folder: string): string | null {
  for (let current = resolve(folder); ; current = dirname(current)) {
    const found = FILE_NAMES.map((name) => join(current, name)).find((path) => existsSync(path));
    if (found !== undefined) return found;
    if (current === dirname(current)) return null;
  }
}

/** The path of the configuration to use: `named` (from `--config`) or the nearest. Throws UsageError `no-configuration`. */
export function requireConfiguration(folder: string, named: string | null): string {
  if (named === null) {
    const found = findConfiguration(folder);
    if (found !== null) return found;
    throw new UsageError(
      'no-configuration',
      `There is no manyworlds.config.ts in ${folder} or above. Write one that exports "default defineConfig({ suites: […] })", or name it with --config.`,
    );
  }
  const path = resolve(folder, named);
  if (existsSync(path) && statSync(path).isFile()) return path;
  throw new UsageError('no-configuration', `--config ${named}: there is no such file.`);
}

/** Loads a configuration. Throws UsageError `bad-configuration` with the cause when it cannot be loaded or is not one. */
export async function loadConfiguration(path: string): Promise<Configuration> {
  let loaded: unknown;
  try {
    const framework: unknown = await import('../index.ts');
    const jiti = createJiti(path, { virtualModules: { manyworlds: framework }, fsCache: false });
    loaded = await jiti.import(path, { default: true });
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError('bad-configuration', `${path} could not be loaded: ${reason}`, { cause: error });
  }
  return checked(path, loaded);
}

function checked(path: string, loaded: unknown): Configuration {
  if (!isConfiguration(loaded)) {
    throw new UsageError(
      'bad-configuration',
      `${path} is no configuration: write "export default defineConfig({ suites: […] })" with suites made by defineSuite.`,
    );
  }
  const names = loaded.suites.map((suite) => suite.name);
  const twice = names.find((name, position) => names.indexOf(name) !== position);
  if (twice !== undefined) throw new UsageError('bad-configuration', `${path} has two suites named "${twice}": rename one.`);
  const folder: unknown = loaded.regressions;
  if (folder !== undefined && typeof folder !== 'string')
    throw new UsageError('bad-configuration', `${path}: "regressions" is ${JSON.stringify(folder)} and must be the path of a folder.`);
  return loaded;
}

function isConfiguration(value: unknown): value is Configuration {
  if (typeof value !== 'object' || value === null || !('suites' in value)) return false;
  return Array.isArray(value.suites) && value.suites.every(isSuite);
}

function isSuite(value: unknown): value is Suite {
  return (
    typeof value === 'object' &&
    value !== null &&
    'name' in value &&
    typeof value.name === 'string' &&
    'build' in value &&
    typeof value.build === 'function'
  );
}
