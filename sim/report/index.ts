/** Pure functions from outcomes and traces to text. */
export type { DiagramOptions } from './diagram.ts';
export { BRIEF_STORY_LINES_MAX, tellBriefly } from './brief-story.ts';
export { divergenceLines, type DivergenceLinesInput } from './divergence-lines.ts';
export { eventLine } from './event-line.ts';
export { formatCount, formatDuration, formatRate, formatTime, plural, truncate, wrap } from './format.ts';
export { createPaint, wantsColour, type ColourWish, type Paint } from './paint.ts';
export { progressLine, type ProgressInput } from './progress.ts';
export { STORY_LINES_MAX, tellStory, type StoryInput } from './story.ts';
export { STORY_COLUMNS, type StoryStyle } from './story-style.ts';
export type { StoryDecision, StoryFault, StoryShrinking } from './story-verdicts.ts';
export { suiteLines, type SuiteLinesInput } from './suite-lines.ts';
export { asciiSymbols, chooseSymbols, unicodeSymbols, type Symbols } from './symbols.ts';
export { stateLines } from './state-lines.ts';
export { stateAt, type WorldState } from './state.ts';
export { svgDiagram } from './svg-diagram.ts';
export { textDiagram } from './text-diagram.ts';
export { verdictDocument, type VerdictDocumentInput, type VerdictStory } from './verdict-document.ts';
export { cellOf, verdictTable, verdictWords, type VerdictCell, type VerdictRow, type VerdictTableInput } from './verdict-table.ts';
