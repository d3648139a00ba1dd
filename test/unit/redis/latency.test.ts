/** Latency events, and what LATENCY says of them: the texts are those of redis-server 7.0.15 for the same durations. */
import { expect, it } from 'vitest';
import { RedisServer, VerbatimReply } from '../../../sim/redis/index.ts';
import { connectTo } from '../../fidelity/engines/twin.ts';
import { ManualEnvironment } from '../../fidelity/engines/manual-environment.ts';

/** Sleeps of so many milliseconds, each this long after the one before, on a server that notes what takes 10 ms. */
function serverThatSlept(...sleeps: readonly (readonly [afterMs: number, durationMs: number])[]): {
  server: RedisServer;
  environment: ManualEnvironment;
} {
  const environment = new ManualEnvironment();
  const server = new RedisServer(environment);
  server.execute('CONFIG', 'SET', 'latency-monitor-threshold', '10');
  const client = connectTo(server);
  for (const [afterMs, durationMs] of sleeps) {
    environment.advance(afterMs);
    client.send(['DEBUG', 'SLEEP', String(durationMs / 1000)]);
    environment.advance(durationMs);
  }
  return { server, environment };
}

const text = (server: RedisServer, ...words: [string, ...string[]]): string => {
  const reply = server.execute(...words);
  return reply instanceof VerbatimReply ? reply.text : '';
};

it('LATENCY GRAPH draws the samples as Redis does', () => {
  const { server, environment } = serverThatSlept([0, 20], [2000, 54]);
  expect(text(server, 'LATENCY', 'GRAPH', 'command')).toBe(
    `command - high 54 ms, low 20 ms (all time high 54 ms)\n${'-'.repeat(80)}\n #\n |\n |\n_|\n  \n20\nss\n`,
  );
  environment.advance(3_600_000);
  expect(text(server, 'LATENCY', 'GRAPH', 'command').split('\n').slice(-3)).toEqual(['11', 'hh', '']);
});

it('LATENCY DOCTOR finds what Redis finds', () => {
  const { server } = serverThatSlept([0, 20], [2000, 54]);
  expect(text(server, 'LATENCY', 'DOCTOR').split('\n').slice(0, 6)).toEqual([
    "Dave, I have observed latency spikes in this Redis instance. You don't mind talking about it, do you Dave?",
    '',
    '1. command: 2 latency spikes (average 37ms, mean deviation 17ms, period 1.00 sec). Worst all time event 54ms.',
    '',
    'I have a few advices for you:',
    '',
  ]);
  server.execute('CONFIG', 'SET', 'slowlog-log-slower-than', '-1');
  expect(text(server, 'LATENCY', 'DOCTOR')).toContain("using the command 'CONFIG SET slowlog-log-slower-than 10000'");
  server.execute('LATENCY', 'RESET');
  expect(text(server, 'LATENCY', 'DOCTOR')).toContain('no latency spike was observed');
});

it('the longest of a second counts, and what is too short does not', () => {
  const { server } = serverThatSlept([0, 9], [0, 20], [10, 50], [10, 30], [2000, 12]);
  const history = server.execute('LATENCY', 'HISTORY', 'command');
  expect(Array.isArray(history) ? history.map((sample) => (Array.isArray(sample) ? Number(sample[1]) : 0)) : history).toEqual([50, 12]);
});

it('keeps 160 samples, and none over a restart', () => {
  const { server } = serverThatSlept(
    ...Array.from({ length: 170 }, (_, index): [number, number] => [1000, index === 0 ? 99 : 10 + (index % 9)]),
  );
  const history = server.execute('LATENCY', 'HISTORY', 'command');
  expect(Array.isArray(history) ? history.length : 0).toBe(160);
  expect(text(server, 'LATENCY', 'GRAPH', 'command')).toContain('high 18 ms, low 10 ms (all time high 99 ms)');
  server.crashed();
  server.restarted(() => undefined);
  expect(server.execute('LATENCY', 'LATEST')).toEqual([]);
});
