/** `scheduler workers`: the fleet as a table. */
import type { WorkerRecord } from '../model.ts';
import { EXIT, type Command } from './command.ts';
import { connectionFlags, connectionOptions, jsonFlag, withClient } from './connection.ts';
import { paintFor } from './style.ts';
import { table, type Cell } from './table.ts';

const HEAD = ['WORKER', 'STATUS', 'POOL', 'CPU USED', 'CPU', 'MEMORY USED', 'MEMORY', 'GPUS USED', 'GPUS', 'GPU TYPE', 'PRIORITY'];

/** The command. */
export const workersCommand: Command = {
  name: 'workers',
  summary: 'list the workers',
  operands: '',
  flags: [jsonFlag, ...connectionFlags],
  notes: ['CPU is in millicores, memory in MiB. A disabled worker is cordoned or leaving.'],
  async run(written, terminal) {
    const workers = await withClient(connectionOptions(written, terminal), (client) => client.workers());
    if (written.has('json')) for (const worker of workers) terminal.out(`${JSON.stringify(worker)}\n`);
    else if (workers.length === 0) terminal.error('there are no workers\n');
    else terminal.out(table(HEAD, workers.map(cellsOf), paintFor(written, terminal)));
    return EXIT.done;
  },
};

function cellsOf({ id, status, poolName, total, free, gpuType, priority }: WorkerRecord): readonly Cell[] {
  return [
    id,
    status,
    poolName,
    total.cpuMillicores - free.cpuMillicores,
    total.cpuMillicores,
    total.memoryMib - free.memoryMib,
    total.memoryMib,
    total.gpuCount - free.gpuCount,
    total.gpuCount,
    gpuType || '-',
    priority,
  ];
}
