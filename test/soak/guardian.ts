/**
 * Ends what a soak started when the soak itself dies, also by SIGKILL: a shell of its own process group that is told every process on its
 * standard input, and kills those that are left when that pipe closes.
 */
import { spawn, type ChildProcess } from 'node:child_process';

const SCRIPT = `
trap '' INT TERM HUP
pids=' '
while read -r sign pid; do
  case $sign in
    +) pids="$pids$pid " ;;
    -) pids="\${pids%% $pid *} \${pids#* $pid }" ;;
  esac
done
for pid in $pids; do kill -KILL "$pid" 2>/dev/null; done
`;

/** Watches over processes until it is dismissed. */
export class Guardian {
  readonly #shell: ChildProcess = spawn('/bin/sh', ['-c', SCRIPT], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });

  constructor() {
    // Whoever kills the guardian takes the net away, not the soak.
    this.#shell.stdin?.on('error', () => undefined);
  }

  /** Watches over a process from now until its end. */
  watch(child: ChildProcess): void {
    const { pid } = child;
    if (pid === undefined) return;
    this.#shell.stdin?.write(`+ ${pid}\n`);
    child.once('exit', () => this.#shell.stdin?.write(`- ${pid}\n`));
  }

  /** Kills whatever it still watches over, and ends. */
  async dismiss(): Promise<void> {
    if (this.#shell.exitCode !== null || this.#shell.signalCode !== null) return;
    const ended = new Promise((resolve) => this.#shell.once('exit', resolve));
    this.#shell.stdin?.end();
    await ended;
  }
}
