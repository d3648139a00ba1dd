/** The trace reader reads what the production files hold, and names file, line and column of what it cannot use. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTrace, type TraceOptions } from '../../../properties/trace/read-trace.ts';
import { traceSuite } from '../../../properties/suites/trace.ts';

const NODES = 'sn,cpu_milli,memory_mib,gpu,model\nnode-1,32000,262144,0,\nnode-2,64000,131072,2,T4\n';
const HEADER = 'name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec,qos,pod_phase,creation_time,deletion_time,scheduled_time\n';
const POD = 'pod-1,12000,16384,1,460,V100M16|V100M32,LS,Running,20000,50000,\n';

let folder = '';
let files = 0;

async function options(pods: string, nodes: string = NODES): Promise<TraceOptions> {
  files += 1;
  const paths = { pods: join(folder, `pods-${files}.csv`), nodes: join(folder, `nodes-${files}.csv`) };
  await writeFile(paths.pods, pods);
  await writeFile(paths.nodes, nodes);
  return { ...paths, compress: 10_000, tasks: undefined, gateways: 3 };
}

async function complaint(pods: string, nodes?: string): Promise<string> {
  const error: unknown = await readTrace(await options(pods, nodes)).catch((cause: unknown) => cause);
  expect(error).toMatchObject({ name: 'UsageError' });
  return String(error)
    .replaceAll(folder, '')
    .replaceAll(/-\d+\.csv/g, '.csv');
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trace-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('trace reader', () => {
  it('divides times and keeps demands', async () => {
    const scenario = await readTrace(await options(HEADER + POD));
    expect(scenario.workers[1]).toEqual({ name: 'node-2', cpuMillicores: 64_000, memoryMib: 131_072, gpuCount: 2, gpuType: 'T4' });
    expect(scenario.containers[0]).toMatchObject({
      id: 'pod-1',
      arriveAtMs: 2_000,
      runMs: 3_000,
      gpuCount: 1,
      gpuTypes: ['V100M16', 'V100M32'],
    });
  });
  it('takes the first tasks only', async () => {
    const all = await options(HEADER + POD + POD.replace('pod-1', 'pod-2'));
    expect((await readTrace({ ...all, tasks: 1 })).containers.map((plan) => plan.id)).toEqual(['pod-1']);
  });
  it('reads Windows line ends, a byte order mark and quoted cells', async () => {
    const pods = `\uFEFF${HEADER}${POD.replace('V100M16|V100M32', '"V100M16|V100M32"')}`.replaceAll('\n', '\r\n');
    expect((await readTrace(await options(pods))).containers[0]?.gpuTypes).toEqual(['V100M16', 'V100M32']);
  });
  it('names file, line and column of a negative, fractional, missing or non-numeric cell', async () => {
    expect(await complaint(HEADER + POD.replace('12000', '-5'))).toBe(
      'UsageError: /pods.csv: line 2, column cpu_milli: "-5" is not a whole number of at least 0; correct the file or leave the line out',
    );
    expect(await complaint(HEADER + POD + POD.replace('pod-1', 'pod-2').replace('16384', 'many'))).toContain(
      'line 3, column memory_mib: "many"',
    );
    expect(await complaint(HEADER + POD.replace('50000', ''))).toContain('line 2, column deletion_time: ""');
    expect(await complaint(HEADER + POD.replace('12000', '1e3'))).toContain('line 2, column cpu_milli: "1e3" is not a whole number');
    expect(await complaint(HEADER + POD.replace('12000', '0x10'))).toContain('line 2, column cpu_milli: "0x10" is not a whole number');
    expect(await complaint(HEADER + POD, NODES.replace('262144', '1.5'))).toContain('/nodes.csv: line 2, column memory_mib: "1.5"');
  });
  it('refuses times that run backwards, doubled ids and machines of an unnamed GPU type', async () => {
    expect(await complaint(HEADER + POD.replace('50000', '10000'))).toContain(
      'column deletion_time: "10000" is not at least the creation time 20000',
    );
    expect(await complaint(HEADER + POD + POD)).toContain('line 3, column name: "pod-1" is not unique');
    expect(await complaint(HEADER + POD, NODES.replace('2,T4', '2,'))).toContain('line 3, column model');
  });
  it('refuses a missing file, a missing column, a short line and an empty table', async () => {
    const good = await options(HEADER + POD);
    await expect(readTrace({ ...good, pods: '/nowhere/pods.csv' })).rejects.toMatchObject({ code: 'missing-file' });
    expect(await complaint(HEADER.replace('num_gpu', 'gpus') + POD)).toContain('line 1 has no column num_gpu');
    expect(await complaint(`${HEADER}pod-1,12000\n`)).toContain(
      'line 2 has 2 cells, expected 11 as in the header; the first column without a cell is memory_mib',
    );
    expect(await complaint(HEADER + POD.replace('\n', ',extra\n'))).toContain('the first cell without a column is "extra"');
    expect(await complaint(HEADER)).toContain('no tasks below the header');
    expect(await complaint('')).toContain('line 1 has no column name');
  });
});

describe('suite trace', () => {
  it('says which setting is missing', async () => {
    await expect(traceSuite.prepare?.({})).rejects.toThrow('suite trace needs --set pods=FILE');
    await expect(traceSuite.prepare?.({ pods: 'x.csv' })).rejects.toThrow('suite trace needs --set nodes=FILE');
  });
});
