/**
 * Entries of a trace in words that a person understands: commands without what says nothing, ends of faults by what they end, replies as
 * replies.
 */
import { isExpiry, type Causality, type FaultSpan, type TraceEvent } from '../trace/index.ts';
import { changedFields, namespaceOf, scriptWords, shorten } from './command-words.ts';

/** Tells the entries of one trace. */
export interface Words {
  /** What happened, without time and place. */
  readonly of: (index: number) => string;
  /** Where: the host, or sender and receiver. */
  readonly place: (index: number) => { readonly from: string | null; readonly at: string };
}

/** The words for a trace. `ellipsis` stands for what is left out. */
export function wordsFor(causality: Pick<Causality, 'trace' | 'faults'>, ellipsis: string): Words {
  const { trace, faults } = causality;
  const namespace = namespaceOf(trace);
  const changes = changedFields(trace, ellipsis);
  const ends = new Map(faults.flatMap((fault) => (fault.endIndex === null ? [] : [[fault.endIndex, fault] as const])));
  return {
    of: (index) => {
      const entry = trace[index];
      if (entry === undefined) return '';
      const ended = ends.get(index);
      if (ended !== undefined) return endWords(ended);
      return shorten(sayEntry(entry, changes.get(index) ?? entry.text), namespace, ellipsis);
    },
    place: (index) => {
      const entry = trace[index];
      const at = ends.get(index)?.host ?? entry?.host ?? '';
      return { from: entry?.peer === undefined || entry.peer === at || ends.has(index) ? null : entry.peer, at };
    },
  };
}

/** How a fault ends: `resumes`, `is up again`, or the fault's own words behind `no longer`. */
export function endWords({ text, influence }: FaultSpan): string {
  if (/paus|stall/i.test(text)) return 'resumes';
  if (influence === 'absence' && /kill|power|crash|shut/i.test(text)) return 'is up again';
  const rest = text.replace(/ for \d+ms\b.*$/, '');
  return /^(cut|stalled|loading|\d+ms late)\b/.test(rest) ? `is no longer ${rest}` : `no longer: ${rest}`;
}

function sayEntry(entry: TraceEvent, text: string): string {
  if (entry.kind === 'start') return entry.text === 'started' ? 'starts' : entry.text;
  if (entry.kind === 'deliver') return sayMessage(entry.text);
  if (entry.kind !== 'command') return text;
  if (isExpiry(entry)) return `${(entry.writes ?? entry.keys ?? ['a key']).join(', ')} expires`;
  const script = scriptWords(entry);
  if (script !== null) return script;
  const isRefused = /^SET\b.* NX\b/.test(entry.text) && entry.writes?.length === 0;
  return isRefused ? `${text}  refused, the key is there` : text;
}

/** A script's reply is known by the script; its keys stand where the script was called. */
function sayMessage(text: string): string {
  if (!text.startsWith('reply to ')) return text;
  return `gets the ${/^reply to (?:EVAL|FCALL)\S* \S+/.exec(text)?.[0] ?? text}`;
}
