/** `scheduler top`: the system at a glance, again and again on a terminal and once anywhere else. */
import { setTimeout as pause } from 'node:timers/promises';
import { SchedulerError } from '../errors.ts';
import type { WorkerRecord } from '../model.ts';
import type { BacklogFigures, SchedulerClient } from '../options.ts';
import { EXIT, type Command } from './command.ts';
import { connectionFlags, connectionOptions, jsonFlag, withClient } from './connection.ts';
import { paintFor } from './style.ts';
import type { Terminal } from './terminal.ts';
import { overview, type Sample } from './top-view.ts';

/** Cursor to the corner, and everything below it away. */
const CLEAR = '\u001B[H\u001B[J';

/** The command. */
export const topCommand: Command = {
  name: 'top',
  summary: 'show what waits, what runs and how full the workers are',
  operands: '',
  flags: [
    { name: 'interval', value: 'DURATION', description: 'time between two looks; default: 1s' },
    { name: 'count', value: 'N', description: 'how many looks; default: endless on a terminal, else 1' },
    jsonFlag,
    ...connectionFlags,
  ],
  notes: ['Rates are the net change since the look before. Ctrl-C ends it with code 0.'],
  async run(written, terminal) {
    const intervalMs = Math.max(100, written.durationMs('interval', 1_000));
    const isLive = terminal.outIsTerminal && !written.has('json');
    const count = written.whole('count', isLive ? Number.MAX_SAFE_INTEGER : 1, { minimum: 1, maximum: Number.MAX_SAFE_INTEGER });
    const paint = paintFor(written, terminal);
    let before: Sample | null = null;
    return withClient(connectionOptions(written, terminal), async (client) => {
      for (let look = 1; look <= count; look += 1) {
        const sample = await lookOnce(client, before);
        if (sample === null) terminal.error('scheduler: no answer from Redis\n');
        else if (written.has('json'))
          terminal.out(`${JSON.stringify({ time: new Date().toISOString(), backlog: sample.backlog, workers: sample.workers })}\n`);
        else terminal.out((isLive ? CLEAR : '') + overview(sample, before, paint, isLive ? terminal.rows : Number.POSITIVE_INFINITY));
        before = sample ?? before;
        if (look < count) await waitFor(intervalMs, terminal);
        if (terminal.signal.aborted) break;
      }
      return EXIT.done;
    });
  },
};

/** Null when Redis did not answer, unless it never did. */
async function lookOnce(client: SchedulerClient, before: Sample | null): Promise<Sample | null> {
  try {
    const [workers, backlog] = await Promise.all([client.workers(), backlogOf(client)]);
    return { atMs: performance.now(), backlog, workers: workers.map(shortly) };
  } catch (error) {
    if (before === null || !(error instanceof SchedulerError) || error.code !== 'REDIS_UNAVAILABLE') throw error;
    return null;
  }
}

/** Presets without an index of containers have no figures. */
async function backlogOf(client: SchedulerClient): Promise<BacklogFigures | null> {
  try {
    return await client.backlog();
  } catch (error) {
    if (error instanceof SchedulerError && error.code === 'UNSUPPORTED') return null;
    throw error;
  }
}

function shortly({ id, status, poolName, total, free }: WorkerRecord): Sample['workers'][number] {
  return { id, status, poolName, total, free };
}

async function waitFor(intervalMs: number, { signal }: Terminal): Promise<void> {
  await pause(intervalMs, undefined, { signal }).catch(() => undefined);
}
