/** What LATENCY GRAPH draws and LATENCY DOCTOR says, as Redis does. */
import type { LatencySample, LatencySeries } from '../latency-monitor.ts';

const COLUMNS = 80;
const ROWS = 4;
/** From the lowest to the highest within a row. */
const MARKS = ['_', 'o', '#'];

const DISABLED =
  "I'm sorry, Dave, I can't do that. Latency monitoring is disabled in this Redis instance. You may use \"CONFIG SET latency-monitor-threshold <milliseconds>.\" in order to enable it. If we weren't in a deep space mission I'd suggest to take a look at https://redis.io/topics/latency-monitor.\n";
const NOTHING =
  'Dave, no latency spike was observed during the lifetime of this Redis instance, not in the slightest bit. I honestly think you ought to sit down calmly, take a stress pill, and think things over.\n';
const SPIKES = "Dave, I have observed latency spikes in this Redis instance. You don't mind talking about it, do you Dave?\n\n";
const ADVICE = {
  enable: (microseconds: number): string =>
    `- There are latency issues with potentially slow commands you are using. Try to enable the Slow Log Redis feature using the command 'CONFIG SET slowlog-log-slower-than ${microseconds}'. If the Slow log is disabled Redis is not able to log slow commands execution for you.\n`,
  tune: (microseconds: number): string =>
    `- Your current Slow Log configuration only logs events that are slower than your configured latency monitor threshold. Please use 'CONFIG SET slowlog-log-slower-than ${microseconds}'.\n`,
  inspect:
    '- Check your Slow Log to understand what are the commands you are running which are too slow to execute. Please check https://redis.io/commands/slowlog for more information.\n',
  objects:
    '- Deleting, expiring or evicting (because of maxmemory policy) large objects is a blocking operation. If you have very large objects that are often deleted, expired, or evicted, try to fragment those objects into multiple smaller objects.\n',
};

/** A sparkline of an event's samples, with how long ago each was. */
export function latencyGraph(event: string, { samples, worstMs }: LatencySeries, nowSeconds: number): string {
  const values = samples.map(({ durationMs }) => durationMs);
  const [high, low] = [Math.max(...values), Math.min(...values)];
  const title = `${event} - high ${high} ms, low ${low} ms (all time high ${worstMs} ms)\n${'-'.repeat(COLUMNS)}\n`;
  const parts: string[] = [];
  for (let from = 0; from < samples.length; from += COLUMNS) {
    const part = samples.slice(from, from + COLUMNS);
    parts.push([...drawn(part, low, high), ...labelled(part, nowSeconds)].map((row) => `${row}\n`).join(''));
  }
  return title + parts.join('\n');
}

function drawn(samples: readonly LatencySample[], low: number, high: number): string[] {
  const steps = MARKS.length * ROWS;
  const span = high === low ? 1 : high - low;
  return Array.from({ length: ROWS }, (_, row) => {
    const marks = samples.map(({ durationMs }) => {
      const step = Math.min(steps - 1, Math.trunc(Math.trunc((durationMs - low) * steps) / span));
      const mark = step - (ROWS - row - 1) * MARKS.length;
      return mark >= MARKS.length ? '|' : (MARKS[mark] ?? ' ');
    });
    return marks.join('');
  });
}

/** How long ago, from top to bottom, below an empty row. */
function labelled(samples: readonly LatencySample[], nowSeconds: number): string[] {
  const labels = samples.map(({ atSeconds }) => ago(nowSeconds - atSeconds));
  const height = Math.max(...labels.map(({ length }) => length));
  const rows = Array.from({ length: height }, (_, row) => labels.map((label) => label[row] ?? ' ').join(''));
  return [' '.repeat(samples.length), ...rows];
}

function ago(seconds: number): string {
  if (seconds < 60) return `${seconds}s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m`;
  return seconds < 86_400 ? `${Math.floor(seconds / 3600)}h` : `${Math.floor(seconds / 86_400)}d`;
}

/** What the doctor has to know. */
export interface Examination {
  readonly events: ReadonlyMap<string, LatencySeries>;
  readonly nowSeconds: number;
  readonly thresholdMs: number;
  /** In microseconds; negative: there is no slow log. */
  readonly slowerThan: number;
}

/** The report on all events, with advice about commands. */
export function latencyDoctor({ events, nowSeconds, thresholdMs, slowerThan }: Examination): string {
  if (events.size === 0) return thresholdMs === 0 ? DISABLED : NOTHING;
  const lines = [...events].map(([event, series], index) => `${index + 1}. ${event}: ${findings(series, nowSeconds)}\n`);
  const advice = [
    ...(slowerThan < 0 ? [ADVICE.enable(thresholdMs * 1000)] : []),
    ...(Math.trunc(slowerThan / 1000) > thresholdMs ? [ADVICE.tune(thresholdMs * 1000)] : []),
    ADVICE.inspect,
    ADVICE.objects,
  ];
  return `${SPIKES}${lines.join('')}\nI have a few advices for you:\n\n${advice.join('')}`;
}

function findings({ samples, worstMs }: LatencySeries, nowSeconds: number): string {
  const count = samples.length;
  const mean = Math.floor(samples.reduce((sum, { durationMs }) => sum + durationMs, 0) / count);
  const deviation = Math.floor(samples.reduce((sum, { durationMs }) => sum + Math.abs(mean - durationMs), 0) / count);
  const seconds = Math.max(1, nowSeconds - (samples[0]?.atSeconds ?? 0));
  const period = (seconds / count).toFixed(2);
  return `${count} latency spikes (average ${mean}ms, mean deviation ${deviation}ms, period ${period} sec). Worst all time event ${worstMs}ms.`;
}
