/** What a seed means for a soak. */
import { describe, expect, it } from 'vitest';
import { parseSoakOptions, SOAK_DEFAULTS, SoakError } from '../../soak/options.ts';
import { drawPlan, MACHINE } from '../../soak/plan.ts';

const options = { ...SOAK_DEFAULTS, seconds: 20, containers: 300 };

describe('the plan of a soak', () => {
  it('is the same for the same seed and another for another', () => {
    expect(drawPlan(options)).toEqual(drawPlan(options));
    expect(drawPlan({ ...options, seed: '2' })).not.toEqual(drawPlan(options));
  });

  it('has every kind of strike, within its time, in order', () => {
    for (const seed of ['1', '2', '3', '4', '5']) {
      const { strikes } = drawPlan({ ...options, seed });
      expect(new Set(strikes.map((strike) => (strike.kind === 'restart-redis' ? strike.signal : strike.kind)))).toEqual(
        new Set(['kill-worker', 'kill-gateway', 'freeze-worker', 'freeze-gateway', 'cut-connections', 'SIGTERM', 'SIGKILL']),
      );
      expect(strikes.every(({ atMs }) => atMs >= 2_000 && atMs <= 20_000)).toBe(true);
      expect(strikes.map(({ atMs }) => atMs)).toEqual(strikes.map(({ atMs }) => atMs).toSorted((left, right) => left - right));
    }
  });

  it('asks for nothing that no worker could run', () => {
    const { containers } = drawPlan(options);
    expect(containers).toHaveLength(300);
    expect(new Set(containers.map(({ id }) => id)).size).toBe(300);
    expect(
      containers.every(({ cpuMillicores, memoryMib }) => cpuMillicores <= MACHINE.cpuMillicores && memoryMib <= MACHINE.memoryMib),
    ).toBe(true);
  });
});

describe('the command line of a soak', () => {
  it('has defaults', () => {
    expect(parseSoakOptions([])).toEqual({ options: SOAK_DEFAULTS, json: false, help: false });
    expect(parseSoakOptions(['--seed', 'x', '--seconds', '20', '--preset', 'baseline', '--json']).options).toEqual({
      ...SOAK_DEFAULTS,
      seed: 'x',
      seconds: 20,
      preset: 'baseline',
    });
  });

  it.each([
    [['--seconds', '1.5'], '--seconds must be a whole number from 5 to 86400, got "1.5"'],
    [['--containers', '0'], '--containers must be a whole number from 1'],
    [['--preset', 'best'], 'unknown preset "best"; known are'],
    [['--nothing'], '--nothing'],
  ])('refuses %j', (argv, message) => {
    expect(() => parseSoakOptions(argv)).toThrow(message);
    expect(() => parseSoakOptions(argv)).toThrow(SoakError);
  });
});
