/** A world at one moment as text: what each host is doing, then faults, the wire, keys and timers, each list cut where it gets long. */
import { formatCount, formatTime, truncate } from './format.ts';
import type { HostState, WorldState } from './state.ts';
import { STORY_COLUMNS, type StoryStyle } from './story-style.ts';

const ROWS_MAX = 12;
const KEY_COLUMNS_MAX = 44;

/** The lines, without a trailing line end. */
export function stateLines(state: WorldState, style: StoryStyle): string {
  const { paint, symbols } = style;
  const title = paint.strong(`At ${formatTime(state.atMs)}`);
  const { hosts, faults, messages, keys, timers } = state;
  const width = Math.max(0, ...hosts.map(({ name }) => name.length));
  const keyWidth = Math.min(KEY_COLUMNS_MAX, Math.max(0, ...keys.slice(0, ROWS_MAX).map(({ key }) => key.length)));
  return [
    `${title}   ${formatCount(state.entries)} events recorded so far`,
    ...section('Hosts', hosts, (host) => hostLine(host, width), style, Infinity),
    ...section(
      'Faults',
      faults,
      ({ host, text, fromMs, untilMs }) =>
        `${host} ${text}, since ${formatTime(fromMs)}${untilMs === null ? '' : ` until ${formatTime(untilMs)}`}`,
      style,
    ),
    ...section(
      'On the wire',
      messages,
      ({ from, to, text, sentMs, arrivesMs }) =>
        `${from} ${symbols.arrow} ${to}  ${text}  (sent ${formatTime(sentMs)}, arrives ${formatTime(arrivesMs)})`,
      style,
    ),
    ...section(
      'Keys, by who changed them last',
      keys,
      ({ key, atMs, by, command }) =>
        `${formatTime(atMs).padStart(8)}  ${(by ?? 'redis').padEnd(width)}  ${key.padEnd(keyWidth)}  ${command.replaceAll('…', symbols.ellipsis)}`,
      style,
    ),
    ...section(
      'Timers',
      timers.toSorted((one, other) => one.firesMs - other.firesMs),
      ({ host, text, setMs, firesMs }) => `${formatTime(firesMs).padStart(8)}  ${host.padEnd(width)}  ${text}, set at ${formatTime(setMs)}`,
      style,
    ),
  ].join('\n');
}

function hostLine({ name, state, sinceMs, connections }: HostState, width: number): string {
  const since = sinceMs === 0 ? '' : ` since ${formatTime(sinceMs)}`;
  return `${name.padEnd(width)}  ${state}${since}${connectionWords(connections)}`;
}

function connectionWords(connections: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const peer of connections) counts.set(peer, (counts.get(peer) ?? 0) + 1);
  const words = [...counts].map(([peer, count]) => (count === 1 ? peer : `${peer} (${count})`));
  return words.length === 0 ? ', not connected' : `, connected to ${words.join(', ')}`;
}

function section<Item>(
  title: string,
  items: readonly Item[],
  line: (item: Item) => string,
  { paint, symbols }: StoryStyle,
  rows: number = ROWS_MAX,
): readonly string[] {
  if (items.length === 0) return [];
  const shown = items.slice(0, rows).map((item) => `  ${truncate(line(item), STORY_COLUMNS - 2, symbols.ellipsis)}`);
  const rest = items.length > rows ? [paint.faint(`  and ${formatCount(items.length - rows)} more`)] : [];
  return ['', title, ...shown, ...rest];
}
