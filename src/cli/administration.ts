/** `scheduler cordon`, `uncordon` and `drain`: workers out of service and back. */
import type { SchedulerClient } from '../options.ts';
import { assertId } from '../request.ts';
import { EXIT, type Command } from './command.ts';
import { connectionFlags, connectionOptions, jsonFlag, withClient } from './connection.ts';
import { needOperands } from './operands.ts';

/** What came of it for one worker. */
interface Administered {
  readonly text: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

type Administer = (client: SchedulerClient, workerId: string) => Promise<Administered>;

function administration(name: string, summary: string, notes: readonly string[], administer: Administer): Command {
  return {
    name,
    summary,
    operands: 'WORKER…',
    flags: [jsonFlag, ...connectionFlags],
    notes,
    async run(written, terminal) {
      const ids = needOperands(written, 'id of a worker');
      for (const id of ids) assertId(id, 'worker id');
      return withClient(connectionOptions(written, terminal), async (client) => {
        for (const id of ids) {
          const { text, fields } = await administer(client, id);
          terminal.out(written.has('json') ? `${JSON.stringify({ id, ...fields })}\n` : `${id} ${text}\n`);
        }
        return EXIT.done;
      });
    },
  };
}

function present(isPresent: boolean): string {
  return isPresent ? '' : ' (it is not there now)';
}

/** Commands about workers. */
export const administrationCommands: readonly Command[] = [
  administration(
    'cordon',
    'place no more containers on workers',
    ['What runs there goes on. The mark stays when the worker restarts; it may be set before the worker is there.'],
    async (client, id) => {
      const isPresent = await client.cordon(id);
      return { text: `cordoned${present(isPresent)}`, fields: { cordoned: true, present: isPresent } };
    },
  ),
  administration('uncordon', 'place containers on workers again', [], async (client, id) => {
    const isPresent = await client.uncordon(id);
    return { text: `uncordoned${present(isPresent)}`, fields: { cordoned: false, present: isPresent } };
  }),
  administration(
    'drain',
    'cordon workers and stop everything placed on them',
    ['Running containers get SIGTERM, and SIGKILL after the grace period (stopGraceMs).'],
    async (client, id) => {
      const isPresent = await client.cordon(id);
      const stopped = await client.drain(id);
      const what = stopped.length === 0 ? 'nothing' : stopped.join(' ');
      return { text: `drained, stopped: ${what}${present(isPresent)}`, fields: { cordoned: true, present: isPresent, stopped } };
    },
  ),
];
