/** L10: after the last fault every gateway works again by itself; nobody restarts it. */
import type { Obligation } from '../../sim/world/index.ts';
import { slackMs } from '../limits.ts';
import type { Property } from '../property.ts';

/** L10. */
export const gatewaysGoOn: Property = {
  id: 'L10',
  name: 'gateways-go-on',
  kind: 'liveness',
  statement: 'After the last fault every gateway reaches Redis again within two polls, two socket timeouts and two reconnect waits.',
  evidence: 'commands at Redis by the host that sent them',
  watch: (court) => {
    const open = new Map<string, Obligation>();
    return {
      calm() {
        for (const host of court.evidence.hosts.keys()) {
          if (!host.startsWith('gateway-')) continue;
          const obligation = court.owe(2 * court.limits.timings.pollMs + slackMs(court.limits), () => ({
            sentence: `${host} has done nothing at Redis since the last fault ended`,
            facts: [{ atMs: court.limits.calmFromMs, host, text: 'no fault is active any more' }],
            about: [host],
          }));
          open.set(host, obligation);
        }
      },
      activity(step) {
        if (open.size === 0 || step.client === null) return;
        open.get(step.client)?.met();
        open.delete(step.client);
      },
    };
  },
};
