/** The HTTP interface on fastify: routes, checks, limits, and an end that lets calls in flight finish. */
import type { Socket } from 'node:net';
import { fastify, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { SchedulerError } from '../errors.ts';
import type { SchedulerClient, SchedulerEvent } from '../options.ts';
import { containerRoutes } from './container-routes.ts';
import { HttpProblem, problemOf } from './problem.ts';
import type { Access, Route } from './route.ts';
import { noQuery } from './schemas.ts';
import { serviceRoutes, type MetricsText } from './service-routes.ts';
import { tokenCheck } from './token.ts';
import { validationMessage } from './validation-message.ts';
import { workerRoutes } from './worker-routes.ts';

/** Options of the HTTP interface. */
export interface HttpServerOptions {
  /** Asked for everything. The caller closes it. */
  readonly client: SchedulerClient;
  /** Default `127.0.0.1`. Any other than a loopback address needs a token. */
  readonly host?: string;
  /** Default 8080; 0 takes any free port. */
  readonly port?: number;
  /** Callers must send `Authorization: Bearer TOKEN`; absent: everybody may call. */
  readonly token?: string;
  /** What `GET /metrics` answers; absent: there is no such route. */
  readonly metrics?: MetricsText;
  /** Whether `GET /metrics` needs the token; default true. */
  readonly metricsNeedToken?: boolean;
  /** Largest body in bytes; default 1 MiB. A single container request may have 64 KiB. */
  readonly bodyLimitBytes?: number;
  /** How long a caller may take to send a request; default 15 s. */
  readonly requestTimeoutMs?: number;
  /** How long `close()` waits for calls in flight; default 30 s. */
  readonly drainMs?: number;
  /** Told of every call (`http-request`) and of bugs (`http-error`). Never called with payloads. */
  readonly onEvent?: (event: SchedulerEvent) => void;
}

/** A listening server. */
export interface HttpServer {
  /** E.g. `http://127.0.0.1:8080`. */
  readonly url: string;
  /** Refuses new calls, lets those in flight finish, and stops listening. Idempotent. */
  close(): Promise<void>;
}

/** Starts to listen. @throws SchedulerError INVALID_OPTIONS for bad options or an address that cannot be listened on. */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { host = '127.0.0.1', port = 8_080, drainMs = 30_000 } = options;
  const { app, drain } = httpApplication(options);
  const url = await app.listen({ host, port }).catch((error: unknown) => {
    throw new SchedulerError('INVALID_OPTIONS', `cannot listen on ${host}:${port}: ${String(error)}`, { cause: error });
  });
  const close = async (): Promise<void> => {
    drain();
    const timer = setTimeout(() => app.server.closeAllConnections(), drainMs);
    await app.close();
    clearTimeout(timer);
  };
  let closing: Promise<void> | undefined;
  return { url, close: () => (closing ??= close()) };
}

/** A server that does not listen yet. */
export interface HttpApplication {
  readonly app: FastifyInstance;
  /** From now on every call but `/healthz` is refused. */
  readonly drain: () => void;
}

/** Everything but the socket; tests call it by fastify's `inject`. @throws SchedulerError INVALID_OPTIONS. */
export function httpApplication(options: HttpServerOptions): HttpApplication {
  const { client, metrics, bodyLimitBytes = 1_048_576, requestTimeoutMs = 15_000, onEvent = (): void => undefined } = options;
  assertGuarded(options);
  let isDraining = false;
  const app = fastify({
    logger: false,
    bodyLimit: bodyLimitBytes,
    requestTimeout: requestTimeoutMs,
    connectionTimeout: requestTimeoutMs + 30_000,
    // Node never ends a request whose limit is below that of its headers (60 s), and looks only every 30 s, unless it is told otherwise.
    http: {
      requestTimeout: requestTimeoutMs,
      headersTimeout: requestTimeoutMs,
      connectionsCheckingInterval: Math.min(1_000, requestTimeoutMs),
    },
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    routerOptions: { maxParamLength: 128 },
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false, useDefaults: false, allErrors: false, allowUnionTypes: true } },
    schemaErrorFormatter: (errors, part) => new Error(validationMessage(errors, part)),
    frameworkErrors: (error, request, reply) => void refuse(error, request, reply),
    clientErrorHandler: refuseSocket,
  });
  readJsonOnly(app);
  const mayCall = options.token === undefined ? (): boolean => true : tokenCheck(options.token);
  const needsToken = (access: Access | undefined): boolean =>
    access === 'metrics' ? (options.metricsNeedToken ?? true) : access !== 'everybody';
  app.addHook('onRequest', async (request, reply) => {
    const { access } = request.routeOptions.config as { readonly access?: Access };
    if (isDraining && request.url !== '/healthz') throw new HttpProblem(503, 'DRAINING', 'this gateway is about to end; ask another');
    if (!needsToken(access) || mayCall(request.headers.authorization)) return;
    reply.header('www-authenticate', 'Bearer');
    throw new HttpProblem(401, 'UNAUTHORIZED', 'send the header Authorization: Bearer TOKEN with the token of this gateway');
  });
  app.addHook('onResponse', async (request, reply) => {
    const took = `${reply.elapsedTime.toFixed(1)} ms`;
    onEvent({ kind: 'http-request', detail: `${request.method} ${pathOf(request)} ${reply.statusCode} ${took}` });
  });
  const routes: Route[] = [...containerRoutes, ...workerRoutes];
  routes.push(...serviceRoutes(metrics, () => routes));
  app.setNotFoundHandler((request, reply) => {
    const path = pathOf(request);
    const allowed = methodsOf(path, routes);
    if (allowed.length === 0)
      throw new HttpProblem(404, 'UNKNOWN_ROUTE', `there is no ${request.method} ${path}; GET /openapi.json lists what there is`);
    reply.header('allow', allowed.join(', '));
    throw new HttpProblem(405, 'METHOD_NOT_ALLOWED', `${path} takes ${allowed.join(', ')}, got ${request.method}`);
  });
  app.setErrorHandler((error, request, reply) => {
    const status = refuse(error, request, reply);
    if (status === 500) onEvent({ kind: 'http-error', detail: `${request.method} ${pathOf(request)}: ${String(error)}`, error });
    return reply;
  });
  for (const route of routes) register(app, route, client);
  return { app, drain: () => (isDraining = true) };
}

/** What may be asked of a path; nothing when there is no such path. */
function methodsOf(path: string, routes: readonly Route[]): readonly string[] {
  const isThere = ({ url }: Route): boolean => new RegExp(`^${url.replaceAll(/:[a-z]+/g, '[^/]+').replaceAll('.', '\\.')}$`).test(path);
  const methods = routes.filter(isThere).map(({ method }) => method);
  return methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
}

/** Only JSON is read. No body at all is none, whatever the headers promise: whether there must be one is for the route to say. */
function readJsonOnly(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    const text = body.toString();
    if (text === '') done(null, undefined);
    else void parse(request, text, done);
  });
}

/** Without a token only this machine may call. */
function assertGuarded({ host = '127.0.0.1', token }: HttpServerOptions): void {
  if (token !== undefined || host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host)) return;
  throw new SchedulerError('INVALID_OPTIONS', `${host} can be reached by others: give a token, or listen on 127.0.0.1`);
}

function register(app: FastifyInstance, route: Route, client: SchedulerClient): void {
  const { method, url, access, params, query = noQuery, body } = route;
  app.route({
    method,
    url,
    config: { access },
    schema: { querystring: query, ...(params === undefined ? {} : { params }), ...(body === undefined ? {} : { body }) },
    async handler(request, reply) {
      if (body === undefined && request.body !== undefined && request.body !== null) {
        throw new HttpProblem(400, 'INVALID_BODY', `${method} ${url} takes no body`);
      }
      const answer = await route.handle({
        client,
        params: request.params as Readonly<Record<string, string>>,
        query: request.query as Readonly<Record<string, string>>,
        body: request.body,
        path: pathOf(request),
      });
      return reply
        .code(answer.status)
        .headers(answer.headers ?? {})
        .send(answer.body);
    },
  });
}

/** Answers with the problem; returns its status. */
function refuse(error: unknown, request: FastifyRequest, reply: FastifyReply): number {
  const { problem, retryAfterSeconds } = problemOf(error, pathOf(request));
  if (retryAfterSeconds !== null) reply.header('retry-after', String(retryAfterSeconds));
  void reply.code(problem.status).type('application/problem+json').send(problem);
  return problem.status;
}

/** The query stays out of answers and logs. */
function pathOf({ url }: FastifyRequest): string {
  return url.split('?', 1)[0] ?? '/';
}

/** What cannot be read as HTTP at all. */
function refuseSocket(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return;
  const isLate = error.code === 'ERR_HTTP_REQUEST_TIMEOUT';
  const [status, code, detail] = isLate
    ? [408, 'REQUEST_TIMEOUT', 'the request took too long to arrive']
    : error.code === 'HPE_HEADER_OVERFLOW'
      ? [431, 'HEADERS_TOO_LARGE', 'the headers are too large']
      : [400, 'INVALID_HTTP', 'this is no HTTP request'];
  const body = JSON.stringify(problemOf(new HttpProblem(status, code, detail), '/').problem);
  const head = `HTTP/1.1 ${status} ${code}\r\ncontent-type: application/problem+json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close`;
  socket.end(`${head}\r\n\r\n${body}`);
}
