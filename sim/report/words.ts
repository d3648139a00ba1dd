/**
 * Entries of a trace in words that a person understands. Commands lose what says nothing: the namespace that all keys share, tokens, the
 * fields of a record that stay as they were. Ends of faults are told by what they end.
 */
import type { Causality, FaultSpan, TraceEvent } from '../trace/index.ts';

/** Worlds begin at this wall-clock moment: a number a little above it is a moment of the world. */
const EPOCH_MS = 1_700_000_000_000;
const EPOCH_DIGITS = /\b(1700\d{9})\b/g;

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

/** How a fault ends: `resumes`, `is up again`, or the fault's own words with `is over`. */
export function endWords({ text, influence }: FaultSpan): string {
  if (/paus|stall/i.test(text)) return 'resumes';
  if (influence === 'absence' && /kill|power|crash|shut/i.test(text)) return 'is up again';
  return `is no longer ${text.replace(/^(is|was) /, '').replace(/ for \d+ms\b/, '')}`;
}

function sayEntry(entry: TraceEvent, text: string): string {
  if (entry.kind === 'start') return entry.text === 'started' ? 'starts' : entry.text;
  if (entry.kind === 'deliver') return entry.text.startsWith('reply to ') ? `gets the ${entry.text}` : entry.text;
  if (entry.kind !== 'command') return text;
  if (entry.name === 'EXPIRE-EVENT') return `${(entry.writes ?? entry.keys ?? ['a key']).join(', ')} expires`;
  const isRefused = /^SET\b.* NX\b/.test(entry.text) && entry.writes?.length === 0;
  return isRefused ? `${text}  refused, the key is there` : text;
}

/** The beginning that all keys share, up to a colon: `scheduler:`. Empty when there is none, or only one key. */
function namespaceOf(trace: readonly TraceEvent[]): string {
  let shared: string | null = null;
  let isOnlyKey = true;
  for (const { kind, keys } of trace) {
    if (kind !== 'command') continue;
    for (const key of keys ?? []) {
      if (shared === null) shared = key;
      else if (shared !== key) isOnlyKey = false;
      while (shared !== '' && !key.startsWith(shared)) shared = shared.slice(0, -1);
    }
  }
  if (shared === null || isOnlyKey) return '';
  return shared.slice(0, shared.lastIndexOf(':') + 1);
}

/** For every HSET that changes a record written before: the command with only the fields that get another value. */
function changedFields(trace: readonly TraceEvent[], ellipsis: string): ReadonlyMap<number, string> {
  const records = new Map<string, Map<string, string>>();
  const texts = new Map<number, string>();
  trace.forEach((entry, index) => {
    if (entry.kind !== 'command') return;
    const [name = '', key = '', ...rest] = entry.text.split(' ');
    if (name !== 'HSET' && name !== 'HMSET') {
      if (name === 'DEL' || name === 'UNLINK' || name === 'EXPIRE-EVENT') for (const gone of entry.writes ?? []) records.delete(gone);
      return;
    }
    const record = records.get(key) ?? new Map<string, string>();
    const isNew = record.size === 0;
    const changed: string[] = [];
    for (let at = 0; at + 1 < rest.length; at += 2) {
      const [field = '', value = ''] = rest.slice(at, at + 2);
      if (record.get(field) !== value) changed.push(`${field} ${value}`);
      record.set(field, value);
    }
    records.set(key, record);
    const hasMore = changed.length * 2 < rest.length;
    if (!isNew && changed.length > 0) texts.set(index, `${name} ${key} ${changed.join(' ')}${hasMore ? ` ${ellipsis}` : ''}`);
  });
  return texts;
}

function shorten(text: string, namespace: string, ellipsis: string): string {
  const bare = namespace === '' ? text : text.replaceAll(namespace, '');
  return bare
    .replace(/^(EVAL(?:SHA)?(?:_RO)?|FCALL(?:_RO)?) (\S+) \d+\b/, '$1 $2')
    .replaceAll(/\{"(?:[^{}"]*id)":"([^"]+)"[^\s]*/g, `{$1${ellipsis}}`)
    .replaceAll(EPOCH_DIGITS, (digits) => `@${((Number(digits) - EPOCH_MS) / 1000).toFixed(3)}s`)
    .replaceAll(/\b([0-9a-f]{4})[0-9a-f]{28,}\b/g, `$1${ellipsis}`)
    .replaceAll(/\b([0-9a-f]{4})[0-9a-f]{4}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, `$1${ellipsis}`)
    .trim();
}
