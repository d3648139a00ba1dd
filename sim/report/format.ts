/** Numbers, times and lines as people read them. */

/** `1.731s`: virtual time with milliseconds; minutes and hours are kept in seconds so that times compare at a glance. */
export function formatTime(atMs: number): string {
  return `${(atMs / 1000).toFixed(3)}s`;
}

/** `1,000`. */
export function formatCount(count: number): string {
  return Math.round(count)
    .toString()
    .replaceAll(/\B(?=(\d{3})+$)/g, ',');
}

/** Worlds a second: `184`, `2.5`, `0.029`. */
export function formatRate(worlds: number, wallMs: number): string {
  const rate = (worlds * 1000) / Math.max(1, wallMs);
  return rate >= 10 || rate === 0 ? formatCount(rate) : rate.toPrecision(2);
}

/** `2h 14m`, `3m 05s`, `12.4s`: how long something took. */
export function formatDuration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m ${pad(Math.floor(seconds % 60))}s`;
  const hours = Math.floor(minutes / 60);
  return `${formatCount(hours)}h ${pad(minutes % 60)}m`;
}

/** `1 world`, `2 worlds`. */
export function plural(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** The text in at most `width` columns; what is cut off ends in `ellipsis`. */
export function truncate(text: string, width: number, ellipsis: string): string {
  const line = text.replaceAll(/[\r\n\t]+/g, ' ');
  if (line.length <= width) return line;
  return line.slice(0, Math.max(0, width - ellipsis.length)).trimEnd() + ellipsis;
}

/** The text broken between words into lines of at most `width` columns. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  lines.push(line);
  return lines;
}

function pad(value: number): string {
  return value.toString().padStart(2, '0');
}
