/** Random programs until enough commands have been compared, or until one differs: then the shortest program that still does. */
import fc from 'fast-check';
import { commandTable } from '../../../sim/redis/commands/index.ts';
import { shapeOf } from '../compare.ts';
import { compareProgram } from './differential.ts';
import { program } from './program.ts';
import type { Engine } from '../engines/engine.ts';
import type { Difference } from './alike-streams.ts';
import type { Program } from './program.ts';

/** How far a campaign is, and how it ended. */
export interface Tally {
  commands: number;
  programs: number;
  /** Programs in which a deadline was too close to tell. */
  unjudged: number;
}

/** A program that differs, as short as it gets. */
export interface Failure {
  readonly protocol: '2' | '3';
  readonly program: Program;
  readonly difference: Difference;
}

/** Compares at least `wanted` commands. Seeds of rounds follow one another. */
export async function runCampaign(
  real: Engine,
  { wanted, seed, onRound }: { readonly wanted: number; readonly seed: number; readonly onRound?: (tally: Readonly<Tally>) => void },
): Promise<{ readonly tally: Tally; readonly failure: Failure | null }> {
  const tally: Tally = { commands: 0, programs: 0, unjudged: 0 };
  for (let round = 0; tally.commands < wanted; round++) {
    let failure: Failure | null = null;
    const numRuns = Math.min(200, Math.max(1, Math.ceil((wanted - tally.commands) / 15)));
    const check = await fc.check(
      fc.asyncProperty(program, fc.constantFrom('2' as const, '3' as const), async (steps, protocol) => {
        const { commands, mismatch, isUnjudged } = await compareProgram(real, steps, protocol);
        if (mismatch !== null) {
          // Shrinking goes on from whatever fails: the last one to fail is the smallest.
          failure = { protocol, program: steps, difference: mismatch };
          return false;
        }
        if (failure !== null) return true;
        tally.programs++;
        if (isUnjudged) tally.unjudged++;
        else tally.commands += commands;
        return true;
      }),
      { seed: seedOf(seed, round), numRuns },
    );
    if (check.failed) return { tally, failure: failure === null ? null : await minimise(real, failure) };
    onRound?.(tally);
  }
  return { tally, failure: null };
}

/** Seeds that lie side by side have no rounds in common. */
function seedOf(seed: number, round: number): number {
  return (Math.imul(seed, 1_000_003) + round) | 0;
}

/** Leaves out one step after the other, as long as something differs: what is left needs every step. */
async function minimise(real: Engine, failure: Failure): Promise<Failure> {
  let smallest = failure;
  for (let at = smallest.program.length - 1; at >= 0; at--) {
    const without = smallest.program.filter((_step, index) => index !== at);
    const { mismatch } = await compareProgram(real, without, failure.protocol);
    if (mismatch !== null) smallest = { protocol: failure.protocol, program: without, difference: mismatch };
  }
  return smallest;
}

/** Goes on after a mismatch, and answers one failure for each command and kind of difference. */
export async function survey(real: Engine, wanted: number, seed: number, onFailure: (failure: Failure) => void): Promise<Tally> {
  const tally: Tally = { commands: 0, programs: 0, unjudged: 0 };
  const seen = new Set<string>();
  for (let round = 0; tally.commands < wanted; round++) {
    for (const steps of fc.sample(program, { seed: seedOf(seed, round), numRuns: 100 })) {
      const protocol = tally.programs % 2 === 0 ? '2' : '3';
      const { commands, mismatch, isUnjudged } = await compareProgram(real, steps, protocol);
      tally.programs++;
      tally.commands += commands;
      if (isUnjudged) tally.unjudged++;
      if (mismatch === null || seen.has(categoryOf(mismatch))) continue;
      const failure = await minimise(real, { protocol, program: steps, difference: mismatch });
      const isNew = !seen.has(categoryOf(failure.difference));
      seen.add(categoryOf(mismatch)).add(categoryOf(failure.difference));
      if (isNew) onFailure(failure);
    }
  }
  return tally;
}

/** The command and how the two replies differ in kind. */
function categoryOf({ request, twin, real }: Difference): string {
  const [name = '', second = ''] = request.toLowerCase().split(' ');
  const isContainer = commandTable.find(name.slice(1, -1))?.subcommands !== null;
  return `${name}${isContainer ? second : ''} ${shapeOf(twin)} ${shapeOf(real)}`;
}

/** A failure as people read it: the program, then both replies. */
export function describeFailure({ protocol, program: steps, difference }: Failure): string {
  const lines = steps.map((step) => {
    if ('waitMs' in step) return `  wait ${step.waitMs}`;
    return `  ${step.client}${step.words === null ? '!' : `: ${step.words.map((word) => JSON.stringify(word)).join(' ')}`}`;
  });
  return [
    `the shortest program that differs (RESP${protocol}, after the seed of test/fidelity/fuzz/seed.ts):`,
    ...lines,
    `differs at ${difference.request}`,
    `  twin:         ${JSON.stringify(difference.twin)}`,
    `  redis-server: ${JSON.stringify(difference.real)}`,
  ].join('\n');
}
