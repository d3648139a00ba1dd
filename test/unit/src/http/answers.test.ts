/** The HTTP interface: what it answers. */
import { afterAll, describe, expect, it } from 'vitest';
import { SchedulerError } from '../../../../src/index.ts';
import { httpApplication } from '../../../../src/http/index.ts';
import { asked, small } from './asked.ts';
import { fakeSummary, fakeWorker } from './fake-client.ts';

const { app, ask, client, metrics } = asked();
afterAll(() => app.close());

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
    expect((await ask('POST', '/v1/workers/w1/drain')).json).toEqual({ id: 'w1', cordoned: true, present: true, stopped: ['running-1'] });
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
