/** `manyworlds replay`: one world again, from an id, a token or a file, and whether it is the same world. */
import { resolve } from 'node:path';
import {
  loadConfiguration,
  replay,
  requireConfiguration,
  resolveSubject,
  runWorld,
  STORE_FOLDER,
  UsageError,
  type ExitCode,
  type Replay,
  type ReplaySubject,
} from '../explore/index.ts';
import { divergenceLines, eventLine, formatCount, plural, tellStory, type StoryStyle } from '../report/index.ts';
import type { Command } from './command.ts';
import type { ParsedArguments } from './flags.ts';
import { outputStyle } from './style.ts';
import type { Terminal } from './terminal.ts';

/** The command `replay`. */
export const replayCommand: Command = {
  name: 'replay',
  summary: 'run the world of a finding again and compare it',
  operands: '<id|token|file>',
  flags: [
    { name: 'log', description: 'print every event of the world' },
    { name: 'until', value: 'T', description: 'with --log: stop at this virtual time, for example 1.5s' },
    { name: 'json', description: 'one JSON object on the output stream' },
    { name: 'out', value: 'DIR', description: `folder of findings; the default is ${STORE_FOLDER}` },
    { name: 'config', value: 'FILE', description: 'configuration; the default is the nearest manyworlds.config.ts' },
  ],
  notes: [
    'Exit codes: 1 the recorded violation is there again, 2 wrong use, 4 it is not (the world holds or violates another property) or the world is not deterministic.',
    'A token of an older version names no property; it is compared by its hash: 1 the world violates a property, 0 it is the same world and holds, 3 the same and inconclusive, 4 another world that holds.',
  ],
  run,
};

async function run(written: ParsedArguments, terminal: Terminal): Promise<ExitCode> {
  const [text, ...more] = written.operands;
  if (text === undefined || more.length > 0) {
    throw new UsageError(
      'bad-operands',
      `replay takes one id, token or file, and ${written.operands.length} were given. Findings: manyworlds list findings.`,
    );
  }
  const untilMs = written.duration('until');
  const store = resolve(terminal.cwd, written.text('out') ?? STORE_FOLDER);
  const subject = resolveSubject(text, store);
  const { suites } = await loadConfiguration(requireConfiguration(terminal.cwd, written.text('config')));
  const result = await replay(suites, subject, runWorld);
  if (written.has('json')) terminal.out(`${JSON.stringify(asJson(result, subject))}\n`);
  else print(result, subject, text, written.has('log') ? { untilMs } : null, terminal, outputStyle(written, terminal));
  return result.exitCode;
}

function asJson(result: Replay, subject: ReplaySubject): object {
  const { trace: _trace, ...outcome } = result.outcome;
  return {
    v: 1,
    type: 'replay',
    result: result.result,
    recorded: result.recorded,
    propertyBefore: subject.property,
    exitCode: result.exitCode,
    hashBefore: subject.hash,
    ...outcome,
    divergence: result.divergence,
  };
}

function print(
  result: Replay,
  subject: ReplaySubject,
  text: string,
  log: { readonly untilMs: number | null } | null,
  terminal: Terminal,
  style: StoryStyle,
): void {
  const { outcome } = result;
  const trace = outcome.trace ?? [];
  if (log !== null) {
    const lastMicros = (log.untilMs ?? Number.POSITIVE_INFINITY) * 1000;
    for (const event of trace) if (event.atMicros <= lastMicros) terminal.out(`${eventLine({ event, times: 1 }, style)}\n`);
    terminal.out('\n');
  }
  if (outcome.violation !== null) {
    const { violation, events, choices } = outcome;
    const foundBy = `Replayed ${subject.world.suite}, seed ${subject.world.seed}, ${plural(outcome.faults.length, 'fault')}.`;
    terminal.out(
      `${tellStory({ violation, trace, events, choices, foundBy, commands: [['replay', `npx manyworlds replay ${text}`]] }, style)}\n\n`,
    );
  }
  if (result.divergence !== null) terminal.out(`${divergenceLines(result.divergence, style)}\n\n`);
  terminal.out(`${statement(result, subject, style)}\n`);
}

function statement(result: Replay, subject: ReplaySubject, { paint, symbols }: StoryStyle): string {
  const { outcome } = result;
  const world = `${formatCount(outcome.events)} events, hash ${outcome.hash}`;
  const judged =
    outcome.violation === null
      ? `the world ${outcome.status === 'held' ? 'holds' : 'is inconclusive'}`
      : `${outcome.violation.property} is violated`;
  const ending = `${judged}${changeOf(result, subject)}`;
  switch (result.result) {
    case 'reproduced':
      return result.recorded === 'other' || result.recorded === 'gone'
        ? `${paint.warning('judged otherwise since')}: the same world, ${ending} (${world})`
        : `${paint.strong('reproduced')}: the same world, ${ending} (${world})`;
    case 'code-changed':
      return `${paint.warning('code changed since')}: the world was ${subject.hash} and is now another one; ${ending} (${world})`;
    case 'nondeterministic':
      return `${paint.failure(`${symbols.failed} not reproduced`)}: two runs of this world differ, so it is not deterministic (${world})`;
  }
}

/** How the judgement differs from the recorded one; empty when it does not or nothing was recorded. */
function changeOf(result: Replay, subject: ReplaySubject): string {
  if (result.recorded === 'other') return ` and not the recorded ${subject.property}`;
  return result.recorded === 'gone' ? `, and the recorded violation of ${subject.property} is not there any more` : '';
}
