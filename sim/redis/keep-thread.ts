/** A command whose script does not end keeps the server's thread; killed, it is answered, and may go on to its next script (EXEC). */
import { LongCommand } from './script/index.ts';
import type { Client } from './client.ts';
import type { Reply } from './resp/index.ts';
import type { RedisServer } from './server.ts';

/** The command, and what it waits for. */
interface KeptCommand {
  readonly endless: LongCommand;
  readonly client: Client;
  readonly argv: readonly string[];
  /** It has its reply: a step for observers. */
  readonly ended: (reply: Reply) => void;
}

/** The server is busy from here on, until somebody kills the script. */
export function keepThread(server: RedisServer, { endless, client, argv, ended }: KeptCommand): void {
  const sinceMs = server.data.nowMs;
  const killed = (answer: Reply): void => {
    try {
      const reply = endless.finish(answer);
      server.slowLog.note(client, client.address, argv, sinceMs, server.data.nowMs - sinceMs);
      server.latency.note('command', server.data.nowMs - sinceMs, server.data.nowMs);
      ended(reply);
      client.reply(reply);
    } catch (again) {
      if (!(again instanceof LongCommand)) throw again;
      keepThread(server, { endless: again, client, argv, ended });
    }
  };
  server.busy.begin({ ...endless.run, client, sinceMs, argv, killed });
}

/** A fault: a script that somebody runs keeps the thread until it is killed, or until the function is called that this answers. */
export function keepThreadFor(server: RedisServer, name: string, hasWritten: boolean): () => void {
  server.enter(() => {
    const sinceMs = server.data.nowMs;
    server.busy.begin({ isFunction: false, name, hasWritten, line: 1, client: null, argv: [], sinceMs, killed: () => undefined });
  });
  const { run } = server.busy;
  return () => {
    if (run === null || run !== server.busy.run) return;
    server.enter(() => {
      server.latency.note('command', server.data.nowMs - run.sinceMs, server.data.nowMs);
      server.busy.end();
    });
  };
}
