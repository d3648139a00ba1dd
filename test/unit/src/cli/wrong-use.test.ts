/** The command with input that cannot work: exit code 2, nothing on standard output, and words that say what to write instead. */
import { describe, expect, it } from 'vitest';
import { run } from './terminal.ts';

const NOWHERE = ['--redis', 'redis://127.0.0.1:1'];
const submit = (...rest: readonly string[]): readonly string[] => ['submit', ...NOWHERE, '--id', 'a', ...rest, '--', 'true'];
const line = { id: 'a', cpuMillicores: 1, memoryMib: 1, command: ['true'] };

const mistakes: readonly (readonly [readonly string[], string])[] = [
  [[], 'A container scheduler on Redis'],
  [['submitt'], 'there is no command "submitt". Did you mean "submit"?'],
  [['help', 'gatway'], 'Did you mean "gateway"?'],
  [['gateway', '--bogus'], 'there is no flag --bogus'],
  [['worker', '--memry', '5'], 'Did you mean "--memory"?'],
  [['workers', '--json=yes'], 'this flag takes no value'],
  [['stop', '--redis'], '--redis needs a value: --redis URL'],
  [['workers', 'w1'], 'scheduler workers takes flags only, got "w1"'],
  [['workers', '--', 'true'], 'runs no program: leave out --'],
  [['stop', ...NOWHERE], 'write at least one id of a container'],
  [['cordon', ...NOWHERE], 'write at least one id of a worker'],
  [['stop', ...NOWHERE, 'a b'], 'container id must be 1-128 characters'],
  [['drain', ...NOWHERE, ''], 'worker id must be 1-128 characters'],
  [['ps', ...NOWHERE, '../x'], 'container id must be 1-128 characters'],
  [['ps', ...NOWHERE, '--state', 'RUNING'], '--state RUNING: write one of PENDING, RUNNING, STOPPING. Did you mean "RUNNING"?'],
  [['ps', ...NOWHERE, '--limit', '0'], '--limit "0": write a whole number from 1'],
  [['ps', ...NOWHERE, '--worker', 'a b'], 'worker id must be 1-128 characters'],
  [['ps', ...NOWHERE, '--worker', 'w', 'c1'], '--worker is for lists: leave out the ids'],
  [['top', ...NOWHERE, '--interval', 'soon'], '--interval "soon": write a duration'],
  [submit('--cpu', '1.5'), '--cpu "1.5": write a whole number from 0 to 1000000000'],
  [submit('--memory=-1'), '--memory "-1": write a whole number'],
  [submit('--cpu', ''), '--cpu "": write a whole number'],
  [submit('--gpus', '1e9'), '--gpus "1e9": write a whole number'],
  [submit('--cpu', '99999999999999999999'), 'write a whole number from 0 to 1000000000'],
  [submit('--selector', 'a b'), 'request.poolSelector must be 1-128 characters'],
  [submit('--gpu-type', 'A10||T4'), 'request.gpuTypes[] must be 1-128 characters'],
  [submit('--env', 'A'), '--env "A": write NAME=VALUE'],
  [submit('--env', `A=${'x'.repeat(70_000)}`), 'at most 65536 are accepted'],
  [['submit', ...NOWHERE, '--id', 'a b', '--', 'true'], 'request.id must be'],
  [['submit', ...NOWHERE, '--', 'true'], 'missing --id'],
  [['submit', ...NOWHERE, '--id', 'a'], 'submit needs a program to run: write it behind --'],
  [['submit', ...NOWHERE, '--id', 'a', 'true'], 'write the program behind --: submit … -- true'],
  [['submit', ...NOWHERE, '--file', 'x', '--id', 'a'], '--file says everything about the containers: leave out --id'],
  [['submit', ...NOWHERE, '--file', 'missing'], '--file missing: ENOENT'],
  [['submit', ...NOWHERE, '--file', 'empty'], '--file empty has no request in it'],
  [['submit', ...NOWHERE, '--file', 'broken'], 'line 2: '],
  [['submit', ...NOWHERE, '--file', 'unknown'], 'line 1: unknown field "cpu". Did you mean "cpuMillicores"?'],
  [['submit', ...NOWHERE, '--file', 'wrong'], 'line 1: command must be a list of texts, got "true"'],
  [['submit', ...NOWHERE, '--file', 'negative'], 'line 1: request.memoryMib must be a whole number from 0 to 1000000000, got -4'],
  [['submit', ...NOWHERE, '--file', 'list'], 'line 1: expected one JSON object'],
  [['submit', '--id', 'a', '--redis', 'http://x:1', '--', 'true'], 'begins with http://; write redis://host:port/db'],
  [['submit', '--id', 'a', '--redis', 'nope', '--', 'true'], '"nope" is no URL and no host:port'],
  [['submit', '--id', 'a', '--redis', 'ftp://me:secret@x', '--', 'true'], 'ftp://…@x'],
  [['worker', ...NOWHERE, '--id', 'w', '--priority', 'abc'], '--priority "abc": write a whole number'],
  [['worker', ...NOWHERE, '--id', 'w', '--cpu', '0', '--memory', '0'], 'worker w offers neither processor, memory nor GPUs'],
  [['worker', ...NOWHERE, '--id', 'w', '--gpus', '2'], 'name their gpuType'],
  [['worker', ...NOWHERE, '--id', 'w', '--idle-timeout', 'soon'], '--idle-timeout "soon": write a duration'],
  [['worker', ...NOWHERE, '--id', 'w', '--idle-timeout', '48h'], 'at most 24h'],
  [['worker', ...NOWHERE, '--id', 'w', '--output', 'file'], '--output file: write one of ignore, inherit'],
  [['worker', ...NOWHERE, '--id', 'w', '--log-level', 'wran'], '--log-level wran: write one of trace, debug, info, warn'],
  [['worker', ...NOWHERE], 'missing --id'],
  [['gateway', ...NOWHERE, '--timing', 'leaseTtlMs=0'], 'timing leaseTtlMs must be a whole number of at least 1, got 0'],
  [['gateway', ...NOWHERE, '--timing', 'leaseTtlMs'], '--timing "leaseTtlMs": write NAME=VALUE'],
  [['gateway', ...NOWHERE, '--timing', 'leaseTtlMs=soon'], 'timing leaseTtlMs must be a whole number of at least 1, got soon'],
  [['gateway', ...NOWHERE, '--timing', 'affinity=maybe'], 'option affinity must be one of on, off, got maybe'],
  [['gateway', ...NOWHERE, '--timing', 'leasTtlMs=5'], 'unknown timing leasTtlMs'],
  [['gateway', ...NOWHERE, '--preset', 'fastest'], 'unknown preset "fastest"'],
  [['gateway', ...NOWHERE, '--http', 'localhost'], '--http "localhost": write HOST:PORT'],
  [['gateway', ...NOWHERE, '--http', '127.0.0.1:70000'], 'write HOST:PORT'],
  [['gateway', ...NOWHERE, '--http', '0.0.0.0:0'], '0.0.0.0 can be reached by others: give a token'],
  [['gateway', ...NOWHERE, '--http', '127.0.0.1:0', '--token', 'two words'], 'the token must be letters, digits'],
  [['gateway', ...NOWHERE, '--pools', 'missing'], '--pools missing: ENOENT'],
  [['gateway', ...NOWHERE, '--pools', 'broken'], '--pools broken: '],
  [['gateway', ...NOWHERE, '--pools', 'noPool'], 'write a list with at least one pool in it'],
  [['gateway', ...NOWHERE, '--pools', 'list'], 'pool 1 must be an object'],
  [['gateway', ...NOWHERE, '--pools', 'sizeless'], 'pool "p" lacks workerSize'],
  [['gateway', ...NOWHERE, '--pools', 'misspelt'], 'pool "p" has an unknown field "workerMax". Did you mean "workersMax"?'],
  [['gateway', ...NOWHERE, '--pools', 'sizeOfText'], 'pool "p" workerSize has cpuMillicores "4"; write a number'],
  [['gateway', ...NOWHERE, '--pools', 'negativePool'], 'pool "p" has workerSize.memoryMib -1; write a whole number'],
  [['gateway', ...NOWHERE, '--pools', 'minimumAbove'], 'has workersMin 3 above workersMax 2'],
  [['gateway', ...NOWHERE, '--id', 'a b'], 'gateway id must be 1-128 characters'],
];

const size = { cpuMillicores: 4, memoryMib: 4 };
const pool = { name: 'p', workerSize: size, workersMax: 2 };

const files = {
  noPool: '[]',
  sizeless: JSON.stringify([{ name: 'p', workersMax: 1 }]),
  misspelt: JSON.stringify([{ ...pool, workerMax: 1 }]),
  sizeOfText: JSON.stringify([{ ...pool, workerSize: { ...size, cpuMillicores: '4' } }]),
  negativePool: JSON.stringify([{ ...pool, workerSize: { ...size, memoryMib: -1 } }]),
  minimumAbove: JSON.stringify([{ ...pool, workersMin: 3 }]),
  empty: '\n\n',
  broken: `${JSON.stringify(line)}\n{"id":\n`,
  unknown: JSON.stringify({ ...line, cpu: 1 }),
  wrong: JSON.stringify({ ...line, command: 'true' }),
  negative: JSON.stringify({ ...line, memoryMib: -4 }),
  list: '[1]',
};

describe('wrong use ends with code 2 and says what to write', () => {
  it.each(mistakes)('%j', async (argv, words) => {
    const { exitCode, out, error } = await run(argv, { files });
    expect(error).toContain(words);
    expect(error).not.toContain('secret');
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
  });

  it('as JSON when machines read', async () => {
    const { exitCode, out, error } = await run(['stop', '--json', ...NOWHERE, 'a b']);
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
    expect(JSON.parse(error)).toMatchObject({ type: 'error', code: 'INVALID_REQUEST', exitCode: 2 });
  });
});

describe('help', () => {
  const commands = ['gateway', 'worker', 'submit', 'stop', 'ps', 'workers', 'cordon', 'uncordon', 'drain', 'top'];

  it('lists every command', async () => {
    const { exitCode, out, error } = await run(['--help']);
    expect({ exitCode, error }).toEqual({ exitCode: 0, error: '' });
    for (const name of commands) expect(out).toContain(`scheduler ${name}`);
  });

  it.each(commands)('of %s shows its usage, flags and exit codes, in 100 columns', async (name) => {
    for (const argv of [
      [name, '--help'],
      [name, '-h'],
      ['help', name],
    ]) {
      const { exitCode, out } = await run(argv);
      expect(exitCode).toBe(0);
      expect(out).toContain(`usage: scheduler ${name}`);
      expect(out).toContain('--redis URL');
      expect(out.replaceAll('\n', ' ')).toContain('Exit codes: 0 done; 1 refused');
      expect(Math.max(...out.split('\n').map((text) => text.length))).toBeLessThanOrEqual(100);
    }
  });

  it('is not asked for by a program behind --', async () => {
    const { exitCode, error } = await run([
      'submit',
      ...NOWHERE,
      '--id',
      'a',
      '--timing',
      'clientTimeoutMs=50',
      '--',
      'ls',
      '--help',
      '-h',
    ]);
    expect({ exitCode, error }).toMatchObject({ exitCode: 1, error: expect.stringContaining('got no answer from Redis') as string });
  });
});

describe('no Redis', () => {
  it.each([['submit', '--id', 'a', '--', 'true'], ['stop', 'a'], ['ps', 'a'], ['workers'], ['cordon', 'w'], ['drain', 'w']])(
    'ends %s with code 1 and says what the connection said',
    async (...argv) => {
      const [name = '', ...rest] = argv;
      const { exitCode, out, error } = await run([name, ...NOWHERE, '--timing', 'clientTimeoutMs=300', ...rest]);
      expect(error).toContain('got no answer from Redis within 300 ms');
      expect(error).toContain('ECONNREFUSED 127.0.0.1:1');
      expect({ exitCode, out }).toEqual({ exitCode: 1, out: '' });
    },
  );
});
