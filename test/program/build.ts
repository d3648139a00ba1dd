/**
 * Builds once, before the first test file starts. Test files run side by side and start the built program, so none of them may build: a
 * program that is started while the compiler writes finds half a module.
 */
import { spawnSync } from 'node:child_process';
import { root } from './built.ts';

/** Called by vitest once per run. @throws Error with the compiler's output when the sources cannot be built. */
export function setup(): void {
  const { status, stdout, stderr } = spawnSync('npm', ['run', '--silent', 'build'], { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`npm run build failed:\n${stdout}${stderr}`);
}
