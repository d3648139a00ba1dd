/**
 * Commands in few words. What says nothing is left out: the namespace that the keys share, tokens, the fields of a record that stay as they
 * were, and the many keys of a script of which most are the same each time.
 */
import type { TraceEvent } from '../trace/index.ts';

/** Worlds begin at this wall-clock moment: a number a little above it is a moment of the world. */
const EPOCH_MS = 1_700_000_000_000;
const EPOCH_DIGITS = /\b(1700\d{9})\b/g;
/** Of ten keys so many must begin alike. */
const NAMESPACE_SHARE = 0.8;
const SUBJECTS_MAX = 4;
const TOKEN = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$|^[0-9a-f]{16,}$/;

/** The first part that nearly all keys share, with its colon: `scheduler:`. Empty when there is none, or only one key. */
export function namespaceOf(trace: readonly TraceEvent[]): string {
  const keys = new Set(trace.flatMap((entry) => (entry.kind === 'command' ? (entry.keys ?? []) : [])));
  const counts = new Map<string, number>();
  for (const key of keys) {
    const first = key.slice(0, key.indexOf(':') + 1);
    counts.set(first, (counts.get(first) ?? 0) + 1);
  }
  const [shared, count] = [...counts].toSorted(([, one], [, other]) => other - one)[0] ?? ['', 0];
  return keys.size > 1 && count >= keys.size * NAMESPACE_SHARE ? shared : '';
}

/**
 * A script by its name and what it changed: `EVALSHA commit worker-4 c16`. The ids are the ends of the keys that it wrote, as far as they
 * tell one thing from another; where they tell none, the sender's own key or the
 * shortest stands. Null for other commands.
 */
export function scriptWords({ text, peer, writes = [], keys = [] }: TraceEvent): string | null {
  const [start, script] = /^(?:EVAL|FCALL)\S* (\S+)/.exec(text) ?? [];
  if (start === undefined || script === undefined) return null;
  const ends = writes.map((key) => key.slice(key.lastIndexOf(':') + 1));
  const subjects = [...new Set(ends)].filter((end) => /\d/.test(end) && end !== peer && !TOKEN.test(end));
  const more = subjects.length > SUBJECTS_MAX ? ` and ${subjects.length - SUBJECTS_MAX} more` : '';
  const own = writes.find((key) => peer !== undefined && key.endsWith(`:${peer}`));
  const shortest = (writes.length > 0 ? writes : keys).toSorted((one, other) => one.length - other.length)[0];
  const told = subjects.length === 0 ? (own ?? shortest ?? '') : subjects.slice(0, SUBJECTS_MAX).join(' ');
  const error = /  -[A-Z].*$/.exec(text)?.[0] ?? '';
  return `${start} ${told}${more}${error}`;
}

/** For every HSET that changes a record written before: the command with only the fields that get another value. */
export function changedFields(trace: readonly TraceEvent[], ellipsis: string): ReadonlyMap<number, string> {
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

/** Text of an entry with the namespace, tokens and long values shortened, and wall-clock milliseconds as moments of the world. */
export function shorten(text: string, namespace: string, ellipsis: string): string {
  const bare = namespace === '' ? text : text.replaceAll(namespace, '');
  return bare
    .replace(/^(EVAL(?:SHA)?(?:_RO)?|FCALL(?:_RO)?) (\S+) \d+\b/, '$1 $2')
    .replaceAll(/\{"(?:[^{}"]*id)":"([^"]+)"[^\s]*/g, `{$1${ellipsis}}`)
    .replaceAll(EPOCH_DIGITS, (digits) => `@${((Number(digits) - EPOCH_MS) / 1000).toFixed(3)}s`)
    .replaceAll(/\b([0-9a-f]{4})[0-9a-f]{28,}\b/g, `$1${ellipsis}`)
    .replaceAll(/\b([0-9a-f]{4})[0-9a-f]{4}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, `$1${ellipsis}`)
    .trim();
}
