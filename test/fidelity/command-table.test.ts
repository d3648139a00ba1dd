/** The page that lists commands is current, and nothing in it is merely claimed. */
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { RedisServer } from '../../sim/redis/index.ts';
import { commandTable, judgeAll } from './command-table.ts';
import type { MockTallies } from './command-table.ts';
import { goldenReplies, redisCommandNames } from './golden.ts';
import { ManualEnvironment } from './engines/manual-environment.ts';

const pageUrl = new URL('../../docs/redis-commands.md', import.meta.url);

const verdictsUrl = new URL('mock-verdicts.json', import.meta.url);
const recording = process.env['FIDELITY_RECORD'] === '1';

function twinCommandNames(): readonly string[] {
  const reply = new RedisServer(new ManualEnvironment()).execute('COMMAND', 'LIST');
  return Array.isArray(reply) ? reply.map(String).filter((name) => !name.includes('|')) : [];
}

it('ioredis-mock is asked the same cases; what it answers wrongly is a figure, not a failure', { timeout: 60_000 }, async () => {
  const tallies = await judgeAll(goldenReplies);
  const all = Object.values(tallies);
  const wrong = all.filter((tally) => tally.wrong > 0).length;
  const missing = all.filter((tally) => tally.missing).length;
  console.log(`ioredis-mock: of ${all.length} commands asked, ${missing} are missing and ${wrong} wrong in at least one case`);
  if (recording) writeFileSync(verdictsUrl, `${JSON.stringify(tallies).replaceAll('},', '},\n')}\n`);
  expect(all.length).toBeGreaterThan(100);
});

it('docs/redis-commands.md is current', () => {
  const tallies = JSON.parse(readFileSync(verdictsUrl, 'utf8')) as MockTallies;
  const page = commandTable(tallies, redisCommandNames, new Set(twinCommandNames().map((name) => name.toUpperCase())));
  if (recording) writeFileSync(pageUrl, page);
  expect(readFileSync(pageUrl, 'utf8')).toBe(page);
});

it('every command of the twin is one of Redis 7.0', () => {
  expect(twinCommandNames().filter((name) => !redisCommandNames.includes(name))).toEqual([]);
});

it('every command of the twin is compared with a real server', () => {
  expect(readFileSync(pageUrl, 'utf8')).not.toContain('not compared');
});
