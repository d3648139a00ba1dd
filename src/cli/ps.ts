/** `scheduler ps`: what is known of containers. */
import type { ContainerStatus } from '../model.ts';
import { assertId } from '../request.ts';
import { EXIT, type Command } from './command.ts';
import { connectionFlags, connectionOptions, jsonFlag, withClient } from './connection.ts';
import { needOperands } from './operands.ts';
import { paintFor } from './style.ts';
import { outcomeText } from './submit.ts';
import { table } from './table.ts';

/** The command. */
export const psCommand: Command = {
  name: 'ps',
  summary: 'tell what is known of containers',
  operands: 'ID…',
  flags: [jsonFlag, ...connectionFlags],
  notes: ['A container is PENDING, RUNNING, STOPPING, ENDED (its outcome is kept for outcomeTtlMs) or UNKNOWN (exit code 1).'],
  async run(written, terminal) {
    const ids = needOperands(written, 'id of a container');
    for (const id of ids) assertId(id, 'container id');
    const known = await withClient(connectionOptions(written, terminal), (client) =>
      Promise.all(ids.map(async (id) => ({ id, status: await client.status(id) }))),
    );
    if (written.has('json')) for (const { id, status } of known) terminal.out(`${JSON.stringify({ id, ...status })}\n`);
    else {
      const rows = known.map(({ id, status }) => [id, status.state, workerOf(status), outcomeOf(status)]);
      terminal.out(table(['CONTAINER', 'STATE', 'WORKER', 'OUTCOME'], rows, paintFor(written, terminal)));
    }
    return known.some(({ status }) => status.state === 'UNKNOWN') ? EXIT.refused : EXIT.done;
  },
};

function workerOf(status: ContainerStatus): string {
  return 'workerId' in status ? (status.workerId ?? '-') : '-';
}

function outcomeOf(status: ContainerStatus): string {
  return status.state === 'ENDED' ? outcomeText(status.outcome) : '-';
}
