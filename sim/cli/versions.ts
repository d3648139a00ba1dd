/** Versions of this package and of the packages that matter for what a world is. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The version in manyworlds' own package.json. */
export function ownVersion(): string {
  return versionAbove(dirname(fileURLToPath(import.meta.url)), 'manyworlds') ?? 'unknown';
}

/** The version of a package as seen from `folder`; null when it is not installed there. */
export function packageVersion(name: string, folder: string): string | null {
  try {
    const entry = createRequire(join(folder, 'from.js')).resolve(name);
    return versionAbove(dirname(entry), name);
  } catch {
    return null;
  }
}

/** The version in the nearest package.json above that has this name. */
function versionAbove(start: string, name: string): string | null {
  for (let folder = start; ; folder = dirname(folder)) {
    const path = join(folder, 'package.json');
    if (existsSync(path)) {
      const manifest: unknown = JSON.parse(readFileSync(path, 'utf8'));
      if (isManifest(manifest) && manifest.name === name) return manifest.version;
    }
    if (folder === dirname(folder)) return null;
  }
}

function isManifest(value: unknown): value is { readonly name: string; readonly version: string } {
  return typeof value === 'object' && value !== null && 'name' in value && 'version' in value && typeof value.version === 'string';
}
