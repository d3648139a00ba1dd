/** The picture that `scheduler top` shows: a pure function of one look and the look before. */
import type { Resources, WorkerRecord } from '../model.ts';
import type { BacklogFigures } from '../options.ts';
import { durationText } from './duration.ts';
import type { Paint } from './style.ts';
import { table, type Cell } from './table.ts';

/** What one look found. */
export interface Sample {
  /** Of this process's monotonic clock. */
  readonly atMs: number;
  /** Null where the preset cannot tell. */
  readonly backlog: BacklogFigures | null;
  readonly workers: readonly Pick<WorkerRecord, 'id' | 'status' | 'poolName' | 'total' | 'free'>[];
}

type Kind = keyof Resources;

/** Lines around the table of workers. */
const OTHER_LINES = 8;

/** Text of several lines; the fullest workers come first and the table ends where the screen does. */
export function overview(sample: Sample, before: Sample | null, paint: Paint, rowsMax: number): string {
  const { backlog, workers } = sample;
  const rate = (figure: (one: BacklogFigures) => number): string => changeText(sample, before, figure);
  const placed = (one: BacklogFigures): number => one.containers - one.waiting - one.leased;
  const containers =
    backlog === null
      ? ['containers   this preset does not tell']
      : [
          `containers   ${backlog.containers}${rate((one) => one.containers)}`,
          `  waiting    ${backlog.waiting}${rate((one) => one.waiting)}, of them ready ${backlog.ready}${oldestText(backlog)}`,
          `  in hand    ${backlog.leased}`,
          `  placed     ${placed(backlog)}${rate(placed)}`,
        ];
  const available = workers.filter(({ status }) => status === 'available');
  const fleet = `workers      ${workers.length}, available ${available.length}, idle ${available.filter(isIdle).length}`;
  const used = `used         ${(['cpuMillicores', 'memoryMib', 'gpuCount'] as const).map((kind) => usedText(workers, kind)).join(', ')}`;
  const shown = [...workers].sort((left, right) => usedShare(right) - usedShare(left)).slice(0, Math.max(1, rowsMax - OTHER_LINES));
  const more = workers.length > shown.length ? `and ${workers.length - shown.length} more\n` : '';
  const fleetTable =
    workers.length === 0 ? '' : `\n${table(['WORKER', 'POOL', 'STATUS', 'CPU', 'MEMORY', 'GPUS'], shown.map(cellsOf), paint)}${more}`;
  return `${[...containers, fleet, used].join('\n')}\n${fleetTable}`;
}

/** ` (-3.5/s)`; nothing without a look before. */
function changeText(sample: Sample, before: Sample | null, figure: (one: BacklogFigures) => number): string {
  if (sample.backlog === null || before === null || before.backlog === null) return '';
  const perSecond = ((figure(sample.backlog) - figure(before.backlog)) / (sample.atMs - before.atMs)) * 1_000;
  return ` (${perSecond < 0 ? '' : '+'}${perSecond.toFixed(1)}/s)`;
}

function oldestText({ oldestAgeMs }: BacklogFigures): string {
  return oldestAgeMs === null ? '' : `, oldest ${durationText(oldestAgeMs)}`;
}

const KIND_TEXTS: Readonly<Record<Kind, string>> = { cpuMillicores: 'CPU', memoryMib: 'memory', gpuCount: 'GPUs' };

function usedText(workers: Sample['workers'], kind: Kind): string {
  const total = workers.reduce((sum, worker) => sum + worker.total[kind], 0);
  const free = workers.reduce((sum, worker) => sum + worker.free[kind], 0);
  return `${KIND_TEXTS[kind]} ${total === 0 ? '-' : `${Math.round(((total - free) / total) * 100)} %`}`;
}

function isIdle({ total, free }: Sample['workers'][number]): boolean {
  return free.cpuMillicores === total.cpuMillicores && free.memoryMib === total.memoryMib && free.gpuCount === total.gpuCount;
}

function usedShare({ total, free }: Sample['workers'][number]): number {
  return total.cpuMillicores === 0 ? 0 : 1 - free.cpuMillicores / total.cpuMillicores;
}

function cellsOf({ id, poolName, status, total, free }: Sample['workers'][number]): readonly Cell[] {
  const used = (kind: Kind): string => `${total[kind] - free[kind]}/${total[kind]}`;
  return [id, poolName, status, used('cpuMillicores'), used('memoryMib'), used('gpuCount')];
}
