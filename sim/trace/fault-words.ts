/**
 * Kinds of faults, read off their words: a trace tells a fault as a person reads it (`paused for 700ms`), and stories, bands and ids need
 * its kind and what it does to the rest of the world.
 */

/**
 * What a fault does to the rest of the world. `absence`: the host does not act, or is not heard, until the end (pause, crash, partition);
 * `pressure`: everything on the host or link goes on, but otherwise (slow, latency, clocks, losses); `moment`: it happens once (reset,
 * script flush, a duplicated call).
 */
export type FaultInfluence = 'absence' | 'pressure' | 'moment';

/** Kinds by their words, the more special ones first, each with the noun that a sentence uses and what it does. */
const KINDS: readonly (readonly [words: RegExp, kind: string, noun: string, influence: FaultInfluence])[] = [
  [/half.?open/i, 'half-open', 'half-open connection', 'absence'],
  [/duplicat|\btwice\b|call(s|ed)? again/i, 'duplicate-call', 'duplicated call', 'moment'],
  [/script.?(cache.?)?flush|forgets? (its |all )?scripts|flush/i, 'script-flush', 'script flush', 'moment'],
  [/message.?loss|loses .*messages|messages? .*\blost\b/i, 'message-loss', 'message loss', 'pressure'],
  [/slow.?command/i, 'slow-command', 'slow command', 'pressure'],
  [/provision|\bmachines\b/i, 'provisioner', 'provisioner fault', 'pressure'],
  [/\bdns\b|look up|resolve|ENOTFOUND|EAI_AGAIN/i, 'dns', 'DNS failure', 'pressure'],
  [/clock/i, 'clock', 'clock fault', 'pressure'],
  [/reset/i, 'reset', 'reset', 'moment'],
  [/refus/i, 'refuse', 'refusal of connects', 'absence'],
  [/paus|stall|SIGSTOP/i, 'pause', 'pause', 'absence'],
  [/shut|SIGTERM/i, 'shutdown', 'shutdown', 'absence'],
  [/crash|kill|power/i, 'crash', 'crash', 'absence'],
  [/\bloading\b/i, 'loading', 'loading', 'absence'],
  [/partition|\bcut\b|unreachable/i, 'partition', 'partition', 'absence'],
  [/\bh[eo]ld\b/i, 'hold', 'hold', 'absence'],
  [/clog|bytes (a|per) second/i, 'clog', 'clog', 'pressure'],
  [/latency|takes .* to /i, 'latency', 'latency', 'pressure'],
  [/slow|\blate\b/i, 'slow', 'slowness', 'pressure'],
  [/restart|starts? again/i, 'restart', 'restart', 'moment'],
];

/** The kind that a fault's words or the name of its kind tell; `fault` when they tell none. */
export function faultKindOf(text: string): string {
  return KINDS.find(([words]) => words.test(text))?.[1] ?? 'fault';
}

/** The noun for a fault, without an article: `pause`; null when its words tell no kind. */
export function faultNounOf(text: string): string | null {
  return KINDS.find(([words]) => words.test(text))?.[2] ?? null;
}

/** What a fault of these words does; `pressure` when they tell no kind. */
export function faultInfluenceOf(text: string): FaultInfluence {
  return KINDS.find(([words]) => words.test(text))?.[3] ?? 'pressure';
}
