/** Pure functions from outcomes and traces to text. */
export { divergenceLines, type DivergenceLinesInput } from './divergence-lines.ts';
export { formatCount, formatDuration, formatRate, formatTime, plural, truncate, wrap } from './format.ts';
export { createPaint, wantsColour, type ColourWish, type Paint } from './paint.ts';
export { progressLine, type ProgressInput } from './progress.ts';
export { relevantEvents, type StoryEvent } from './relevance.ts';
export { eventLine, STORY_COLUMNS, STORY_LINES_MAX, tellStory, type StoryInput, type StoryStyle } from './story.ts';
export { suiteLines, type SuiteLinesInput } from './suite-lines.ts';
export { asciiSymbols, chooseSymbols, unicodeSymbols, type Symbols } from './symbols.ts';
