/**
 * `manyworlds replay`: one world again, from an id, a token or a file, and whether it is the same world. On the way one may look into it: at
 * what the program prints, at every event, at the state of a moment, or with a debugger.
 */
import { resolve } from 'node:path';
import {
  loadConfiguration,
  replay,
  requireConfiguration,
  resolveSubject,
  STORE_FOLDER,
  UsageError,
  type ExitCode,
  type Replay,
  type ReplaySubject,
} from '../explore/index.ts';
import { divergenceLines, eventLine, formatTime, plural, stateAt, stateLines, type StoryStyle } from '../report/index.ts';
import type { Command } from './command.ts';
import { attachDebugger } from './debugger.ts';
import type { ParsedArguments } from './flags.ts';
import { storeFlag, tellOutcome, type Place } from './found.ts';
import { onlyOperand } from './operand.ts';
import { shadowFor } from './replay-shadow.ts';
import { statement } from './replay-statement.ts';
import { outputStyle } from './style.ts';
import type { Terminal } from './terminal.ts';
import { watchedRun, type ProgramLine } from './watched-world.ts';

/** The command `replay`. */
export const replayCommand: Command = {
  name: 'replay',
  summary: 'run the world of a finding again and compare it',
  operands: '<id|token|file>',
  flags: [
    { name: 'log', description: 'print what the program writes with console, behind virtual time and host' },
    { name: 'events', description: 'print every event of the world' },
    { name: 'until', value: 'T', description: 'look at the world up to this virtual time, for example 1.5s, and show its state there' },
    { name: 'inspect', description: 'wait for a debugger and stop in it at the moment of --until' },
    { name: 'original', description: 'the world as it was found, before it was shrunk' },
    {
      name: 'shadow',
      value: 'URL',
      description: 'an empty real Redis, e.g. redis://127.0.0.1:6390, is asked the same and every reply compared',
    },
    { name: 'json', description: 'one JSON object on the output stream; --log and --events go to the error stream' },
    { name: 'out', value: 'DIR', description: `folder of findings; the default is ${STORE_FOLDER}` },
    { name: 'config', value: 'FILE', description: 'configuration; the default is the nearest manyworlds.config.ts' },
  ],
  notes: [
    'Exit codes: 1 the recorded violation is there again, 2 wrong use, 4 it is not (the world holds or violates another property) or the world is not deterministic, 70 a property threw.',
    'With --shadow each Redis of the world is compared, one after the other; replicas and Sentinels are not. 70 when a reply differs, which is a bug of the simulated Redis. A server that is not empty is refused.',
    'A shrunk world is run by its tape: decisions that vanished from the program are skipped, new ones get defaults, and the result says how many matched and where the world first went another way.',
    'A token of an older version names no property; it is compared by its hash: 1 the world violates a property, 0 it is the same world and holds, 3 the same and inconclusive, 4 another world that holds.',
  ],
  run,
};

/** What is looked at besides the result. */
interface View {
  readonly log: boolean;
  readonly events: boolean;
  readonly untilMs: number | null;
  readonly json: boolean;
}

async function run(written: ParsedArguments, terminal: Terminal): Promise<ExitCode> {
  const text = onlyOperand(written, 'replay', 'id, token or file');
  const view = viewOf(written);
  const inspects = written.has('inspect');
  if (inspects && view.untilMs === null)
    throw new UsageError('bad-flag', '--inspect needs a moment to stop at: --inspect --until 1.5s (times of the story are such moments).');
  const store = resolve(terminal.cwd, written.text('out') ?? STORE_FOLDER);
  const subject = resolveSubject(text, store, written.has('original'));
  const { suites } = await loadConfiguration(requireConfiguration(terminal.cwd, written.text('config')));
  const shadow = await shadowFor(written);
  const watched = watchedRun({
    ...(shadow === null ? {} : { onWorld: (world) => shadow.record(world) }),
    onLine: view.log ? logger(view, terminal) : null,
    stopAtMs: inspects ? view.untilMs : null,
    onBegin: () => {
      if (inspects) attachDebugger(view.untilMs ?? 0, terminal);
    },
  });
  const result = await replay(suites, subject, watched.run);
  const style = outputStyle(written, terminal);
  if (view.events) printEvents(result, view, terminal, style);
  if (view.json) terminal.out(`${JSON.stringify(asJson(result, subject, view.untilMs))}\n`);
  else print(result, subject, nextCommands(result, subject, text, { cwd: terminal.cwd, store }), view, terminal, style);
  if (inspects && !watched.wasStopped())
    terminal.error(
      `The world ended at ${formatTime(result.outcome.virtualMs)}, before ${formatTime(view.untilMs ?? 0)}: nothing stopped.\n`,
    );
  return shadow === null ? result.exitCode : await shadow.compare(result.exitCode, view.json, terminal);
}

function viewOf(written: ParsedArguments): View {
  return { log: written.has('log'), events: written.has('events'), untilMs: written.duration('until'), json: written.has('json') };
}

/** Results are on the output stream, but with `--json` nothing but JSON is. */
function logger({ untilMs, json }: View, terminal: Terminal): (line: ProgramLine) => void {
  return ({ atMs, host, text }) => {
    if (untilMs !== null && atMs > untilMs) return;
    const line = `${formatTime(atMs).padStart(8)} ${host} | ${text}\n`;
    if (json) terminal.error(line);
    else terminal.out(line);
  };
}

function asJson(result: Replay, subject: ReplaySubject, untilMs: number | null): object {
  const { trace, ...outcome } = result.outcome;
  return {
    v: 1,
    type: 'replay',
    result: result.result,
    recorded: result.recorded,
    propertyBefore: subject.property,
    exitCode: result.exitCode,
    hashBefore: subject.tape === null ? subject.hash : null,
    shrunk: subject.tape !== null,
    ...outcome,
    divergence: result.divergence,
    ...(untilMs === null ? {} : { state: stateAt(trace ?? [], untilMs) }),
  };
}

type Commands = readonly (readonly [label: string, text: string])[];

/** What a person may want to do next: stop in a debugger where it was decided, and keep the world. */
function nextCommands(result: Replay, { finding }: ReplaySubject, text: string, place: Place): Commands {
  const { violation } = result.outcome;
  const momentMs = finding?.blame.find((one) => one.necessary)?.atMs ?? violation?.facts[0]?.atMs ?? 0;
  const debug = [
    'debug',
    `npx manyworlds replay ${shortened(text)}${storeFlag(place, 'out')} --inspect --until ${formatTime(Math.max(momentMs, 1))}`,
  ] as const;
  return finding === null ? [debug] : [debug, ['keep', `npx manyworlds keep ${text}${storeFlag(place, 'findings')}`]];
}

/** A token is too long to be shown twice. */
function shortened(text: string): string {
  return text.length > 40 ? `${text.slice(0, 16)}…` : text;
}

function printEvents({ outcome }: Replay, { untilMs, json }: View, terminal: Terminal, style: StoryStyle): void {
  const lastMicros = (untilMs ?? Number.POSITIVE_INFINITY) * 1000;
  for (const event of outcome.trace ?? []) {
    if (event.atMicros > lastMicros) continue;
    const line = `${eventLine({ event, times: 1 }, style)}\n`;
    if (json) terminal.error(line);
    else terminal.out(line);
  }
}

function print(result: Replay, subject: ReplaySubject, commands: Commands, view: View, terminal: Terminal, style: StoryStyle): void {
  const { outcome, divergence } = result;
  if (view.events || view.log) terminal.out('\n');
  if (view.untilMs !== null) terminal.out(`${stateLines(stateAt(outcome.trace ?? [], view.untilMs), style)}\n\n`);
  else if (outcome.violation !== null) {
    const foundBy = `Replayed ${subject.world.suite}, seed ${subject.world.seed}, ${plural(outcome.faults.length, 'fault')}.`;
    // What was found out about the recorded world is true of this one when it is the same.
    const isSame = result.result === 'reproduced' && subject.tape !== null;
    terminal.out(`${tellOutcome(outcome, foundBy, commands, style, isSame ? subject.finding : null)}\n\n`);
  }
  if (divergence !== null && outcome.tapeMatch === null) terminal.out(`${divergenceLines(divergence, style)}\n\n`);
  terminal.out(`${statement(result, subject, style)}\n`);
}
