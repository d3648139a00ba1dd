/** Runs a hand-made world for a test: no suite, no scenario, just hosts. */
import { strategies } from '../../../sim/strategies/index.ts';
import { SimulatedWorld, type SimulationResult, type World } from '../../../sim/world/index.ts';
import { installDispatchers, type DrainName } from '../../../sim/kernel/index.ts';

installDispatchers();

/** What a test may fix. */
export interface SimulateOptions {
  readonly seed?: string;
  readonly strategy?: 'fifo' | 'random';
  readonly stepsMax?: number;
  readonly record?: boolean;
  readonly drain?: DrainName;
}

/** Runs one world to its end. */
export async function simulate(build: (world: World) => void, options: SimulateOptions = {}): Promise<SimulationResult> {
  const strategy = strategies.find(({ name }) => name === (options.strategy ?? 'fifo'));
  if (strategy === undefined) throw new Error('no such strategy');
  const world = new SimulatedWorld({
    seed: options.seed ?? '1',
    strategy,
    stepsMax: options.stepsMax ?? 100_000,
    record: options.record ?? false,
    traceMax: 10_000,
  });
  return world.run(build, options.drain);
}

/** Runs one program on a host called `program` and gives back what it returned, or the reason why its host died. */
export async function runProgram(
  program: () => unknown,
  options: SimulateOptions = {},
): Promise<{ result: unknown; died: string | null; end: SimulationResult }> {
  let result: unknown;
  let died: string | null = null;
  const end = await simulate((world) => {
    world.onHostChange(({ change, reason }) => {
      if (change === 'died') died = reason;
    });
    world.host('program', async () => {
      result = await program();
    });
  }, options);
  return { result, died, end };
}
