/** The HTTP interface on a socket: callers of all kinds, and an end that lets calls in flight finish. */
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHttpServer, type HttpServer } from '../../../../src/http/index.ts';
import { small } from './asked.ts';
import { fakeClient, fakeWorker } from './fake-client.ts';

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
