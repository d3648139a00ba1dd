/** Aims what operators do at the workspaces and workers of a world. */
import type { Operation, WorkerShape } from '../scenario.ts';
import type { OperationSketches, QuotaSketch, ServiceSketch } from './habits.ts';

/** Workspaces are named by number, from 1. */
export const workspaceName = (index: number): string => `workspace-${index + 1}`;

/** An operation before it has its place in the order, and with it its name. */
type Unnamed<Kind> = Kind extends unknown ? Omit<Kind, 'id'> : never;

function quotaOf(sketch: QuotaSketch, index: number, workspaces: number, workers: readonly WorkerShape[]): Unnamed<Operation> {
  const total = workers.reduce((sum, { cpuMillicores }) => sum + cpuMillicores, 0);
  return {
    what: 'quota',
    atMs: sketch.atMs,
    workspace: workspaceName(index % workspaces),
    cpuMillicores: sketch.cpuPercent === null ? null : Math.floor((total * sketch.cpuPercent) / 100),
    gpuCount: sketch.gpuCount,
  };
}

function serviceOf(sketch: ServiceSketch, workers: readonly WorkerShape[], mustReturn: boolean): readonly Unnamed<Operation>[] {
  const worker = workers[sketch.worker % workers.length]?.name;
  if (worker === undefined) return [];
  const { what, atMs } = sketch;
  const forMs = sketch.forMs ?? (mustReturn ? atMs : null);
  return [{ what, atMs, worker }, ...(forMs === null ? [] : [{ what: 'uncordon' as const, atMs: atMs + forMs, worker }])];
}

/**
 * Operations in order of time, named `operation-1`, `operation-2`, …; `mustReturn`: every worker that is taken out of service comes back,
 * because somebody waits for ever.
 */
export function planOperations(
  sketches: OperationSketches,
  workspaces: number,
  workers: readonly WorkerShape[],
  mustReturn: boolean,
): readonly Operation[] {
  const quotas = workspaces === 0 ? [] : sketches.quotas.map((sketch, index) => quotaOf(sketch, index, workspaces, workers));
  const services = sketches.services.flatMap((sketch) => serviceOf(sketch, workers, mustReturn));
  return [...quotas, ...services]
    .toSorted((left, right) => left.atMs - right.atMs)
    .map((operation, index) => ({ id: `operation-${index + 1}`, ...operation }));
}
