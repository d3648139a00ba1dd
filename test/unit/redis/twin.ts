/** A twin on a clock moved by hand, with what its observers saw. */
import { ManualEnvironment } from '../../fidelity/engines/manual-environment.ts';
import { RedisServer } from '../../../sim/redis/index.ts';
import type { KeyspaceCommit, RedisServerOptions } from '../../../sim/redis/index.ts';

/** A client of a twin: what it was sent, as text. */
export interface TestClient {
  readonly send: (text: string) => void;
  /** What has been written since the last look, one entry a write. */
  written(): string[];
  close(): void;
  readonly closedByServer: boolean;
  readonly id: number;
}

export interface TestTwin {
  readonly server: RedisServer;
  readonly environment: ManualEnvironment;
  readonly commits: KeyspaceCommit[];
  readonly unsupported: string[];
  readonly connect: (name: string) => TestClient;
}

/** A server with an observer. */
export function observedTwin(options: Partial<RedisServerOptions> = { order: 'insertion' }): TestTwin {
  const environment = new ManualEnvironment(1_000_000);
  const server = new RedisServer(environment, options);
  const commits: KeyspaceCommit[] = [];
  const unsupported: string[] = [];
  server.observe({
    onCommit: (commit) => commits.push(commit),
    onUnsupported: (command, client) => unsupported.push(`${client}: ${command}`),
  });
  return { server, environment, commits, unsupported, connect: (name) => connect(server, name) };
}

function connect(server: RedisServer, name: string): TestClient {
  let writes: string[] = [];
  let closedByServer = false;
  const connection = server.connect(
    {
      write: (bytes) => writes.push(bytes.toString('latin1')),
      close: () => {
        closedByServer = true;
      },
    },
    name,
  );
  return {
    send: (text) => connection.receive(Buffer.from(text, 'latin1')),
    written: () => {
      const taken = writes;
      writes = [];
      return taken;
    },
    close: () => connection.closed(),
    get closedByServer() {
      return closedByServer;
    },
    id: connection.id,
  };
}
