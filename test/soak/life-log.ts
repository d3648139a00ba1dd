/** The logs of the workers' lives: what their containers wrote about themselves, in the order in which it was written. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** One line that says something. `registered`: the worker begins a new incarnation, so nothing of an earlier one may run any more. */
export type LifeLine = { readonly kind: 'start' | 'end'; readonly id: string } | { readonly kind: 'registered' };

/** One process of one worker. */
export interface WorkerLife {
  readonly worker: string;
  readonly life: number;
  readonly lines: readonly LifeLine[];
}

/** What a container runs: it says that it begins, sleeps, says that it ends. */
export function containerCommand(sleepMs: number): readonly string[] {
  const sleep = sleepMs === 0 ? 'true' : `sleep ${sleepMs / 1_000}`;
  return ['/bin/sh', '-c', `echo "start $CONTAINER_ID" >> "$SOAK_LOG"; ${sleep}; echo "end $CONTAINER_ID" >> "$SOAK_LOG"`];
}

/** Reads one log; lines that say nothing here, such as other events of the worker, are left out. */
export function parseLife(text: string): LifeLine[] {
  return text.split('\n').flatMap((line): LifeLine[] => {
    const [, kind, id] = /^(start|end) (\S+)$/.exec(line) ?? [];
    if ((kind === 'start' || kind === 'end') && id !== undefined) return [{ kind, id }];
    return line.includes('"worker-registered"') ? [{ kind: 'registered' }] : [];
  });
}

/** Reads all logs of workers in a folder, sorted by worker and life. */
export function readLives(folder: string): WorkerLife[] {
  const lives = readdirSync(folder).flatMap((name): WorkerLife[] => {
    const [, worker, life] = /^(worker-\d+)\.(\d+)\.log$/.exec(name) ?? [];
    if (worker === undefined) return [];
    return [{ worker, life: Number(life), lines: parseLife(readFileSync(join(folder, name), 'utf8')) }];
  });
  return lives.sort((left, right) => (left.worker === right.worker ? left.life - right.life : left.worker < right.worker ? -1 : 1));
}
