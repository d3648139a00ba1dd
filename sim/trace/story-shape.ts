/**
 * What is the same about one bug in every world that shows it: the shape of its story. It is coarse on purpose. Seeds differ in times, hosts,
 * containers, latencies, and in how many polls and retries lie on a path; two bugs of one property differ in what was done last and in what
 * had to go wrong. So the shape holds the kinds of the necessary faults (when they are known), and for the deciding facts who did what:
 * the role of the host and the name of the command, script or remark, each once, in order, without numbers.
 */
import { causalStory, type FaultVerdict } from './causal-story.ts';
import type { Claim } from './claim.ts';
import type { TraceEvent } from './event.ts';

/** Deciding facts: the contradiction and the one that it contradicts. */
const FACTS_MAX = 2;

/**
 * The shape of a claim's story, e.g. `pause | worker: starts # | worker: starts #`. `verdicts` are null while nobody has tried to remove
 * the faults; then faults are no part of the shape, because which of them mattered is not known.
 */
export function storyShape(trace: readonly TraceEvent[], claim: Claim, verdicts: readonly FaultVerdict[] | null = null): string {
  const { anchors, faults } = causalStory(trace, claim, verdicts);
  const isKnown = (verdicts ?? []).some((verdict) => verdict.necessary);
  const kinds = isKnown ? [...new Set(faults.map((fault) => fault.kind))].toSorted() : [];
  const deeds = anchors.slice(-FACTS_MAX).map((anchor, position) => {
    const entry = anchor === null ? undefined : trace[anchor];
    return entry === undefined ? withoutNumbers(claim.facts.slice(-FACTS_MAX)[position]?.text ?? '') : deedOf(entry);
  });
  return [kinds.join('+'), ...deeds.filter((deed, position) => deed !== deeds[position - 1])].filter((part) => part !== '').join(' | ');
}

function deedOf(entry: TraceEvent): string {
  const actor = roleOf(entry.kind === 'command' || entry.kind === 'deliver' ? (entry.peer ?? entry.host) : entry.host);
  if (entry.kind === 'command') return `${actor}: ${commandOf(entry)}`;
  if (entry.kind === 'fire') return `${roleOf(entry.host)}: timer`;
  return `${actor}: ${withoutNumbers(entry.text)}`;
}

/** The command, with the script's name when it is one. */
function commandOf({ name, text }: TraceEvent): string {
  const script = /^(?:EVAL|FCALL)\S* (\S+)/.exec(text)?.[1];
  return script === undefined ? name : `script ${withoutNumbers(script)}`;
}

/** `worker-3` is a worker. */
function roleOf(host: string): string {
  return host.replace(/[-_]?\d+$/, '');
}

function withoutNumbers(text: string): string {
  return text
    .replaceAll(/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b[0-9a-f]{8,}\b/g, '#')
    .replaceAll(/[\w-]*\d[\w-]*/g, '#')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
