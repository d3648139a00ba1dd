/** The built scheduler command; built first when it is missing or older than its sources. */
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const MAIN = join(ROOT, 'dist/src/main.js');

/** Path of `dist/src/main.js`. @throws Error with the compiler's output when it cannot be built. */
export function builtMain(): string {
  if (builtAt() < newestSource()) {
    const build = spawnSync('npm', ['run', '--silent', 'build'], { cwd: ROOT, encoding: 'utf8' });
    if (builtAt() < newestSource()) throw new Error(`npm run build did not make ${MAIN}:\n${build.stdout}${build.stderr}`);
  }
  return MAIN;
}

function builtAt(): number {
  return statSync(MAIN, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function newestSource(): number {
  const sources = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  return Math.max(...sources.map((name) => statSync(join(ROOT, 'src', name)).mtimeMs));
}
