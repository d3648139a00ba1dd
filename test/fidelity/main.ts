/**
 * `npm run fidelity`: 100,000 random commands on the twin and on a real redis-server. Prints what it does and what it leaves out; exit code 0
 * without a mismatch, 1 with the shortest program that differs, 2 for wrong use or without a redis-server.
 */
import { parseArgs } from 'node:util';
import { installDispatchers } from '../../sim/kernel/index.ts';
import { warmUpRedis } from '../../sim/redis/index.ts';
import { engineTable } from './engine-table.ts';
import { startReal } from './engines/real.ts';
import { describeFailure, runCampaign, survey } from './fuzz/campaign.ts';
import { Shadow, shadowTally } from '../../sim/cli/shadow.ts';
import { shadowWorlds } from './shadow-worlds.ts';
import { LEFT_OUT } from './fuzz/unequal.ts';
import type { Engine } from './engines/engine.ts';

installDispatchers();

const COMMANDS_DEFAULT = 100_000;
const SHADOW_WORLDS_DEFAULT = 200;
const TABLE_COMMANDS_DEFAULT = 12_800;
const say = (line: string): void => void process.stdout.write(`${line}\n`);

const { values } = parseArgs({
  options: {
    commands: { type: 'string' },
    seed: { type: 'string' },
    all: { type: 'boolean', default: false },
    shadow: { type: 'boolean', default: false },
    table: { type: 'boolean', default: false },
    worlds: { type: 'string' },
    suite: { type: 'string' },
  },
});

function wholeNumber(name: 'commands' | 'seed' | 'worlds', otherwise: number): number {
  const text = values[name];
  if (text === undefined) return otherwise;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new TypeError(`--${name} ${text}: "${text}" is not a whole number below a thousand million.`);
}

async function fuzz(real: Engine, version: string): Promise<number> {
  const wanted = wholeNumber('commands', COMMANDS_DEFAULT);
  const seed = wholeNumber('seed', Math.floor(Math.random() * 1_000_000));
  say(`${wanted} random commands against redis-server ${version}, seed ${seed}`);
  for (const { names, reason } of LEFT_OUT) say(`  not drawn: ${names.source} (${reason})`);
  const startMs = performance.now();
  const seconds = (): string => ((performance.now() - startMs) / 1000).toFixed(0);
  if (values.all) return await surveyAll(real, wanted, seed);
  const { tally, failure } = await runCampaign(real, {
    wanted,
    seed,
    onRound: ({ commands, programs, unjudged }) =>
      say(
        `  ${commands} commands in ${programs} programs, 0 mismatches, ${unjudged} programs too close to a deadline to judge, ${seconds()} s`,
      ),
  });
  if (failure === null) {
    say(`${tally.commands} commands in ${tally.programs} programs: 0 mismatches (${tally.unjudged} programs not judged), seed ${seed}`);
    return 0;
  }
  say(`after ${tally.commands} commands, seed ${seed}:\n${describeFailure(failure)}`);
  return 1;
}

/** `--all`: every kind of mismatch once, instead of the first. */
async function surveyAll(real: Engine, wanted: number, seed: number): Promise<number> {
  let failures = 0;
  const tally = await survey(real, wanted, seed, (failure) => {
    failures++;
    say(describeFailure(failure));
  });
  say(`${tally.commands} commands in ${tally.programs} programs: ${failures} kinds of mismatches, seed ${seed}`);
  return failures === 0 ? 0 : 1;
}

/** `--table`: the same commands asked of the twin and of other engines. */
async function tableOfEngines(real: Engine, version: string): Promise<number> {
  const commands = wholeNumber('commands', TABLE_COMMANDS_DEFAULT);
  const seed = wholeNumber('seed', 1);
  say(`${commands} random commands, each on fresh data, against redis-server ${version}, seed ${seed}`);
  const rows = await engineTable(real, { commands, seed, onProgress: (done) => say(`  ${done} commands`) });
  say('| engine | wrong answers | of these commands it lacks | distinct categories |\n| --- | --- | --- | --- |');
  for (const { engine, wrong, missing, categories } of rows) {
    say(`| ${engine} | ${wrong} | ${missing} | ${categories.size} |`);
    if (values.all) for (const category of [...categories].toSorted()) process.stderr.write(`${engine}: ${category}\n`);
  }
  return rows[0]?.wrong === 0 ? 0 : 1;
}

/** `--shadow`: worlds of a suite, each followed on the real server. */
async function shadowRun(address: { readonly host: string; readonly port: number }): Promise<number> {
  const worlds = wholeNumber('worlds', SHADOW_WORLDS_DEFAULT);
  const seed = String(wholeNumber('seed', 1));
  const shadow = await Shadow.open(address);
  const tally = shadowTally();
  const suite = values.suite ?? 'chaos';
  say(`${worlds} worlds of ${suite} in the shadow of redis-server ${shadow.version}, seed ${seed}`);
  try {
    await shadowWorlds(shadow, tally, {
      suite,
      worlds,
      seed,
      onWorld: (done, { commands, mismatches }) => {
        if (done % 20 === 0) say(`  ${done} worlds, ${commands} commands, ${mismatches.length} mismatches`);
      },
    });
  } finally {
    shadow.close();
  }
  for (const [rule, times] of tally.rules) say(`  rule: ${rule} (${times} times)`);
  for (const { server, request, twin, real } of tally.mismatches)
    say(`differs at ${server}: ${request}\n  twin:         ${JSON.stringify(twin)}\n  redis-server: ${JSON.stringify(real)}`);
  say(`${tally.commands} commands and ${tally.messages} messages of ${worlds} worlds compared: ${tally.mismatches.length} mismatches`);
  return tally.mismatches.length === 0 ? 0 : 1;
}

async function main(): Promise<number> {
  await warmUpRedis();
  const real = await startReal();
  if ('missing' in real) {
    say(`NOT COMPARED: ${real.missing}. Install redis-server (Debian: redis-server).`);
    return 2;
  }
  try {
    if (values.shadow) return await shadowRun(real.address);
    return values.table ? await tableOfEngines(real.engine, real.version) : await fuzz(real.engine, real.version);
  } finally {
    await real.engine.stop();
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof TypeError)) throw error;
  say(error.message);
  process.exitCode = 2;
}
