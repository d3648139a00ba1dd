/** How many empty events a second the kernel runs, drained and hashed, beside a loop of real setImmediate boundaries. */
import { fifo } from '../../sim/strategies/index.ts';
import { SimulatedWorld } from '../../sim/world/index.ts';
import { figure, median, rate, type Figure } from './figure.ts';

const eventsPerWorld = 200_000;
const timers = 16;

/** Worlds in which sixteen timers do nothing but set themselves again. */
async function emptyWorld(): Promise<number> {
  const world = new SimulatedWorld({ seed: '1', strategy: fifo, stepsMax: eventsPerWorld, record: false, traceMax: 0 });
  const result = await world.run((built) => {
    for (let index = 0; index < timers; index += 1) {
      built.host(`h${index}`, (self) => {
        const again = (): void => {
          built.timerOn(self, 1, again);
        };
        again();
      });
    }
  });
  return result.events;
}

const realSetImmediate = setImmediate;

async function realBoundaries(): Promise<number> {
  const count = 50_000;
  await new Promise<void>((resolve) => {
    let left = count;
    const turn = (): void => {
      left -= 1;
      if (left === 0) resolve();
      else realSetImmediate(turn);
    };
    realSetImmediate(turn);
  });
  return count;
}

/** Empty kernel events a second. */
export async function kernelEvents(): Promise<Figure> {
  await emptyWorld();
  const kernel: number[] = [];
  const real: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    kernel.push(await rate(500, emptyWorld));
    real.push(await rate(300, realBoundaries));
  }
  const value = median(kernel);
  return figure({
    name: 'empty kernel events',
    value,
    unit: 'events/s',
    reference: { name: 'real setImmediate boundaries', value: median(real), unit: 'events/s', kind: 'same run' },
    target: '>= 1,000,000 events/s',
    isReached: value >= 1_000_000,
    note: '16 hosts, each with one timer that sets itself again; every event drained and hashed',
  });
}
