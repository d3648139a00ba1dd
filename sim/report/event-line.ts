/** One recorded event on one line, as it stands in the trace: for replays step by step and for the first difference of two worlds. */
import type { TraceEvent } from '../trace/index.ts';
import { formatCount, formatTime, truncate } from './format.ts';
import { STORY_COLUMNS, type StoryStyle } from './story-style.ts';

const PLACE_COLUMNS = 24;

/** Time, place and what happened, in at most 100 columns; `times` is how often in a row. */
export function eventLine(
  { event, times }: { readonly event: TraceEvent; readonly times: number },
  { paint, symbols }: StoryStyle,
): string {
  const mark = event.kind === 'fault' ? `  ${symbols.mark} fault` : '';
  const again = times > 1 ? `  (${symbols.times}${formatCount(times)})` : '';
  const { host, peer } = event;
  const place = peer === undefined || peer === host ? host : `${peer.padEnd(9)} ${symbols.arrow} ${host}`;
  const start = `${formatTime(event.atMicros / 1000).padStart(8)}  ${place.padEnd(PLACE_COLUMNS)}  `;
  const text =
    truncate(shortenNumbers(event.text, symbols.ellipsis), STORY_COLUMNS - start.length - mark.length - again.length, symbols.ellipsis) +
    again;
  if (mark === '') return start + text;
  return start + paint.fault(text.padEnd(STORY_COLUMNS - 26 - start.length) + mark);
}

/** Script digests and UUIDs by their first digits, as people compare them. */
function shortenNumbers(text: string, ellipsis: string): string {
  return text
    .replaceAll(/\b([0-9a-f]{7})[0-9a-f]{25,}\b/g, `$1${ellipsis}`)
    .replaceAll(/\b([0-9a-f]{8})(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, `$1${ellipsis}`);
}
