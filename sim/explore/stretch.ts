/**
 * A stretch of worlds of one suite, run on lanes until one of them is violated. Lanes run ahead of each other; what counts are the worlds
 * before the first violated one, whatever was run beyond it, so the answer is the same for any number of lanes.
 */
import type { Chunk, Lane, WorldResult } from './lane.ts';

/** A chunk should take about this long, in milliseconds. */
const CHUNK_MS = 100;
const CHUNK_WORLDS_MAX = 64;

/** Which worlds to run. */
export interface StretchRequest {
  readonly chunk: Omit<Chunk, 'from' | 'count'>;
  /** Number of the first world, and of the one behind the last. */
  readonly from: number;
  readonly to: number;
  readonly lanes: readonly Lane[];
  readonly signal?: AbortSignal | undefined;
  /** The property that a result violates; null when it violates none. */
  readonly violated: (result: WorldResult) => string | null;
  /** Results as they come. */
  readonly onResults: (results: readonly WorldResult[]) => void;
}

/** What is known of a stretch. */
export interface Stretch {
  /** Worlds from its beginning that held, without a gap. */
  readonly held: number;
  /** The world behind them; null when all held, or the run was interrupted. */
  readonly violated: { readonly index: number; readonly property: string } | null;
}

/** Runs the stretch. Rejects as its lanes do. */
export async function runStretch(request: StretchRequest): Promise<Stretch> {
  const run = new StretchRun(request);
  await Promise.all(request.lanes.map((lane) => run.work(lane)));
  return run.outcome();
}

class StretchRun {
  readonly #request: StretchRequest;
  /** The end of what was run of each chunk, by its beginning. */
  readonly #ran = new Map<number, number>();
  #violated: Stretch['violated'] = null;
  #failed = false;
  #next: number;

  constructor(request: StretchRequest) {
    this.#request = request;
    this.#next = request.from;
  }

  async work(lane: Lane): Promise<void> {
    const { chunk, to, onResults } = this.#request;
    let worldMs = CHUNK_MS;
    while (this.#next < to && !this.#isOver(this.#next)) {
      const from = this.#next;
      const count = Math.min(to - from, Math.max(1, Math.min(CHUNK_WORLDS_MAX, Math.round(CHUNK_MS / worldMs))));
      this.#next += count;
      const startMs = performance.now();
      const results = await this.#run(lane, { ...chunk, from, count });
      worldMs = Math.max(0.01, (performance.now() - startMs) / count);
      this.#ran.set(from, from + results.length);
      for (const result of results) this.#see(result);
      onResults(results);
    }
  }

  outcome(): Stretch {
    const { from } = this.#request;
    let end = from;
    for (let reached = this.#ran.get(end); reached !== undefined && reached > end; reached = this.#ran.get(end)) end = reached;
    const violated = this.#violated;
    return violated !== null && violated.index < end ? { held: violated.index - from, violated } : { held: end - from, violated: null };
  }

  async #run(lane: Lane, chunk: Chunk): Promise<readonly WorldResult[]> {
    try {
      return await lane.run(chunk, () => this.#isOver(chunk.from));
    } catch (error) {
      this.#failed = true;
      throw error;
    }
  }

  #see(result: WorldResult): void {
    const property = this.#request.violated(result);
    if (property === null || (this.#violated !== null && this.#violated.index < result.index)) return;
    this.#violated = { index: result.index, property };
  }

  /** Is there no need to run a chunk that begins there? */
  #isOver(from: number): boolean {
    return this.#failed || this.#request.signal?.aborted === true || (this.#violated !== null && this.#violated.index < from);
  }
}
