/** One client package as a test: it plays, the same world gives the same hash twice, and what was measured is its row in docs/clients.md. */
import { appendFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { play, type ClientPlay, type Played } from './stage.ts';
import { packageOf, record, recordedRows, subjectOf } from './table.ts';

/** The seed of the world that the table tells of. */
const SEED = '5eed';
const OPERATIONS_MIN = 30;

/** Declares the tests of one package. `name` is the folder below node_modules, which for aliases says the version. */
export function testClient(name: string, uses: string, client: ClientPlay): void {
  describe(name, () => {
    let played: Played | null = null;

    test(`${uses}, through a lost reply and a restart of Redis`, async () => {
      played = await play(client, SEED);
      expect(played.operations).toBeGreaterThanOrEqual(OPERATIONS_MIN);
      tell(name, played.hash);
    });

    test('the same seed gives the same world, another seed another', async () => {
      expect((await play(client, SEED)).hash).toBe((played ?? (await play(client, SEED))).hash);
      expect((await play(client, SEED, 'boundary')).hash).toBe(played?.hash);
      expect((await play(client, '5eee')).hash).not.toBe(played?.hash);
    });

    test('docs/clients.md says what happened', async () => {
      const row = rowOf(name, uses, played ?? (await play(client, SEED)));
      if (process.env['CLIENTS_RECORD'] !== undefined) record(row);
      expect(recordedRows().filter((recorded) => subjectOf(recorded) === subjectOf(row))).toEqual([row]);
    });
  });
}

/** Another process compares: `another-process.test.ts` names the file in CLIENTS_HASHES. */
function tell(name: string, hash: string): void {
  const file = process.env['CLIENTS_HASHES'];
  if (file !== undefined) appendFileSync(file, `${name} ${hash}\n`);
}

/** One line of the table in docs/clients.md. */
function rowOf(name: string, uses: string, { operations, lostReply, restart }: Played): string {
  return `| ${packageOf(name)} | ${uses} | ${operations} | ${lostReply} | ${restart} |`;
}
