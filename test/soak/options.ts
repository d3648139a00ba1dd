/** What a soak is told on its command line, checked before anything is started. */
import { parseArgs } from 'node:util';
import { presets, type PresetName } from '../../src/index.ts';

/** One soak. */
export interface SoakOptions {
  /** Names the drawn load and strikes. */
  readonly seed: string;
  /** How long load and strikes last, in seconds; settling comes behind it. */
  readonly seconds: number;
  readonly containers: number;
  readonly gateways: number;
  readonly workers: number;
  readonly preset: PresetName;
  /** How long nothing may be heard behind the last strike before what has not ended counts as never ending, in seconds. */
  readonly settleSeconds: number;
  /** Where logs stay when a property is violated; null keeps nothing. */
  readonly keep: string | null;
}

/** What `npm run soak` does without flags. */
export const SOAK_DEFAULTS: SoakOptions = Object.freeze({
  seed: '1',
  seconds: 60,
  containers: 5_000,
  gateways: 3,
  workers: 8,
  preset: 'leased',
  settleSeconds: 30,
  keep: null,
});

/** Smallest and largest value of each numeric flag. */
const RANGES = {
  '--seconds': [5, 86_400],
  '--containers': [1, 1_000_000],
  '--gateways': [1, 32],
  '--workers': [1, 64],
  '--settle': [1, 3_600],
} as const;

type NumericFlag = keyof typeof RANGES;

const FALLBACKS: Readonly<Record<NumericFlag, number>> = {
  '--seconds': SOAK_DEFAULTS.seconds,
  '--containers': SOAK_DEFAULTS.containers,
  '--gateways': SOAK_DEFAULTS.gateways,
  '--workers': SOAK_DEFAULTS.workers,
  '--settle': SOAK_DEFAULTS.settleSeconds,
};

const NUMBERS = Object.entries(RANGES)
  .map(([flag, [minimum, maximum]]) => `  ${flag.padEnd(14)}${FALLBACKS[flag as NumericFlag]}; from ${minimum} to ${maximum}`)
  .join('\n');

/** Printed by `--help` and behind wrong use. */
export const SOAK_USAGE: string = `usage: npm run soak -- [--seed TEXT] [--seconds N] [--containers N] [--preset NAME] [--gateways N] [--workers N]
                        [--settle SECONDS] [--keep FOLDER] [--json]
${NUMBERS}
Real gateway and worker processes on a redis-server of its own, with real child processes as containers, under drawn strikes.
Exit codes: 0 everything held, 1 a property was violated, 2 wrong use or the soak could not be run, 130 interrupted.
`;

/** Wrong use of the command, or a machine on which it cannot run. */
export class SoakError extends Error {
  override readonly name = 'SoakError';
  readonly code: 'WRONG_USE' | 'NOT_POSSIBLE' | 'INTERRUPTED';

  constructor(code: SoakError['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

function wholeNumber(text: string | undefined, flag: NumericFlag): number {
  if (text === undefined) return FALLBACKS[flag];
  const [minimum, maximum] = RANGES[flag];
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= minimum && value <= maximum) return value;
  throw new SoakError('WRONG_USE', `${flag} must be a whole number from ${minimum} to ${maximum}, got ${JSON.stringify(text)}`);
}

function presetOf(name: string | undefined): PresetName {
  if (name === undefined) return SOAK_DEFAULTS.preset;
  if (Object.hasOwn(presets, name)) return name as PresetName;
  throw new SoakError('WRONG_USE', `unknown preset ${JSON.stringify(name)}; known are ${Object.keys(presets).join(', ')}`);
}

/** Reads the command line. @throws SoakError WRONG_USE naming the flag and the value. */
export function parseSoakOptions(argv: readonly string[]): {
  readonly options: SoakOptions;
  readonly json: boolean;
  readonly help: boolean;
} {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const options = {
    seed: text,
    seconds: text,
    containers: text,
    gateways: text,
    workers: text,
    preset: text,
    settle: text,
    keep: text,
    json: flag,
    help: flag,
  };
  let values;
  try {
    ({ values } = parseArgs({ args: [...argv], options }));
  } catch (cause) {
    throw new SoakError('WRONG_USE', cause instanceof Error ? cause.message : String(cause), { cause });
  }
  return {
    json: values.json,
    help: values.help,
    options: {
      seed: values.seed ?? SOAK_DEFAULTS.seed,
      seconds: wholeNumber(values.seconds, '--seconds'),
      containers: wholeNumber(values.containers, '--containers'),
      gateways: wholeNumber(values.gateways, '--gateways'),
      workers: wholeNumber(values.workers, '--workers'),
      preset: presetOf(values.preset),
      settleSeconds: wholeNumber(values.settle, '--settle'),
      keep: values.keep ?? SOAK_DEFAULTS.keep,
    },
  };
}
