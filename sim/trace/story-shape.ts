/**
 * What is the same about one bug in every world that shows it: the shape of its story. It is coarse on purpose. Seeds differ in times, hosts,
 * containers, latencies, in how many polls and retries lie on a path, in which facts come before the last, and in whether a host was paused,
 * killed or cut off when it had to be away; two bugs of one property differ in who did the deciding deed and in what the violation says. So
 * the shape holds the deed that the last fact shows (the role of the host, the command, script or remark) and the skeleton of the sentence:
 * its words without ids and amounts. Faults are no part of it. Which of them are necessary is found by experiments with a budget of time,
 * and an id must not depend on how far they got.
 */
import { anchorsOf, type Claim } from './claim.ts';
import type { TraceEvent } from './event.ts';

/** A claim with its sentence. */
export interface SaidClaim extends Claim {
  readonly sentence: string;
}

/** The shape of a claim's story, e.g. `worker: start # | container # ran on # at the same time`. */
export function storyShape(trace: readonly TraceEvent[], claim: SaidClaim): string {
  const anchors = anchorsOf(trace, claim);
  const deciding = claim.facts
    .map((fact, position) => shownBy(trace, anchors[position] ?? null, fact.atMs))
    .findLast((entry) => entry !== null);
  return [deciding === undefined ? '' : deedOf(deciding), skeletonOf(claim.sentence)].filter((part) => part !== '').join(' | ');
}

/** The entry that shows a fact and is a deed; null when the fact says that nothing happened, or only a message or timer shows it. */
function shownBy(trace: readonly TraceEvent[], anchor: number | null, atMs: number): TraceEvent | null {
  const entry = anchor === null ? undefined : trace[anchor];
  if (entry === undefined || entry.kind === 'deliver' || entry.kind === 'fire') return null;
  return Math.abs(entry.atMicros / 1000 - atMs) < 0.01 ? entry : null;
}

function deedOf(entry: TraceEvent): string {
  if (entry.kind !== 'command') return `${roleOf(entry.host)}: ${skeletonOf(entry.text)}`;
  const script = /^(?:EVAL|FCALL)\S* (\S+)/.exec(entry.text)?.[1];
  return `${roleOf(entry.peer ?? entry.host)}: ${script === undefined ? entry.name : skeletonOf(script)}`;
}

/** `worker-3` is a worker. */
function roleOf(host: string): string {
  return host.replace(/[-_]?\d+$/, '');
}

/** The words without ids, tokens and amounts (`2000 m, 512 MiB` is one amount, like `4 GPUs`), in the singular. */
function skeletonOf(text: string): string {
  return text
    .replaceAll(/-?\b\d+([.,]\d+)* (ms|m|s|[KMGT]i?B|GPUs?)(?!\w)/g, '#')
    .replaceAll(/[^\s,;:()]*\d[^\s,;()]*/g, '#')
    .replaceAll(/\b[0-9a-f]{8,}\b/g, '#')
    .replaceAll(/#((, | and )#)+/g, '#')
    .replaceAll('EVALSHA', 'EVAL')
    .replaceAll(/(\w{3})s\b/g, '$1')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
