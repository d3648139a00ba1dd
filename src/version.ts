/** The version of this package. */
import { existsSync, readFileSync } from 'node:fs';

/** Read from `package.json`, which is one folder above the sources and two above the built files. */
export function ownVersion(): string {
  const file = ['../package.json', '../../package.json'].map((path) => new URL(path, import.meta.url)).find((url) => existsSync(url));
  return file ? (JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string }).version : 'unknown';
}
