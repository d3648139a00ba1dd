/** The HTTP interface: what it answers, and what it refuses as problem+json, with a client that has no Redis. */
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { QuotaExceededError, RedisUnavailableError, SchedulerError } from '../../../../src/index.ts';
import { httpApplication, startHttpServer, type HttpServer, type Problem } from '../../../../src/http/index.ts';
import { prometheusMetrics } from '../../../../src/prometheus/index.ts';
import { fakeClient, fakeSummary, fakeWorker } from './fake-client.ts';

const client = fakeClient();
const events: string[] = [];
const metrics = prometheusMetrics();
const { app, drain } = httpApplication({
  client,
  metrics,
  token: 'sesame.1',
  onEvent: ({ kind, detail }) => void events.push(`${kind} ${detail}`),
});
afterAll(() => app.close());

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH';
const AUTHORISED = { authorization: 'Bearer sesame.1' };

interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  readonly json: Readonly<Record<string, unknown>>;
}

async function ask(method: Method, url: string, body?: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answered> {
  const payload = typeof body === 'string' ? body : body === undefined ? undefined : JSON.stringify(body);
  const type: Record<string, string> = payload === undefined ? {} : { 'content-type': 'application/json' };
  const given = { method, url, headers: { ...AUTHORISED, ...type, ...headers } };
  const { statusCode, headers: answered, body: text } = await app.inject(payload === undefined ? given : { ...given, payload });
  const json = /json/.test(String(answered['content-type'])) ? (JSON.parse(text) as Readonly<Record<string, unknown>>) : {};
  return { status: statusCode, headers: answered, text, json };
}

const small = { id: 'a', cpuMillicores: 100, memoryMib: 64, command: ['true'] };

describe('containers', () => {
  it('are accepted with the place where they can be asked for; the same again is accepted again', async () => {
    for (const _ of [1, 2]) {
      const { status, json, headers } = await ask('POST', '/v1/containers', small);
      expect({ status, json, location: headers['location'] }).toEqual({
        status: 202,
        json: { status: 'accepted', id: 'a' },
        location: '/v1/containers/a',
      });
    }
    expect(client.submitted.get('a')).toEqual({ ...small, gpuCount: 0, gpuTypes: [] });
  });

  it('are accepted with everything that a request can have', async () => {
    const full = {
      ...small,
      id: 'full',
      gpuCount: 2,
      gpuTypes: ['A10', 'any'],
      poolSelector: 'gpu',
      toleratesPreemption: true,
      workspaceId: 'team',
      environment: { A: '1' },
    };
    expect((await ask('POST', '/v1/containers', full)).status).toBe(202);
    expect(client.submitted.get('full')).toEqual(full);
  });

  it('come in lists, each with its own result', async () => {
    const { status, json } = await ask('POST', '/v1/containers', [
      { ...small, id: 'l1' },
      { ...small, cpuMillicores: 5 },
    ]);
    expect(status).toBe(200);
    expect(json).toMatchObject({
      results: [
        { id: 'l1', status: 'accepted' },
        { id: 'a', status: 'refused', problem: { status: 409, code: 'CONFLICTING_REQUEST' } },
      ],
    });
  });

  it('can be asked for and stopped', async () => {
    expect(await ask('GET', '/v1/containers/ended-1')).toMatchObject({
      status: 200,
      json: { id: 'ended-1', state: 'ENDED', outcome: { kind: 'exited', exitCode: 7 } },
    });
    expect(await ask('DELETE', '/v1/containers/a')).toMatchObject({ status: 200, json: { id: 'a', result: 'cancelled' } });
    const typed = { 'content-type': 'application/json' };
    expect(await ask('DELETE', '/v1/containers/running-1', undefined, typed)).toMatchObject({ status: 202 });
    expect(await ask('DELETE', '/v1/containers/running-1')).toMatchObject({ status: 202, json: { result: 'stopping' } });
  });
});

describe('lists', () => {
  it('of containers come page by page, and take the filters of the client', async () => {
    expect((await ask('GET', '/v1/containers')).json).toEqual({ containers: [fakeSummary], cursor: null });
    const url = '/v1/containers?state=RUNNING&workerId=w1&workspaceId=team&limit=1000&cursor=c1@5';
    expect((await ask('GET', url)).json).toEqual({ containers: [], cursor: null });
    const filter = { state: 'RUNNING', workerId: 'w1', workspaceId: 'team', cursor: 'c1@5', limit: 1_000 };
    expect(client.calls).toContain(`containers ${JSON.stringify(filter)}`);
    expect((await ask('GET', '/v1/backlog')).json).toMatchObject({ waiting: 0, oldestAgeMs: null });
  });

  it('are refused by presets that have none', async () => {
    client.failure = new SchedulerError('UNSUPPORTED', 'preset burst keeps no index of its containers');
    expect(await ask('GET', '/v1/containers')).toMatchObject({ status: 501, json: { code: 'UNSUPPORTED' } });
    client.failure = null;
  });
});

describe('workers and workspaces', () => {
  it('can be listed, taken out of service, brought back and limited', async () => {
    expect((await ask('GET', '/v1/workers')).json).toEqual({ workers: [fakeWorker] });
    expect((await ask('POST', '/v1/workers/w1/cordon')).json).toEqual({ id: 'w1', cordoned: true, present: true });
    expect((await ask('POST', '/v1/workers/w2/uncordon')).json).toEqual({ id: 'w2', cordoned: false, present: false });
    expect((await ask('POST', '/v1/workers/w1/drain')).json).toEqual({ id: 'w1', cordoned: true, stopped: ['running-1'] });
    expect((await ask('PUT', '/v1/workspaces/team/quota', { cpuMillicores: 5, gpuCount: null })).status).toBe(204);
    expect(client.calls).toContain('quota team {"cpuMillicores":5,"gpuCount":null}');
  });
});

describe('health, measurements and description', () => {
  it('need no token, except the measurements', async () => {
    const nobody = { authorization: '' };
    expect(await ask('GET', '/healthz', undefined, nobody)).toMatchObject({ status: 200, json: { status: 'ok' } });
    expect(await ask('GET', '/readyz', undefined, nobody)).toMatchObject({ status: 200 });
    expect(await ask('GET', '/metrics', undefined, nobody)).toMatchObject({ status: 401 });
    metrics.count('placements', 3);
    const { text, headers } = await ask('GET', '/metrics');
    expect(text).toContain('scheduler_placements_total 3');
    expect(headers['content-type']).toBe(metrics.contentType);
  });

  it('measurements are open when the options say so', async () => {
    const open = httpApplication({ client, metrics, token: 'x', metricsNeedToken: false });
    expect((await open.app.inject('/metrics')).statusCode).toBe(200);
    expect((await open.app.inject('/v1/workers')).statusCode).toBe(401);
    await open.app.close();
  });

  it('every route is in the OpenAPI document, with its schemas', async () => {
    const { json } = await ask('GET', '/openapi.json', undefined, { authorization: '' });
    const paths = json['paths'] as Readonly<Record<string, Readonly<Record<string, unknown>>>>;
    const routes = Object.entries(paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method} ${path}`));
    expect(routes.toSorted()).toEqual([
      'delete /v1/containers/{id}',
      'get /healthz',
      'get /metrics',
      'get /openapi.json',
      'get /readyz',
      'get /v1/backlog',
      'get /v1/containers',
      'get /v1/containers/{id}',
      'get /v1/workers',
      'post /v1/containers',
      'post /v1/workers/{id}/cordon',
      'post /v1/workers/{id}/drain',
      'post /v1/workers/{id}/uncordon',
      'put /v1/workspaces/{id}/quota',
    ]);
    expect(JSON.stringify(paths['/v1/containers'])).toContain('"cpuMillicores"');
  });
});

const huge = 'x'.repeat(70_000);
const refused: readonly (readonly [string, Method, string, unknown, Readonly<Record<string, string>>, number, string, string])[] = [
  [
    'negative resources',
    'POST',
    '/v1/containers',
    { ...small, cpuMillicores: -1 },
    {},
    400,
    'INVALID_BODY',
    'body.cpuMillicores must be >= 0',
  ],
  ['fractions', 'POST', '/v1/containers', { ...small, memoryMib: 0.5 }, {}, 400, 'INVALID_BODY', 'body.memoryMib must be integer'],
  [
    'absurd resources',
    'POST',
    '/v1/containers',
    { ...small, gpuCount: 1e300 },
    {},
    400,
    'INVALID_BODY',
    'body.gpuCount must be <= 1000000000',
  ],
  ['numbers as text', 'POST', '/v1/containers', { ...small, cpuMillicores: '1' }, {}, 400, 'INVALID_BODY', 'must be integer'],
  ['unknown fields', 'POST', '/v1/containers', { ...small, cpus: 1 }, {}, 400, 'INVALID_BODY', 'body has an unknown field "cpus"'],
  ['missing fields', 'POST', '/v1/containers', { id: 'b' }, {}, 400, 'INVALID_BODY', "must have required property 'cpuMillicores'"],
  ['bad ids', 'POST', '/v1/containers', { ...small, id: '../x' }, {}, 400, 'INVALID_BODY', 'body.id must match pattern'],
  ['no command at all', 'POST', '/v1/containers', { ...small, command: [] }, {}, 400, 'INVALID_BODY', 'fewer than 1 items'],
  ['text as a body', 'POST', '/v1/containers', '"a"', {}, 400, 'INVALID_BODY', 'body must be object,array'],
  ['an empty list', 'POST', '/v1/containers', [], {}, 400, 'INVALID_BODY', 'body must NOT have fewer than 1 items'],
  ['a bad one in a list', 'POST', '/v1/containers', [small, { ...small, gpuTypes: [1] }], {}, 400, 'INVALID_BODY', 'body.1.gpuTypes.0'],
  ['no JSON', 'POST', '/v1/containers', '{"id":', {}, 400, 'INVALID_JSON', 'not valid JSON'],
  ['poisoned JSON', 'POST', '/v1/containers', '{"__proto__":{"a":1}}', {}, 400, 'INVALID_JSON', 'not valid JSON'],
  ['an empty body', 'POST', '/v1/containers', '', {}, 400, 'INVALID_BODY', 'body must be object'],
  ['a body that nobody asked for', 'POST', '/v1/workers/w1/cordon', { force: true }, {}, 400, 'INVALID_BODY', 'takes no body'],
  ['other content', 'POST', '/v1/containers', 'id=a', { 'content-type': 'text/plain' }, 415, 'UNSUPPORTED_MEDIA_TYPE', 'Unsupported'],
  [
    'a request above 64 KiB',
    'POST',
    '/v1/containers',
    { ...small, command: [huge.slice(0, 60_000), huge.slice(0, 9_000)] },
    {},
    413,
    'REQUEST_TOO_LARGE',
    'at most 65536 are accepted',
  ],
  ['a body above the limit', 'POST', '/v1/containers', huge.repeat(20), {}, 413, 'REQUEST_TOO_LARGE', 'too large'],
  [
    'another request under a live id',
    'POST',
    '/v1/containers',
    { ...small, cpuMillicores: 1 },
    {},
    409,
    'CONFLICTING_REQUEST',
    'submit under another id',
  ],
  [
    'a quota without a limit',
    'PUT',
    '/v1/workspaces/w/quota',
    { cpuMillicores: 1 },
    {},
    400,
    'INVALID_BODY',
    "required property 'gpuCount'",
  ],
  ['a negative quota', 'PUT', '/v1/workspaces/w/quota', { cpuMillicores: -1, gpuCount: 0 }, {}, 400, 'INVALID_BODY', 'body.cpuMillicores'],
  ['an unknown container', 'GET', '/v1/containers/nobody', undefined, {}, 404, 'UNKNOWN_CONTAINER', 'no container nobody is known'],
  ['the stop of an unknown one', 'DELETE', '/v1/containers/nobody', undefined, {}, 404, 'UNKNOWN_CONTAINER', 'nobody'],
  ['an id that is none', 'GET', '/v1/containers/a%20b', undefined, {}, 400, 'INVALID_BODY', 'params.id must match pattern'],
  ['a path that is none', 'GET', '/v1/containers/%zz', undefined, {}, 400, 'INVALID_URL', 'not a valid url'],
  ['a query nobody asked for', 'GET', '/v1/workers?all=1', undefined, {}, 400, 'INVALID_BODY', 'querystring has an unknown field "all"'],
  ['a state that is none', 'GET', '/v1/containers?state=ENDED', undefined, {}, 400, 'INVALID_BODY', '["PENDING","RUNNING","STOPPING"]'],
  ['a limit of nothing', 'GET', '/v1/containers?limit=0', undefined, {}, 400, 'INVALID_BODY', 'querystring.limit must match pattern'],
  ['a limit beyond all', 'GET', '/v1/containers?limit=1001', undefined, {}, 400, 'INVALID_BODY', 'querystring.limit must match pattern'],
  ['two states', 'GET', '/v1/containers?state=PENDING&state=RUNNING', undefined, {}, 400, 'INVALID_BODY', 'querystring.state'],
  ['an unknown route', 'GET', '/v2/containers', undefined, {}, 404, 'UNKNOWN_ROUTE', 'GET /v2/containers'],
  ['an unknown method', 'PATCH', '/v1/containers/a', {}, {}, 404, 'UNKNOWN_ROUTE', 'PATCH'],
  ['no token', 'POST', '/v1/containers', small, { authorization: '' }, 401, 'UNAUTHORIZED', 'Authorization: Bearer'],
  ['a wrong token', 'GET', '/v1/workers', undefined, { authorization: 'Bearer sesame.2' }, 401, 'UNAUTHORIZED', 'token of this gateway'],
  ['another scheme', 'GET', '/v1/workers', undefined, { authorization: 'Basic sesame.1' }, 401, 'UNAUTHORIZED', 'Bearer'],
];

describe('refusals are problems', () => {
  it.each(refused)('%s', async (_name, method, url, body, headers, status, code, detail) => {
    await ask('POST', '/v1/containers', small);
    const answered = await ask(method, url, body, headers);
    const problem = answered.json as unknown as Problem;
    expect({ status: answered.status, code: problem.code, type: answered.headers['content-type'] }).toEqual({
      status,
      code,
      type: 'application/problem+json; charset=utf-8',
    });
    expect(problem).toMatchObject({
      status,
      instance: url.split('?')[0],
      type: expect.stringMatching(/^urn:scheduler:problem:[a-z-]+$/) as string,
    });
    expect(problem.detail).toContain(detail);
    expect(problem.title.length).toBeGreaterThan(3);
    expect(answered.text).not.toMatch(/\bat .*\.[jt]s:\d+/);
  });

  it('a full quota says when to come back', async () => {
    client.failure = new QuotaExceededError('team', 'cpu', '5', '5');
    expect(await ask('POST', '/v1/containers', { ...small, id: 'q' })).toMatchObject({
      status: 429,
      json: { code: 'QUOTA_EXCEEDED' },
      headers: { 'retry-after': '5' },
    });
    client.failure = null;
  });

  it('a Redis that does not answer says so, alone, in a list, and when asked whether it is ready; health is not touched', async () => {
    client.failure = new RedisUnavailableError('submit', 10);
    for (const [method, url, body] of [
      ['POST', '/v1/containers', small],
      ['POST', '/v1/containers', [small, small]],
      ['GET', '/v1/workers', undefined],
      ['GET', '/readyz', undefined],
    ] as const) {
      expect(await ask(method, url, body)).toMatchObject({
        status: 503,
        json: { code: 'REDIS_UNAVAILABLE' },
        headers: { 'retry-after': '1' },
      });
    }
    expect((await ask('GET', '/healthz')).status).toBe(200);
    client.failure = null;
  });

  it('a bug is told to the log and not to the caller', async () => {
    client.failure = new TypeError('secret detail');
    const { status, text } = await ask('GET', '/v1/workers');
    client.failure = null;
    expect(status).toBe(500);
    expect(text).toContain('"code":"INTERNAL"');
    expect(text).not.toContain('secret');
    expect(events.join('\n')).toContain('http-error GET /v1/workers: TypeError: secret detail');
  });

  it('calls are told to the log without payloads or queries', () => {
    expect(events.some((event) => /^http-request POST \/v1\/containers 202 \d+\.\d ms$/.test(event))).toBe(true);
    expect(events.join('\n')).not.toMatch(/xxxx|all=1|sesame/);
  });
});

describe('options', () => {
  it('refuse an address that others can reach without a token, and tokens that no header can carry', () => {
    for (const host of ['0.0.0.0', '::', '10.0.0.1', '127.evil.example']) {
      expect(() => httpApplication({ client, host })).toThrow(/can be reached by others: give a token/);
    }
    for (const token of ['', 'two words', 'ä']) expect(() => httpApplication({ client, token })).toThrow(/the token must be/);
    for (const host of ['127.0.0.1', '127.1.2.3', '::1', 'localhost']) expect(() => httpApplication({ client, host })).not.toThrow();
  });
});

describe('a server that is asked to end', () => {
  it('refuses new calls but still says that it lives', async () => {
    drain();
    expect(await ask('GET', '/v1/workers')).toMatchObject({ status: 503, json: { code: 'DRAINING' }, headers: { 'retry-after': '1' } });
    expect((await ask('GET', '/readyz')).status).toBe(503);
    expect((await ask('GET', '/healthz')).status).toBe(200);
  });
});

describe('on a socket', () => {
  let server: HttpServer;
  let release: () => void = () => undefined;
  const slow = fakeClient();
  beforeAll(async () => {
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    slow.workers = async () => {
      slow.calls.push('workers');
      await held;
      return [fakeWorker];
    };
    server = await startHttpServer({ client: slow, port: 0 });
  });
  afterAll(() => server.close());

  it('answers fetch', async () => {
    const response = await fetch(`${server.url}/v1/containers`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(small),
    });
    expect(response.status).toBe(202);
    expect(await response.json()).toEqual({ status: 'accepted', id: 'a' });
  });

  /** What the server says to these bytes until it hangs up. */
  function answerTo(text: string, { url }: HttpServer = server): Promise<string> {
    return new Promise((resolve) => {
      const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(text));
      let answer = '';
      socket.setEncoding('utf8').on('data', (chunk: string) => (answer += chunk));
      socket.on('error', () => undefined);
      socket.on('close', () => resolve(answer));
    });
  }

  it.each([
    ['what is no HTTP', 'garbage\r\n\r\n', 400, 'INVALID_HTTP'],
    ['headers without end', `GET / HTTP/1.1\r\nx: ${'x'.repeat(40_000)}\r\n\r\n`, 431, 'HEADERS_TOO_LARGE'],
  ])('answers %s with a problem, too', async (_name, text, status, code) => {
    const answer = await answerTo(text);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer).toContain('content-type: application/problem+json');
    expect(answer).toContain(`"code":"${code}"`);
  });

  it('does not wait for a caller who never finishes', async () => {
    const hasty = await startHttpServer({ client: slow, port: 0, requestTimeoutMs: 100 });
    const answer = await answerTo(
      'POST /v1/containers HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{',
      hasty,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(answer).toContain('"code":"REQUEST_TIMEOUT"');
    await hasty.close();
  });

  it('a port that is taken is an error that says so', async () => {
    const port = Number(new URL(server.url).port);
    await expect(startHttpServer({ client: slow, port })).rejects.toMatchObject({
      code: 'INVALID_OPTIONS',
      message: expect.stringContaining(`cannot listen on 127.0.0.1:${port}`) as string,
    });
  });

  it('finishes the call in flight when it closes, and listens no more', async () => {
    const inFlight = fetch(`${server.url}/v1/workers`);
    while (!slow.calls.includes('workers')) await new Promise((resolve) => setTimeout(resolve, 5));
    const closed = server.close();
    release();
    expect(await (await inFlight).json()).toEqual({ workers: [fakeWorker] });
    await closed;
    await expect(fetch(`${server.url}/healthz`)).rejects.toThrow(/fetch failed/);
  });
});
