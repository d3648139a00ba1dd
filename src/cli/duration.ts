/** Durations for people. */

/** `850ms`, `12s`, `5m 03s`, `2h 10m`, `3d 4h`. */
export function durationText(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1_000);
  const [minutes, hours, days] = [Math.floor(seconds / 60), Math.floor(seconds / 3_600), Math.floor(seconds / 86_400)];
  if (seconds < 1) return `${Math.round(milliseconds)}ms`;
  if (minutes < 1) return `${seconds}s`;
  if (hours < 1) return `${minutes}m ${String(seconds % 60).padStart(2, '0')}s`;
  return days < 1 ? `${hours}h ${String(minutes % 60).padStart(2, '0')}m` : `${days}d ${hours % 24}h`;
}
