/**
 * Faults that ask less of the world than a given one: another kind that does less (a crash becomes a lost reply, then a stall, then a slow
 * link), or the same for a shorter time. Each is strictly weaker, so weakening ends.
 */
import type { Fault } from '../../sim/faults/index.ts';
import { causesAt } from '../arbitraries/index.ts';
import { REDIS } from '../scenario.ts';

/** Durations that people think in; a fault is shortened to them, and then halved. */
const ROUND_MS: readonly number[] = [100, 500, 1_000, 2_000];

/** A limit of so many bytes is hardly ever met; weakening ends here. */
const OUTPUT_BYTES_MAX = 1_000_000;

/** Kinds from the strongest to the weakest, as far as one can stand for the other. */
const LADDER: readonly Fault['kind'][] = [
  'redis-crash',
  'crash',
  'shutdown',
  'half-open',
  'reset',
  'partition',
  'hold',
  'pause',
  'slow',
  'clog',
  'latency',
];

const rank = (kind: Fault['kind']): number => LADDER.indexOf(kind);

/** What can stand for most kinds at one host: shorter words for the same moment. */
function replacements(fault: Fault): readonly Fault[] {
  const { atMs, when, target } = fault;
  if (target === REDIS) return [];
  const base = { target, atMs, ...(when === undefined ? {} : { when }) };
  const forMs = 'forMs' in fault && typeof fault.forMs === 'number' ? fault.forMs : 1_000;
  const candidates: readonly Fault[] = [
    { kind: 'reset', ...base, peer: REDIS, manner: 'reply-lost' },
    { kind: 'pause', ...base, forMs },
    { kind: 'latency', ...base, peer: REDIS, forMs, minimumMs: 100, maximumMs: 400 },
  ];
  return rank(fault.kind) < 0 ? [] : candidates.filter(({ kind }) => rank(kind) > rank(fault.kind));
}

function shorter(fault: Fault): readonly Fault[] {
  if (!('forMs' in fault) || typeof fault.forMs !== 'number') return [];
  const { forMs } = fault;
  const times = [...ROUND_MS.filter((ms) => ms < forMs), ...(forMs > 2 * (ROUND_MS[0] ?? 1) ? [Math.floor(forMs / 2)] : [])];
  return times.map((ms) => ({ ...fault, forMs: ms }));
}

/** Clocks that are less wrong. */
function lessWrong(fault: Fault): readonly Fault[] {
  switch (fault.kind) {
    case 'clock-offset':
      return Math.abs(fault.offsetMs) > 1 ? [{ ...fault, offsetMs: Math.trunc(fault.offsetMs / 2) }] : [];
    case 'clock-step':
      return Math.abs(fault.stepMs) > 1 ? [{ ...fault, stepMs: Math.trunc(fault.stepMs / 2) }] : [];
    case 'clock-drift':
      return Math.abs(fault.ppm) > 1 ? [{ ...fault, ppm: Math.trunc(fault.ppm / 2) }] : [];
    case 'partition':
      return fault.direction === 'both' ? [] : [{ ...fault, direction: 'both' }];
    case 'provisioner':
      return fault.manner === 'slow' ? [] : [{ ...fault, manner: 'slow' }];
    case 'failover':
      return [
        ...(fault.manner === 'crash' ? [] : [{ ...fault, manner: 'crash' as const }]),
        ...(fault.losesWrites > 0 ? [{ ...fault, losesWrites: Math.floor(fault.losesWrites / 2) }] : []),
      ];
    case 'redis-crash':
      return fault.loadingMs > 0 ? [{ ...fault, loadingMs: 0 }] : [];
    case 'power-loss':
      return powerLessLost(fault);
    case 'memory-pressure':
      return fault.share < 1 ? [{ ...fault, share: 1 }, ...(fault.share < 0.9 ? [{ ...fault, share: (1 + fault.share) / 2 }] : [])] : [];
    case 'client-pause':
      return fault.mode === 'all' ? [{ ...fault, mode: 'write' }] : [];
    case 'client-kill':
      return fault.type === undefined
        ? [
            { ...fault, type: 'pubsub' },
            { ...fault, type: 'normal' },
          ]
        : [];
    case 'output-buffer':
      return [
        ...(fault.type === undefined
          ? [
              { ...fault, type: 'pubsub' as const },
              { ...fault, type: 'normal' as const },
            ]
          : []),
        ...(fault.bytes < OUTPUT_BYTES_MAX ? [{ ...fault, bytes: Math.min(OUTPUT_BYTES_MAX, Math.max(1, 2 * fault.bytes)) }] : []),
      ];
    case 'crash':
      return fault.manner === 'silence' ? [{ ...fault, manner: 'reset' }] : [];
    case 'latency':
      return fault.slowShare === undefined
        ? []
        : [{ kind: 'latency', ...timeless(fault), minimumMs: fault.minimumMs, maximumMs: fault.maximumMs }];
    default:
      return [];
  }
}

/** A disk that was quick, no time to load, and half of what is lost. */
function powerLessLost(fault: Extract<Fault, { kind: 'power-loss' }>): readonly Fault[] {
  const { lostMs = 0 } = fault;
  return [
    ...((fault.loadingMs ?? 0) > 0 ? [{ ...fault, loadingMs: 0 }] : []),
    ...(fault.disk === 'stalled' ? [{ ...fault, disk: 'quick' as const }] : []),
    ...(lostMs > 1 ? [{ ...fault, lostMs: Math.floor(lostMs / 2) }] : []),
  ];
}

const timeless = ({
  target,
  atMs,
  when,
  peer,
  forMs,
}: Extract<Fault, { kind: 'latency' }>): Omit<Extract<Fault, { kind: 'latency' }>, 'kind' | 'minimumMs' | 'maximumMs'> => ({
  target,
  atMs,
  ...(when === undefined ? {} : { when }),
  peer,
  forMs,
});

/** Rounder moments: earlier in the count of causes, or at a full tenth of a second. */
function rounderMoment(fault: Fault): readonly Fault[] {
  const { atMs, when } = fault;
  if (when !== undefined)
    return when.occurrence > 1
      ? [
          { ...fault, when: { ...when, occurrence: 1 } },
          { ...fault, when: { ...when, occurrence: when.occurrence - 1 } },
        ]
      : [];
  return atMs % 100 === 0 ? [] : [{ ...fault, atMs: atMs - (atMs % 100) }];
}

/**
 * The same fault by cause: `right after gateway-1 took requests` says why it matters, and still says it when the program gets there a
 * little earlier or later.
 */
function byCause(fault: Fault): readonly Fault[] {
  if (fault.when !== undefined || (!fault.target.startsWith('gateway-') && !fault.target.startsWith('worker-'))) return [];
  return causesAt(fault.target, fault.atMs).map((moment) => ({ ...fault, ...moment }));
}

/** Faults that are one step weaker, the weakest first. */
export function* weakerFaults(fault: Fault): Iterable<Fault> {
  yield* replacements(fault).toReversed();
  yield* shorter(fault);
  yield* lessWrong(fault);
  yield* byCause(fault);
  yield* rounderMoment(fault);
}
