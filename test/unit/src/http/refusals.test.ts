/** The HTTP interface: what it refuses, as problem+json that says what was seen and what to do, and never more than the caller may know. */
import { afterAll, describe, expect, it } from 'vitest';
import { QuotaExceededError, RedisUnavailableError, UnsatisfiableRequestError } from '../../../../src/index.ts';
import { httpApplication, type Problem } from '../../../../src/http/index.ts';
import { asked, small, type Method } from './asked.ts';

const { app, ask, client, drain, events } = asked();
afterAll(() => app.close());

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
  ['an id that is none', 'GET', '/v1/containers/a%20b', undefined, {}, 400, 'INVALID_URL', 'params.id must match pattern'],
  ['a path that is none', 'GET', '/v1/containers/%zz', undefined, {}, 400, 'INVALID_URL', 'not a valid url'],
  ['a query nobody asked for', 'GET', '/v1/workers?all=1', undefined, {}, 400, 'INVALID_QUERY', 'querystring has an unknown field "all"'],
  ['a state that is none', 'GET', '/v1/containers?state=ENDED', undefined, {}, 400, 'INVALID_QUERY', '["PENDING","RUNNING","STOPPING"]'],
  ['a limit of nothing', 'GET', '/v1/containers?limit=0', undefined, {}, 400, 'INVALID_QUERY', 'querystring.limit must match pattern'],
  ['a limit beyond all', 'GET', '/v1/containers?limit=1001', undefined, {}, 400, 'INVALID_QUERY', 'querystring.limit must match pattern'],
  ['two states', 'GET', '/v1/containers?state=PENDING&state=RUNNING', undefined, {}, 400, 'INVALID_QUERY', 'querystring.state'],
  ['an unknown route', 'GET', '/v2/containers', undefined, {}, 404, 'UNKNOWN_ROUTE', 'GET /v2/containers'],
  [
    'an unknown method',
    'PATCH',
    '/v1/containers/a',
    {},
    {},
    405,
    'METHOD_NOT_ALLOWED',
    '/v1/containers/a takes GET, HEAD, DELETE, got PATCH',
  ],
  ['a method of another path', 'PATCH', '/v1/containers', {}, {}, 405, 'METHOD_NOT_ALLOWED', 'takes POST, GET, HEAD'],
  ['a choice that is none', 'POST', '/v1/containers?unsatisfiable=maybe', small, {}, 400, 'INVALID_QUERY', '["refuse","wait"]'],
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

  it.each(['UNKNOWN_POOL', 'UNKNOWN_GPU_TYPE', 'UNSATISFIABLE'] as const)('%s is about the request, also in a list', async (code) => {
    client.failure = new UnsatisfiableRequestError(code, 'what was seen');
    expect(await ask('POST', '/v1/containers', { ...small, id: 'u' })).toMatchObject({ status: 422, json: { code } });
    const { status, json } = await ask('POST', '/v1/containers', [{ ...small, id: 'u' }]);
    expect({ status, json }).toMatchObject({ status: 200, json: { results: [{ id: 'u', status: 'refused', problem: { code } }] } });
    client.failure = null;
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
