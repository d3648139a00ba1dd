/** Clocks: a world's processes read virtual time, each with its own offset. */
import { activeWorld } from '../active-world.ts';
import { dispatch, type Patch } from './patch.ts';

const RealDate = globalThis.Date;

/** Installs a Date whose argument-less forms read the running world's clock. Its prototype is the real one, so `instanceof` holds both ways. */
function installDate(): void {
  const realNow = RealDate.now;
  const wallMs = (): number => {
    const world = activeWorld();
    return world === null ? realNow() : Math.floor(world.wallMs());
  };
  const WorldDate = function (...args: unknown[]): unknown {
    if (new.target === undefined) return new RealDate(wallMs()).toString();
    const target: unknown = new.target;
    return Reflect.construct(RealDate, args.length === 0 ? [wallMs()] : args, target === WorldDate ? RealDate : new.target);
  };
  Object.defineProperties(WorldDate, {
    ...Object.getOwnPropertyDescriptors(RealDate),
    prototype: { value: RealDate.prototype, writable: false },
    now: { value: wallMs, configurable: true, writable: true },
    name: { value: 'Date', configurable: true },
  });
  // Code that kept the real constructor before us still reads virtual time from its `now`.
  Object.defineProperty(RealDate, 'now', { value: wallMs, configurable: true, writable: true });
  Object.defineProperty(RealDate.prototype, 'constructor', { value: WorldDate, configurable: true, writable: true });
  Object.defineProperty(globalThis, 'Date', { value: WorldDate, configurable: true, writable: true });
}

function installHighResolutionTime(): void {
  const realBigint = process.hrtime.bigint.bind(process.hrtime);
  dispatch(process, 'hrtime', (world, [since]) => {
    const nanoseconds = Math.round(world.monotonicMicros() * 1000);
    const seconds = Math.floor(nanoseconds / 1e9);
    const rest = nanoseconds % 1e9;
    if (!Array.isArray(since)) return [seconds, rest];
    const [sinceSeconds, sinceRest] = since as [number, number];
    const difference = rest - sinceRest;
    return difference < 0 ? [seconds - sinceSeconds - 1, difference + 1e9] : [seconds - sinceSeconds, difference];
  });
  Object.defineProperty(process.hrtime, 'bigint', {
    configurable: true,
    writable: true,
    value: (): bigint => {
      const world = activeWorld();
      return world === null ? realBigint() : BigInt(Math.round(world.monotonicMicros() * 1000));
    },
  });
}

/** Date, performance.now, process.hrtime, process.uptime. */
export const clockPatches: readonly Patch[] = [
  { api: 'Date', treatment: 'simulated', reason: 'the wall clock of the machine would leak into the world', install: installDate },
  {
    api: 'performance.now',
    treatment: 'simulated',
    reason: 'the monotonic clock of the machine would leak into the world',
    install: () => {
      dispatch(performance, 'now', (world) => world.monotonicMicros() / 1000);
    },
  },
  {
    api: 'process.hrtime',
    treatment: 'simulated',
    reason: 'the monotonic clock of the machine would leak into the world',
    install: installHighResolutionTime,
  },
  {
    api: 'process.uptime',
    treatment: 'simulated',
    reason: 'the age of the real process would leak into the world',
    install: () => {
      dispatch(process, 'uptime', (world) => world.monotonicMicros() / 1e6);
    },
  },
];
