/**
 * What a space-time diagram is drawn from, whatever it is drawn with: lanes (hosts), rows (moments at which something is told), arrows between
 * lanes, bands of faults. Only the causal story is drawn; a world of ten thousand events is no picture.
 */
import type { Violation } from '../check/index.ts';
import { causalStory, type FaultSpan, type TraceEvent } from '../trace/index.ts';
import { diagramRows, isNecessary, type HostRow } from './diagram-rows.ts';
import { withoutTurns } from './diagram-turns.ts';
import type { StoryFault } from './story-verdicts.ts';
import { wordsFor } from './words.ts';

/** What is to be drawn. */
export interface DiagramOptions {
  /** What the diagram explains. */
  readonly violation: Violation;
  /** What happens without each fault; absent or null while nobody has tried. */
  readonly blame?: readonly StoryFault[] | null;
  /** Rows at most, the most telling ones; 32 when it is left out. */
  readonly rows?: number;
}

/** One moment of a diagram. */
export interface DiagramRow extends Omit<HostRow, 'host' | 'from' | 'rank' | 'order'> {
  /** Position of the lane at which it happens. */
  readonly lane: number;
  /** Position of the sender's lane, when a message arrives from another host; null otherwise. */
  readonly fromLane: number | null;
}

/** A fault as a stretch of a lane. */
export interface DiagramBand {
  readonly lane: number;
  readonly fromMs: number;
  /** Null when it lasts beyond the diagram. */
  readonly untilMs: number | null;
  readonly text: string;
  readonly necessary: boolean;
  /** Positions of the rows that tell its beginning and its end; null when none does. */
  readonly fromRow: number | null;
  readonly untilRow: number | null;
}

/** A diagram before it is drawn. */
export interface Diagram {
  /** Names of the hosts. */
  readonly lanes: readonly string[];
  /** In order of time. */
  readonly rows: readonly DiagramRow[];
  readonly bands: readonly DiagramBand[];
}

const ROWS_DEFAULT = 32;
/** Below it a row off the paths is background, of which only so much is drawn. */
const TOLD_RANK = 85;
const CONTEXT_MAX = 9;

/** The diagram of a violation. */
export function diagramOf(trace: readonly TraceEvent[], options: DiagramOptions, ellipsis: string): Diagram {
  const { violation, blame = null, rows: rowsMax = ROWS_DEFAULT } = options;
  const story = causalStory(trace, violation, blame);
  const rows = diagramRows(story, violation, blame, wordsFor(story.causality, ellipsis)).toSorted((one, other) => one.order - other.order);
  const chosen = chooseRows(withoutTurns(rows), rowsMax);
  const lanes = lanesOf(story.causality.hosts, story.faults, chosen);
  const lane = (host: string): number => lanes.indexOf(host);
  const lasting = story.faults.filter((fault) => fault.influence !== 'moment');
  return {
    lanes,
    rows: chosen.map((row) => toLane(row, lane)),
    bands: lasting.map((fault) => ({
      lane: lane(fault.host),
      fromMs: fault.fromMicros / 1000,
      untilMs: fault.untilMicros === null ? null : fault.untilMicros / 1000,
      text: fault.text,
      necessary: isNecessary(fault, blame),
      fromRow: rowOf(chosen, fault.index),
      untilRow: rowOf(chosen, fault.endIndex),
    })),
  };
}

function rowOf(rows: readonly HostRow[], index: number | null): number | null {
  const position = rows.findIndex((row) => row.order === index);
  return position < 0 ? null : position;
}

function toLane({ atMs, sentMs, text, onPath, mark, host, from }: HostRow, lane: (host: string) => number): DiagramRow {
  const isMessage = from !== null && from !== host;
  return { atMs, lane: lane(host), fromLane: isMessage ? lane(from) : null, sentMs: isMessage ? sentMs : null, text, onPath, mark };
}

function chooseRows(rows: readonly HostRow[], limit: number): readonly HostRow[] {
  const best = rows.toSorted((one, other) => other.rank - one.rank || other.order - one.order);
  const context = new Set(best.filter(({ onPath, rank }) => !onPath && rank < TOLD_RANK).slice(0, CONTEXT_MAX));
  const chosen = best.filter((row) => row.onPath || row.rank >= TOLD_RANK || context.has(row)).slice(0, limit);
  return chosen.toSorted((one, other) => one.order - other.order);
}

/** The hosts that rows and faults name, by name, with the one that most messages go to or come from (the store) in the middle. */
function lanesOf(known: ReadonlySet<string>, faults: readonly FaultSpan[], rows: readonly HostRow[]): readonly string[] {
  const messages = new Map<string, number>(faults.map(({ host }) => [host, 0]));
  for (const { host, from } of rows) {
    for (const name of from === null ? [host] : [host, from]) messages.set(name, (messages.get(name) ?? 0) + (from === null ? 0 : 1));
  }
  const hosts = [...messages.keys()].toSorted((one, other) => compareNames(one, other));
  const hub = hosts.toSorted((one, other) => (messages.get(other) ?? 0) - (messages.get(one) ?? 0)).find((host) => known.has(host));
  if (hub === undefined || (messages.get(hub) ?? 0) === 0) return hosts;
  const rest = hosts.filter((host) => host !== hub);
  return rest.toSpliced(Math.ceil(rest.length / 2), 0, hub);
}

/** By name, numbers by their value: `worker-2` before `worker-10`. */
function compareNames(one: string, other: string): number {
  const [first = '', second = ''] = [one, other].map((name) => name.replaceAll(/\d+/g, (digits) => digits.padStart(6, '0')));
  return first < second ? -1 : 1;
}
