/**
 * A replayed world that somebody looks into while it runs: its program's console output with virtual time and host, and a stop in the
 * debugger at a moment. Looking changes nothing: the world has the same hash.
 */
import { listenToConsole, quietly, runWorld, type RunWorld, type RunWorldOptions, type Suite } from '../explore/index.ts';
import type { World } from '../world/index.ts';
import { stopHere } from './breakpoint.ts';

/** One line that the program printed. */
export interface ProgramLine {
  readonly atMs: number;
  /** `world` for what the suite printed outside any host. */
  readonly host: string;
  readonly text: string;
}

/** What is looked at. */
export interface Watch {
  /** Told of each line that the program prints; null to leave the console alone. */
  readonly onLine: ((line: ProgramLine) => void) | null;
  /** Virtual milliseconds at which the debugger stops; null for no stop. */
  readonly stopAtMs: number | null;
  /** Given the world that is looked at, before anything is built in it. */
  readonly onWorld?: (world: World) => void;
  /** Called before the world that is looked at begins. */
  readonly onBegin?: () => void;
}

/** Runs worlds; the first recorded one is watched. `wasStopped` says whether the moment of the stop was reached. */
export function watchedRun(watch: Watch): { readonly run: RunWorld; wasStopped(): boolean } {
  let isWatched = false;
  let stopped = false;
  const run: RunWorld = async (suite, options) => {
    if (isWatched || options.record !== true) return quietly(() => runWorld(suite, options));
    isWatched = true;
    watch.onBegin?.();
    const seen = new SeenWorld(suite, watch.onWorld);
    const quiet = watch.onLine === null ? null : listenToConsole((text) => seen.printed(text, watch.onLine));
    try {
      return await runWorld(seen.suite, { ...options, ...stopping(watch, () => (stopped = true)) });
    } finally {
      quiet?.();
    }
  };
  return { run, wasStopped: () => stopped };
}

function stopping({ stopAtMs }: Watch, onStop: () => void): Pick<RunWorldOptions, 'onEntry'> {
  if (stopAtMs === null) return {};
  let isOver = false;
  return {
    onEntry(entry) {
      if (isOver || entry.atMicros < stopAtMs * 1000) return;
      isOver = true;
      onStop();
      stopHere(entry.atMicros / 1000, entry.host, entry);
    },
  };
}

/** The suite with a hold on the world that it builds, which knows the time and the host of whatever runs. */
class SeenWorld {
  readonly suite: Suite;
  #world: World | null = null;

  constructor(suite: Suite, onWorld: Watch['onWorld']) {
    this.suite = {
      ...suite,
      build: (world, scenario, settings) => {
        this.#world = world;
        onWorld?.(world);
        return suite.build(world, scenario, settings);
      },
    };
  }

  /** The rehearsal before the world is not recorded, and nobody wants to read what it prints. */
  printed(text: string, onLine: Watch['onLine']): void {
    const world = this.#world;
    if (world === null || !world.isRecorded) return;
    for (const line of text.split('\n')) onLine?.({ atMs: world.nowMs, host: world.currentHost?.name ?? 'world', text: line });
  }
}
