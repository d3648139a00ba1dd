/** What `scheduler gateway` does: a gateway, and beside it an HTTP server with a client of its own. */
import { randomUUID } from 'node:crypto';
import { createClient } from '../client/index.ts';
import { startGateway } from '../gateway/index.ts';
import { startHttpServer, type HttpServer, type HttpServerOptions } from '../http/index.ts';
import type { CommonOptions, GatewayOptions } from '../options.ts';
import { localPool } from '../local-pool.ts';
import { assertPools } from '../pool-options.ts';
import type { WorkerPool } from '../pools.ts';
import { prometheusMetrics } from '../prometheus/index.ts';
import { presets } from '../presets/index.ts';
import { mergeTimings } from '../timings.ts';
import { connectionOptions } from './connection.ts';
import { wrongUse, type ParsedArguments } from './flags.ts';
import { poolsFromJson } from './pools-file.ts';
import { roleLog, runRole } from './role.ts';
import type { Terminal } from './terminal.ts';

/** Runs until it is told to end; resolves with the exit code. @throws SchedulerError for wrong use. */
export async function runGateway(written: ParsedArguments, terminal: Terminal): Promise<number> {
  const id = written.text('id') ?? `gateway-${randomUUID().slice(0, 8)}`;
  const log = roleLog(written, terminal, { role: 'gateway', id });
  const common: CommonOptions = { ...connectionOptions(written, terminal), onEvent: log.event };
  const pools = await poolsOf(written, terminal, common);
  const address = httpAddress(written.text('http'));
  const http = address === null ? null : await startHttp(common, { ...address, ...httpOptions(written, terminal) });
  const options: GatewayOptions = { ...common, id, pools, ...(http === null ? {} : { metrics: http.metrics }) };
  const gateway = await startGateway(options).catch(async (error: unknown) => {
    await http?.close();
    throw error;
  });
  log.write('info', 'gateway-started', http === null ? 'without HTTP' : `HTTP on ${http.url}`);
  const close = async (): Promise<void> => {
    await Promise.all([http?.close(), gateway.close()]);
  };
  return runRole({ close }, common, log, terminal);
}

/** Pools of processes of this machine; their workers' logs go where this gateway's log goes. */
async function poolsOf(written: ParsedArguments, terminal: Terminal, common: CommonOptions): Promise<readonly WorkerPool[]> {
  const file = written.text('pools');
  if (file === undefined) return [];
  const text = await terminal.read(file).catch((error: unknown) => {
    throw wrongUse(`--pools ${file}: ${error instanceof Error ? error.message : String(error)}`);
  });
  const { redis, preset, timings, onEvent } = common;
  if (typeof redis !== 'string' || (preset !== undefined && typeof preset !== 'string'))
    throw wrongUse('--pools needs an address and a preset by name');
  const controller = localPool({
    redis,
    log: 'inherit',
    ...(preset === undefined ? {} : { preset }),
    ...(timings === undefined ? {} : { timings }),
    ...(onEvent === undefined ? {} : { onEvent }),
  });
  const pools = poolsFromJson(text, file, controller);
  assertPools(pools);
  return pools;
}

interface RunningHttp extends HttpServer {
  readonly metrics: ReturnType<typeof prometheusMetrics>;
}

/** The server and the client that it asks. */
async function startHttp(common: CommonOptions, options: Omit<HttpServerOptions, 'client'>): Promise<RunningHttp> {
  const client = createClient(common);
  const metrics = prometheusMetrics({ workers: () => client.workers(), aboutProcess: true });
  const { onEvent } = common;
  const drainMs = mergeTimings(presets.leased.timings, common.timings ?? {}).drainMs;
  try {
    const server = await startHttpServer({ ...options, client, metrics, drainMs, ...(onEvent === undefined ? {} : { onEvent }) });
    const close = async (): Promise<void> => {
      await server.close();
      await client.close();
    };
    return { url: server.url, metrics, close };
  } catch (error) {
    await client.close();
    throw error;
  }
}

function httpOptions(written: ParsedArguments, { environment }: Terminal): Pick<HttpServerOptions, 'token' | 'metricsNeedToken'> {
  const token = written.text('token') ?? environment['SCHEDULER_TOKEN'];
  return { ...(token === undefined ? {} : { token }), metricsNeedToken: !written.has('open-metrics') };
}

/** `127.0.0.1:8080`, `[::1]:8080`, or a port alone. */
function httpAddress(text: string | undefined): { readonly host: string; readonly port: number } | null {
  if (text === undefined) return null;
  const [, host = '127.0.0.1', digits = ''] = /^(?:(\[[0-9a-f:.]+\]|[A-Za-z0-9.-]+):)?(\d{1,5})$/i.exec(text) ?? [];
  const port = digits === '' ? Number.NaN : Number(digits);
  if (port <= 65_535) return { host: host.replaceAll(/[[\]]/g, ''), port };
  throw wrongUse(`--http ${JSON.stringify(text)}: write HOST:PORT, for example 127.0.0.1:8080`);
}
