/**
 * Judges a soak. Worlds judge by every change in Redis, in order; on real machines nobody sees that order. So these checks read coarser
 * evidence than the properties of the same ids in `properties/`, and say the same about it. The scheduler is asked nothing but what its
 * clients are told, and whether that is true is checked against what the containers wrote.
 */
import type { Resources, WorkerRecord } from '../../src/index.ts';
import type { SoakEvidence } from './evidence.ts';
import type { WorkerLife } from './life-log.ts';
import { MACHINE, type PlannedContainer } from './plan.ts';

/** The verdict on one property. */
export interface SoakVerdict {
  /** Id in docs/scheduler-properties.md; `-` where only real processes have it. */
  readonly id: string;
  readonly name: string;
  /** One sentence for each violation. */
  readonly violations: readonly string[];
}

type Judge = (evidence: SoakEvidence, starts: ReadonlyMap<string, readonly string[]>) => string[];

/** Which lives of which workers wrote that they started a container. */
export function startsOf(lives: readonly WorkerLife[]): Map<string, string[]> {
  const starts = new Map<string, string[]>();
  for (const { worker, life, lines } of lives) {
    for (const line of lines) {
      if (line.kind !== 'start') continue;
      const places = starts.get(line.id) ?? [];
      places.push(`${worker} (life ${life})`);
      starts.set(line.id, places);
    }
  }
  return starts;
}

const nothingLost: Judge = ({ accepted, finalStatuses }) =>
  accepted
    .filter(({ id }) => (finalStatuses.get(id)?.state ?? 'UNKNOWN') === 'UNKNOWN')
    .map(({ id }) => `${id} was accepted and nobody knows it any more`);

const everyRequestEnds: Judge = ({ accepted, finalStatuses }) =>
  accepted.flatMap(({ id }) => {
    const state = finalStatuses.get(id)?.state ?? 'UNKNOWN';
    return state === 'ENDED' || state === 'UNKNOWN' ? [] : [`${id} was accepted, and is ${state} for ever`];
  });

const atMostOnce: Judge = (_evidence, starts) =>
  [...starts]
    .filter(([, places]) => places.length > 1)
    .map(([id, places]) => `${id} was started ${places.length} times: on ${places.join(' and on ')}`);

const onlyAccepted: Judge = ({ accepted }, starts) => {
  const known = new Set(accepted.map(({ id }) => id));
  return [...starts.keys()].filter((id) => !known.has(id)).map((id) => `${id} was started and never accepted`);
};

/** `lost` may or may not have run; every other outcome says what must, or must not, be in a log. */
const truthfulOutcomes: Judge = ({ outcomes, lives }, starts) => {
  const ended = new Set(lives.flatMap(({ lines }) => lines.flatMap((line) => (line.kind === 'end' ? [line.id] : []))));
  return [...outcomes].flatMap(([id, outcome]) => {
    if (outcome.kind === 'failed' && starts.has(id)) return [`${id} is said to have failed (${outcome.reason}), but it was started`];
    if (outcome.kind === 'stopped') return [`${id} is said to be stopped, but nobody stopped it`];
    if (outcome.kind !== 'exited') return [];
    if (outcome.exitCode !== 0) return [`${id} is said to have exited with ${outcome.exitCode}, which its program never does`];
    return ended.has(id) ? [] : [`${id} is said to have exited, but never wrote that it ended`];
  });
};

const outcomesStand: Judge = ({ outcomes, finalStatuses }) =>
  [...outcomes].flatMap(([id, first]) => {
    const last = finalStatuses.get(id);
    const isSame = last?.state === 'ENDED' && JSON.stringify(last.outcome) === JSON.stringify(first);
    return isSame ? [] : [`${id} was ${JSON.stringify(first)} and is ${JSON.stringify(last ?? null)} now`];
  });

/**
 * Sums what runs beside each start, by the containers' own lines. A start is written late and an end early, and what never wrote an end (it
 * was killed, nobody knows when) is not counted: no sum is too large.
 */
const noOvercommit: Judge = ({ accepted, lives }) => {
  const demands = new Map(accepted.map((container) => [container.id, container]));
  return lives.flatMap(({ worker, life, lines }) => {
    const endsLater = new Set(lines.flatMap((line) => (line.kind === 'end' ? [line.id] : [])));
    const running = new Map<string, PlannedContainer>();
    const violations: string[] = [];
    for (const line of lines) {
      if (line.kind === 'end') running.delete(line.id);
      if (line.kind !== 'start') continue;
      const demand = demands.get(line.id);
      if (!demand) continue;
      const together = [...running.values(), demand];
      if (endsLater.has(line.id)) running.set(line.id, demand);
      const sum = (kind: keyof typeof MACHINE): number => together.reduce((total, one) => total + one[kind], 0);
      const [cpu, memory] = [sum('cpuMillicores'), sum('memoryMib')];
      if (cpu > MACHINE.cpuMillicores || memory > MACHINE.memoryMib)
        violations.push(
          `${worker} (life ${life}) ran ${together.map(({ id }) => id).join(', ')} at once: ${cpu} millicores, ${memory} MiB`,
        );
    }
    return violations;
  });
};

/** A worker that begins anew has given its old containers up: one that still writes ran behind everybody's back. */
const fencedAreGone: Judge = ({ lives }) =>
  lives.flatMap(({ worker, life, lines }) => {
    const running = new Set<string>();
    const fenced = new Set<string>();
    const violations: string[] = [];
    for (const line of lines) {
      if (line.kind === 'registered') {
        for (const id of running) fenced.add(id);
        running.clear();
      } else if (line.kind === 'start') running.add(line.id);
      else if (!running.delete(line.id) && fenced.has(line.id))
        violations.push(`${line.id} still ran on ${worker} (life ${life}) when that had begun anew`);
    }
    return violations;
  });

const kindsOf = (resources: Resources): readonly number[] => [resources.cpuMillicores, resources.memoryMib, resources.gpuCount];
const shown = ({ id, free, total }: WorkerRecord): string => `${id} had ${kindsOf(free).join('/')} free of ${kindsOf(total).join('/')}`;

const noNegativeCapacity: Judge = ({ oddRecords }) =>
  oddRecords.filter(({ free }) => kindsOf(free).some((amount) => amount < 0)).map(shown);

const noOverCredit: Judge = ({ oddRecords }) =>
  oddRecords.filter(({ free, total }) => kindsOf(free).some((amount, kind) => amount > (kindsOf(total)[kind] ?? 0))).map(shown);

const capacityReturns: Judge = ({ remains, workers }) => [
  ...workers.filter((id) => !remains.workers.some((record) => record.id === id)).map((id) => `${id} runs, and has no record`),
  ...remains.workers
    .filter(({ free, total }) => kindsOf(free).join() !== kindsOf(total).join())
    .map((record) => `at rest ${shown(record)}`),
];

const backlogDrains: Judge = ({ remains }) => {
  const { backlog, leases, queued, unacknowledged, owned, records } = remains;
  const left = Object.entries({ backlog, leases, queued, unacknowledged, owned, records }).filter(([, count]) => count > 0);
  return left.map(([what, count]) => `${count} left in ${what}`);
};

const JUDGES: readonly (readonly [id: string, name: string, judge: Judge])[] = [
  ['S6', 'no-lost-request', nothingLost],
  ['L1', 'every-request-ends', everyRequestEnds],
  ['S5', 'at-most-once-execution', atMostOnce],
  ['S12', 'truthful-failure (every outcome is true)', truthfulOutcomes],
  ['S8', 'lifecycle (an outcome is final)', outcomesStand],
  ['S3', 'no-overcommit', noOvercommit],
  ['-', 'nothing outlives its fence', fencedAreGone],
  ['S1', 'no-negative-capacity', noNegativeCapacity],
  ['S2', 'no-over-credit', noOverCredit],
  ['L4', 'capacity-returns', capacityReturns],
  ['L14', 'backlog-drains', backlogDrains],
  ['-', 'every submission is accepted', ({ unaccepted }) => [...unaccepted]],
  ['-', 'nothing runs that was not accepted', onlyAccepted],
  ['-', 'no container runs at rest', ({ runningAtRest }) => [...runningAtRest]],
  ['-', 'no process is left behind the end', ({ runningAfterEnd }) => [...runningAfterEnd]],
  ['-', 'no machine ends by itself', ({ crashes }) => [...crashes]],
  ['-', 'every machine leaves on SIGTERM', ({ stubborn }) => [...stubborn]],
];

/** One verdict a property. */
export function judge(evidence: SoakEvidence): SoakVerdict[] {
  const starts = startsOf(evidence.lives);
  return JUDGES.map(([id, name, decide]) => ({ id, name, violations: decide(evidence, starts) }));
}
