/** A story in at most ten lines, for documents that tell many: what was violated, what led there, where it was found and how to see it again. */
import { eventLines, storyEvents } from './story-events.ts';
import { formatTime, truncate } from './format.ts';
import type { StoryInput } from './story.ts';
import { STORY_COLUMNS, type StoryStyle } from './story-style.ts';

/** Lines of a brief story. */
export const BRIEF_STORY_LINES_MAX = 10;

/** The story, without a trailing line end. */
export function tellBriefly(input: Pick<StoryInput, 'violation' | 'trace' | 'blame' | 'foundBy' | 'commands'>, style: StoryStyle): string {
  const { violation, trace, blame, foundBy, commands } = input;
  const cut = (line: string): string => truncate(line, STORY_COLUMNS, style.symbols.ellipsis);
  const head = `${style.symbols.failed} ${violation.property}   ${violation.sentence}`;
  const tail = [foundBy, ...commands.map(([label, text]) => `${label} ${text}`)];
  const room = BRIEF_STORY_LINES_MAX - 1 - tail.length;
  const events = eventLines(storyEvents(trace, violation, blame ?? null, room, style.symbols.ellipsis), style);
  const facts = violation.facts.slice(-2).map(({ atMs, host, text }) => `${formatTime(atMs).padStart(8)}  ${host} ${text}`);
  const told = events.length > 0 ? events : facts;
  return [cut(head), ...told.slice(0, room).map(cut), ...tail].join('\n');
}
