/** `scheduler gateway`: places containers on workers, and answers HTTP when asked to. */
import type { Command } from './command.ts';
import { connectionFlags } from './connection.ts';
import { logFlags } from './log-flags.ts';

/** The command. */
export const gatewayCommand: Command = {
  name: 'gateway',
  summary: 'run a gateway: it places containers on workers',
  operands: '',
  flags: [
    { name: 'id', value: 'ID', description: 'unique among the gateways; default: gateway- and a random suffix' },
    {
      name: 'pools',
      value: 'FILE',
      description: 'JSON list of pools whose workers this gateway may start on this machine (see docs/running.md)',
    },
    { name: 'http', value: 'HOST:PORT', description: 'also answer HTTP there (see docs/running.md); default: do not' },
    { name: 'token', value: 'TOKEN', description: 'what HTTP callers must send; better in $SCHEDULER_TOKEN, where ps does not show it' },
    { name: 'open-metrics', description: 'GET /metrics needs no token' },
    ...logFlags,
    ...connectionFlags,
  ],
  notes: [
    'Any number of gateways may run; each may die at any moment. At SIGTERM or SIGINT it takes no more, settles what it has and ends within drainMs; a second signal ends it at once.',
  ],
  // What it needs is loaded only now: the other commands shall not wait for it.
  run: async (written, terminal) => (await import('./gateway-role.ts')).runGateway(written, terminal),
};
