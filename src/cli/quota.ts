/** `scheduler quota`: limits what the containers of a workspace may ask for together. */
import { RESOURCE_MAX, assertId } from '../request.ts';
import { EXIT, type Command } from './command.ts';
import { connectionFlags, connectionOptions, jsonFlag, withClient } from './connection.ts';
import { wrongUse, type ParsedArguments } from './flags.ts';
import { needOperands } from './operands.ts';

/** The command. */
export const quotaCommand: Command = {
  name: 'quota',
  summary: 'limit what the containers of workspaces may ask for together',
  operands: 'WORKSPACE…',
  flags: [
    { name: 'cpu', value: 'N', description: 'millicores, or none for no limit' },
    { name: 'gpus', value: 'N', description: 'GPUs, or none for no limit' },
    jsonFlag,
    ...connectionFlags,
  ],
  notes: ['Both limits are written. What containers hold already stays theirs; a limit below it refuses new ones until enough have ended.'],
  async run(written, terminal) {
    const ids = needOperands(written, 'id of a workspace');
    for (const id of ids) assertId(id, 'workspace id');
    const quota = { cpuMillicores: limitOf(written, 'cpu'), gpuCount: limitOf(written, 'gpus') };
    const text = `cpu ${quota.cpuMillicores ?? 'none'}, gpus ${quota.gpuCount ?? 'none'}`;
    return withClient(connectionOptions(written, terminal), async (client) => {
      for (const id of ids) {
        await client.setQuota(id, quota);
        terminal.out(written.has('json') ? `${JSON.stringify({ id, ...quota })}\n` : `${id} ${text}\n`);
      }
      return EXIT.done;
    });
  },
};

function limitOf(written: ParsedArguments, name: string): number | null {
  const text = written.need(name);
  if (text === 'none') return null;
  const limit = Number(text);
  if (/^\d+$/.test(text) && limit <= RESOURCE_MAX) return limit;
  throw wrongUse(`--${name} ${JSON.stringify(text)}: write a whole number from 0 to ${RESOURCE_MAX}, or none`);
}
