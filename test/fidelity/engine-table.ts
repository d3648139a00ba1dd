/**
 * The twin, ioredis-mock and js-redis-server under the same random commands, each command on fresh data: how often each answers otherwise than a
 * real redis-server, and in how many distinct categories (command, what Redis answers, what the engine answers). An error counts as right when its code is.
 */
import fc from 'fast-check';
import { commandTable } from '../../sim/redis/commands/index.ts';
import { alike, shapeOf } from './compare.ts';
import { MockSession } from './engines/mock.ts';
import { engineAt } from './engines/real.ts';
import { startTwin } from './engines/twin.ts';
import { isSupported } from './fuzz/hostile.ts';
import { singleCommand } from './fuzz/program.ts';
import { DUMP, SEED } from './fuzz/seed.ts';
import type { Engine } from './engines/engine.ts';
import type { Wire } from './engines/wire.ts';
import type { Request } from './fuzz/words.ts';

/** How one engine did. */
export interface EngineRow {
  readonly engine: string;
  /** Commands whose reply, or what it left of the keys it names, was wrong. */
  wrong: number;
  /** Of these, commands that it does not have. */
  missing: number;
  readonly categories: Set<string>;
}

/** One command on fresh data: its reply, and then the keys that it names. */
type Play = (requests: readonly Request[], told: number) => Promise<readonly Wire[]>;

/** Numbers with which an engine might fill the machine's memory are asked of none. */
const HUGE = /\d{9,}/;

/** Asks all engines so many commands. */
export async function engineTable(
  real: Engine,
  { commands, seed, onProgress }: { readonly commands: number; readonly seed: number; readonly onProgress: (done: number) => void },
): Promise<readonly EngineRow[]> {
  const twin = await startTwin();
  const other = await startOther();
  const rows = ['the twin', 'ioredis-mock 8.13.1', 'js-redis-server 0.3.0'].map((engine): EngineRow => ({
    engine,
    wrong: 0,
    missing: 0,
    categories: new Set(),
  }));
  const mock = new MockSession();
  const players: readonly (Play | null)[] = [over(twin), null, over(other.engine)];
  let done = 0;
  try {
    for (const words of drawn(commands, seed)) {
      const told = DUMP.filter(([name = '', key = '']) => name !== 'PTTL' && name !== 'XINFO' && words.includes(key));
      const requests = [...SEED, words, ...told];
      const expected = await over(real)(requests, told.length + 1);
      for (const [index, row] of rows.entries()) {
        const player = players[index] ?? null;
        const verdict =
          player === null ? await mock.judge(requests, expected) : verdictOf(requests, await player(requests, told.length + 1), expected);
        if (verdict === null) continue;
        row.wrong++;
        if (verdict.isMissing) row.missing++;
        row.categories.add(`${categoryName(words)}: ${verdict.kind}`);
      }
      if (++done % 1000 === 0) onProgress(done);
    }
  } finally {
    await other.stop();
  }
  return rows;
}

function drawn(commands: number, seed: number): readonly Request[] {
  return fc
    .sample(singleCommand, { seed, numRuns: commands * 2 })
    .filter((words) => isSupported(words) && !words.some((word) => HUGE.test(word)) && !waits(words))
    .slice(0, commands);
}

function waits([name = '']: Request): boolean {
  return (
    commandTable.find(name)?.definition.flags.includes('blocking') === true ||
    /^(?:wait|[ps]?(?:un)?subscribe|multi|reset|hello|auth|quit|select)$/i.test(name)
  );
}

function categoryName([name = '', subcommand = '']: Request): string {
  const command = commandTable.find(name);
  return command?.subcommands === null || command === undefined ? name.toLowerCase() : `${name} ${subcommand}`.toLowerCase();
}

function over(engine: Engine): Play {
  return async (requests, told) => {
    await engine.reset();
    const connection = await engine.connect();
    connection.sendAll(requests);
    const replies: Wire[] = [];
    for (const _request of requests) replies.push(await connection.receive());
    connection.close();
    return replies.slice(-told);
  };
}

/** The first of the told replies that is wrong; null when none is. */
function verdictOf(
  requests: readonly Request[],
  replies: readonly Wire[],
  expected: readonly Wire[],
): { readonly kind: string; readonly isMissing: boolean } | null {
  const told = requests.slice(-expected.length);
  for (const [index, words] of told.entries()) {
    const [ours, theirs] = [replies[index] ?? null, expected[index] ?? null];
    // What a key of another type says to it is no part of the data.
    if (index > 0 && (theirs === null || shapeOf(theirs).startsWith('error'))) continue;
    if (alike(words, ours, theirs) || (shapeOf(ours).startsWith('error') && shapeOf(ours) === shapeOf(theirs))) continue;
    const isMissing =
      ours !== null && typeof ours === 'object' && 'error' in ours && /unknown command|unknown subcommand/i.test(ours.error);
    return { kind: index === 0 ? `${shapeOf(theirs)} is ${shapeOf(ours)}` : 'leaves other data', isMissing };
  }
  return null;
}

/** js-redis-server on a port of its own. It asks for Node 22 and runs on 20. */
async function startOther(): Promise<{ readonly engine: Engine; stop(): Promise<void> }> {
  const library = await import('js-redis-server');
  const server = await library.createRedisMock();
  const [address] = server.addresses();
  if (address === undefined) throw new Error('js-redis-server does not say where it listens');
  const engine = engineAt(address.host, address.port);
  return {
    engine,
    stop: async () => {
      await engine.stop();
      await server.close();
    },
  };
}
