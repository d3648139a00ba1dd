/**
 * The port through which a worker runs containers. The process runtime (`process-runtime.ts`) starts child processes; other runtimes
 * need only this interface.
 */
import type { ContainerExit, ContainerRequest } from './model.ts';

/** Starts containers on this machine. */
export interface ContainerRuntime {
  /** Resolves once the container runs; rejects if it cannot start, and then nothing of it is left running. */
  start(container: ContainerRequest): Promise<RunningContainer>;
}

/** A container that runs or has run. */
export interface RunningContainer {
  /** Resolves, once and never rejects, when nothing of the container is left running. */
  readonly exit: Promise<ContainerExit>;
  /** Asks (`SIGTERM`) or forces (`SIGKILL`) the container to end; harmless after its end. */
  stop(signal: 'SIGTERM' | 'SIGKILL'): void;
}
