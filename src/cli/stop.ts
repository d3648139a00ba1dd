/** `scheduler stop`: ends containers, or keeps them from starting. */
import { assertId } from '../request.ts';
import { EXIT, type Command } from './command.ts';
import { connectionFlags, connectionOptions, jsonFlag, withClient } from './connection.ts';
import { needOperands } from './operands.ts';

/** The command. */
export const stopCommand: Command = {
  name: 'stop',
  summary: 'stop containers, or keep them from starting',
  operands: 'ID…',
  flags: [jsonFlag, ...connectionFlags],
  notes: [
    'Prints for each: cancelled (it will never start), stopping (its worker was told to end it), ended (it had ended before) or unknown (exit code 1).',
  ],
  async run(written, terminal) {
    const ids = needOperands(written, 'id of a container');
    for (const id of ids) assertId(id, 'container id');
    return withClient(connectionOptions(written, terminal), async (client) => {
      let exitCode: number = EXIT.done;
      for (const id of ids) {
        const result = await client.stop(id);
        if (result === 'unknown') exitCode = EXIT.refused;
        terminal.out(written.has('json') ? `${JSON.stringify({ id, result })}\n` : `${id} ${result}\n`);
      }
      return exitCode;
    });
  },
};
