/** Runs a program on two engines and says where they differ. */
import { alike } from '../compare.ts';
import { DUMP, SEED } from './arbitrary.ts';
import type { Request } from './arbitrary.ts';
import type { Engine } from '../engines/engine.ts';
import type { Wire } from '../engines/wire.ts';

/** The first request that two engines answered differently. */
export interface Mismatch {
  readonly request: string;
  /** 'reply' of a request of the program, or 'state' afterwards. */
  readonly where: 'reply' | 'state';
  readonly twin: Wire;
  readonly real: Wire;
}

/** Runs a program on both and compares reply by reply, then key by key; null when they agree. */
export async function compareProgram(
  twin: Engine,
  real: Engine,
  program: readonly Request[],
  protocol: '2' | '3',
): Promise<Mismatch | null> {
  const nowMs = await real.nowMs();
  const requests = [
    ['HELLO', protocol],
    ...SEED,
    ...program.map((words) => words.map((word) => inTime(word, nowMs))),
    ['DISCARD'],
    ...DUMP,
  ];
  const [ours, theirs] = [await play(twin, requests), await play(real, requests)];
  for (const [index, words] of requests.entries()) {
    const a = ours[index] as Wire;
    const b = theirs[index] as Wire;
    if (alike(words, a, b)) continue;
    return {
      request: words.map((word) => JSON.stringify(word)).join(' '),
      where: index < requests.length - DUMP.length ? 'reply' : 'state',
      twin: a,
      real: b,
    };
  }
  return null;
}

async function play(engine: Engine, requests: readonly Request[]): Promise<Wire[]> {
  await engine.reset();
  const connection = await engine.connect();
  connection.sendAll(requests);
  const replies: Wire[] = [];
  for (const _request of requests) replies.push(await connection.receive());
  connection.close();
  return replies;
}

/** `@s+100` and `@ms+100` become absolute times. */
function inTime(word: string, nowMs: number): string {
  const [, unit, offset] = /^@(m?s)\+(\d+)$/.exec(word) ?? [];
  if (unit === undefined || offset === undefined) return word;
  return String((unit === 's' ? Math.floor(nowMs / 1000) : nowMs) + Number(offset));
}
