/**
 * Runs a program on the twin and on a real server and says where they differ. The twin's clock follows the real one. Where they differ, the program
 * is run on the twin twice more, with the slowest and the fastest clock that the measured times allow; when these two differ from each other, a
 * deadline was too close to tell, and the program is not judged. So nothing depends on how fast the machine is.
 */
import { alikeStreams } from './alike-streams.ts';
import { DUMP, SEED } from './seed.ts';
import { RealSession } from './real-session.ts';
import { TwinSession } from './twin-session.ts';
import type { Engine } from '../engines/engine.ts';
import type { Difference } from './alike-streams.ts';
import type { ClientName, Program } from './program.ts';
import type { Request } from './words.ts';

/** The slowest and the fastest clock lie further apart than the real server and the twin. */
const LOOSE_BAND_MS = 600_000;

/** `@client:b` means the connection of client b, whose number each server chooses. */
const ADDRESS = '@client:';
const NOBODY = '999999';

/** So many requests of one pipeline are given the whole time that the pipeline took, each of them. */
const PIPELINE_MAX = 10;

/** How a program went. */
export interface Comparison {
  /** Requests that were sent and compared, without those that make and tell the data. */
  readonly commands: number;
  /** The first difference; null when there is none. */
  readonly mismatch: Difference | null;
  /** A deadline was too close to tell who is right. */
  readonly isUnjudged: boolean;
}

/** What was really done, with the server's time before and after. */
interface Done {
  readonly client: string;
  /** Null for the end of the connection; no client and no requests for a pause. */
  readonly requests: readonly Request[] | null;
  startMs: number;
  endMs: number;
}

/** Runs a program on both. */
export async function compareProgram(real: Engine, program: Program, protocol: '2' | '3'): Promise<Comparison> {
  await real.reset();
  const run = new Run(real, await real.nowMs(), protocol);
  await run.play(program);
  const { twin, real: session, done, commands } = run;
  session.end();
  const mismatch = alikeStreams(twin.answers, session.replies);
  if (mismatch === null) return { commands, mismatch, isUnjudged: false };
  const [slow, fast] = [replay(done, 'slow'), replay(done, 'fast')];
  const slowReplies = slow.answers.map((answers) => answers.map(({ reply }) => reply));
  const isUnjudged = [fast, twin].some(({ answers }) => alikeStreams(answers, slowReplies, LOOSE_BAND_MS) !== null);
  return { commands, mismatch: isUnjudged ? null : mismatch, isUnjudged };
}

/** One run on both, step by step. */
class Run {
  readonly twin: TwinSession;
  readonly real: RealSession;
  readonly done: Done[] = [];
  commands = 0;
  readonly #engine: Engine;
  readonly #startMs: number;
  readonly #protocol: '2' | '3';
  #batch: { readonly client: string; readonly requests: Request[]; readonly sent: Request[]; readonly startMs: number } | null = null;

  constructor(engine: Engine, startMs: number, protocol: '2' | '3') {
    this.#engine = engine;
    this.#startMs = startMs;
    this.#protocol = protocol;
    this.twin = new TwinSession(startMs);
    this.real = new RealSession(engine);
  }

  async play(program: Program): Promise<void> {
    await this.#ask('a', ['HELLO', this.#protocol]);
    for (const words of SEED) await this.#ask('a', words);
    await this.#flush();
    let sent = 0;
    for (const step of program) {
      if ('waitMs' in step) await this.#pause(step.waitMs);
      else if (step.words === null) await this.#close(step.client);
      else if (!this.twin.waits(step.client)) {
        if (step.client === 'b' && this.twin.count('b') === 0) await this.#ask('b', ['HELLO', this.#protocol]);
        await this.#ask(
          step.client,
          step.words.map((word) => inTime(word, this.#startMs)),
        );
        sent++;
      }
    }
    this.commands = sent;
    await this.#flush();
    for (const words of DUMP) await this.#ask('dump', words);
    await this.#flush();
    await this.real.settle();
    this.twin.noteEnds();
    await this.real.noteEnds((name) => this.twin.hasEnded(name));
  }

  async #ask(client: string, words: Request): Promise<void> {
    const isAddressed = words.some((word) => word.startsWith(ADDRESS));
    if (this.#batch !== null && (this.#batch.client !== client || isAddressed)) await this.#flush();
    if (this.#batch === null) {
      const startMs = await this.#engine.nowMs();
      this.twin.advanceTo(startMs);
      this.#batch = { client, requests: [], sent: [], startMs };
    }
    const named = (id: (name: string) => string | null): Request =>
      isAddressed ? words.map((word) => (word.startsWith(ADDRESS) ? (id(word.slice(ADDRESS.length)) ?? NOBODY) : word)) : words;
    const ours = named((name) => this.twin.id(name));
    this.#batch.requests.push(ours);
    this.#batch.sent.push(named((name) => this.real.id(name)));
    this.twin.send(client, ours);
    if (this.twin.waits(client)) await this.#flush();
  }

  async #flush(): Promise<void> {
    const batch = this.#batch;
    if (batch === null) return;
    this.#batch = null;
    const { client, requests, sent, startMs } = batch;
    await this.real.send(client, sent, this.twin.count(client), this.twin.waits(client));
    this.done.push({ client, requests, startMs, endMs: await this.#engine.nowMs() });
  }

  async #close(client: ClientName): Promise<void> {
    await this.#flush();
    const startMs = await this.#engine.nowMs();
    this.twin.advanceTo(startMs);
    this.twin.close(client);
    await this.real.close(client);
    this.done.push({ client, requests: null, startMs, endMs: await this.#engine.nowMs() });
  }

  async #pause(milliseconds: number): Promise<void> {
    await this.#flush();
    const startMs = await this.#engine.nowMs();
    await this.#engine.sleep(milliseconds);
    await this.real.settle();
    const endMs = await this.#engine.nowMs();
    this.twin.advanceTo(endMs);
    this.done.push({ client: '', requests: [], startMs, endMs });
  }
}

/** The same again on a twin whose clock is as far behind, or as far ahead, as the measured times allow. */
function replay(done: readonly Done[], clock: 'slow' | 'fast'): TwinSession {
  const twin = new TwinSession(done[0]?.startMs ?? 0);
  let lastMs = done[0]?.startMs ?? 0;
  for (const { client, requests, startMs, endMs } of done) {
    // Between what was done before and this at least, and at most, so much time has passed.
    if (clock === 'slow') twin.advance(Math.max(0, startMs - lastMs - 1));
    lastMs = endMs;
    const tookMs = endMs - startMs + 1;
    if (requests === null) twin.close(client);
    else if (client === '') twin.advance(clock === 'slow' ? Math.max(0, tookMs - 2) : tookMs + 1);
    // Many requests at once are the data's beginning and end, where no time matters but that of them all.
    for (const [index, words] of (requests ?? []).entries()) {
      if (clock === 'fast' && index < PIPELINE_MAX) twin.advance(tookMs);
      twin.send(client, words);
    }
  }
  twin.noteEnds();
  return twin;
}

/** `@s+100` and `@ms+100` become absolute times. */
function inTime(word: string, nowMs: number): string {
  const [, unit, offset] = /^@(m?s)\+(-?\d+)$/.exec(word) ?? [];
  if (unit === undefined || offset === undefined) return word;
  return String((unit === 's' ? Math.floor(nowMs / 1000) : nowMs) + Number(offset));
}
