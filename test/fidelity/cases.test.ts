/**
 * The case suite: every case runs on the twin and on a real redis-server, and each reply must be alike. Where there is no real server the
 * replies recorded from one (`golden.json`, written with FIDELITY_RECORD=1) take its place.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCase } from './case.ts';
import { allCases } from './cases/index.ts';
import { abridged, alike } from './compare.ts';
import { goldenReplies, writeGolden } from './golden.ts';
import { isItems } from './engines/wire.ts';
import { startReal } from './engines/real.ts';
import { startTwin } from './engines/twin.ts';
import type { FidelityCase, StepResult } from './case.ts';
import type { Engine } from './engines/engine.ts';
import type { RealServer } from './engines/real.ts';
import type { Wire } from './engines/wire.ts';

const recorded: Record<string, readonly Wire[]> = {};

let twin: Engine;
let real: RealServer;

beforeAll(async () => {
  twin = await startTwin();
  real = await startReal();
  console.log(
    'engine' in real
      ? `fidelity cases: compared with redis-server ${real.version}`
      : `fidelity cases: ${real.missing}; compared with replies recorded from 7.0.15`,
  );
});

afterAll(async () => {
  if ('missing' in real) return;
  if (process.env['FIDELITY_RECORD'] === '1') await record(real.engine, real.version);
  await real.engine.stop();
});

async function record(engine: Engine, version: string): Promise<void> {
  const connection = await engine.connect();
  connection.send(['COMMAND', 'LIST']);
  const names = await connection.receive();
  writeGolden({ version, commands: isItems(names) ? names.map(String).filter((name) => !name.includes('|')) : [], replies: recorded });
}

async function expected(one: FidelityCase): Promise<readonly Wire[]> {
  if ('missing' in real) return goldenReplies[one.name] ?? [];
  await real.engine.reset();
  const replies = (await runCase(real.engine, one)).map(({ step, reply }) => abridged(step.words, reply));
  recorded[one.name] = replies;
  return replies;
}

/** The steps that differ, each with both replies. */
function differences(ours: readonly StepResult[], theirs: readonly Wire[]): unknown[] {
  const asked = new Map<string, readonly string[]>();
  return ours.flatMap(({ step, reply }, index) => {
    if (step.kind === 'ask' || step.kind === 'send') asked.set(step.connection, step.words);
    const words = step.kind === 'receive' ? (asked.get(step.connection) ?? []) : step.words;
    const other = theirs[index] ?? null;
    return alike(words, reply, other) ? [] : [{ step: step.words.join(' '), twin: reply, redis: other }];
  });
}

describe('the twin answers as redis-server does', () => {
  it('in a suite of at least 300 cases', () => expect(allCases.length).toBeGreaterThanOrEqual(300));

  it.each(allCases)('$name', async (one) => {
    await twin.reset();
    const ours = await runCase(twin, one);
    expect(differences(ours, await expected(one))).toEqual([]);
  });
});
