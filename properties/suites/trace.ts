/** `trace`: a production trace in one world, with the scheduler's production durations, and every property on. */
import fc from 'fast-check';
import { defineSuite, UsageError, type Settings, type Suite } from '../../sim/index.ts';
import { warmUpRedis } from '../../sim/redis/index.ts';
import type { Scenario } from '../scenario.ts';
import { readTrace, type TraceOptions } from '../trace/read-trace.ts';
import { buildWorld } from './build-world.ts';
import { allProperties, describeProperties } from './properties.ts';
import { PRESET_SETTING, presetOfSettings } from './settings.ts';

const COMPRESS_DEFAULT = 10_000;
const GATEWAYS_DEFAULT = 3;

function pathOf(settings: Settings, key: string): string {
  const path = settings[key];
  if (typeof path === 'string' && path !== '') return path;
  throw new UsageError(
    'missing-setting',
    `suite trace needs --set ${key}=FILE, the table of ${key === 'pods' ? 'tasks' : 'machines'} of the trace`,
  );
}

function traceOptions(settings: Settings): TraceOptions {
  const { compress, tasks, gateways } = settings;
  return {
    pods: pathOf(settings, 'pods'),
    nodes: pathOf(settings, 'nodes'),
    compress: typeof compress === 'number' ? compress : COMPRESS_DEFAULT,
    tasks: typeof tasks === 'number' ? tasks : undefined,
    gateways: typeof gateways === 'number' ? gateways : GATEWAYS_DEFAULT,
  };
}

/** Traces that were read in this process, by their options. */
const read = new Map<string, Scenario>();

/** The suite. Reading the files happens before any world, in `prepare`. */
export const traceSuite: Suite<Scenario> = defineSuite<Scenario>({
  name: 'trace',
  description: 'a production trace (Alibaba cluster-trace-gpu-v2023) from two CSV files, in one world',
  settings: [
    {
      key: 'pods',
      description: 'CSV of tasks: name, cpu_milli, memory_mib, num_gpu, gpu_spec, creation_time, deletion_time',
      type: 'file',
    },
    { key: 'nodes', description: 'CSV of machines: sn, cpu_milli, memory_mib, gpu, model', type: 'file' },
    { key: 'compress', description: 'divides all times (10000)', type: 'number', minimum: 1, maximum: 1_000_000_000 },
    { key: 'tasks', description: 'only the first so many tasks', type: 'integer', minimum: 1, maximum: 10_000_000 },
    { key: 'gateways', description: 'number of gateways (3)', type: 'integer', minimum: 1, maximum: 9 },
    PRESET_SETTING,
  ],
  properties: describeProperties(),
  goals: [],
  worldsDefault: 1,
  runByDefault: false,
  async prepare(settings) {
    const options = traceOptions(settings);
    const key = JSON.stringify(options);
    if (!read.has(key)) read.set(key, await readTrace(options));
    await warmUpRedis();
  },
  scenario(settings) {
    const scenario = read.get(JSON.stringify(traceOptions(settings)));
    if (scenario === undefined)
      throw new UsageError('not-prepared', 'suite trace was not prepared with these settings; call prepare(settings) first');
    return fc.constant(scenario);
  },
  build: (world, scenario, settings) =>
    buildWorld(world, scenario, { preset: presetOfSettings(settings), properties: allProperties, goals: [] }),
});
