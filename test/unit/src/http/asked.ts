/** The HTTP interface without a socket, with a client that has no Redis: how tests ask it. */
import { httpApplication, type HttpApplication } from '../../../../src/http/index.ts';
import { prometheusMetrics, type PrometheusMetrics } from '../../../../src/prometheus/index.ts';
import { fakeClient, type FakeClient } from './fake-client.ts';

/** Methods of HTTP that tests use. */
export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH';

/** What was answered; `json` is empty when the answer is no JSON. */
export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  readonly json: Readonly<Record<string, unknown>>;
}

/** An application whose token is `sesame.1`, and what it is made of. */
export interface Asked extends HttpApplication {
  readonly client: FakeClient;
  readonly metrics: PrometheusMetrics;
  /** Kind and detail of every event. */
  readonly events: string[];
  /** Asks with the right token unless the headers say otherwise. */
  readonly ask: (method: Method, url: string, body?: unknown, headers?: Readonly<Record<string, string>>) => Promise<Answered>;
}

/** The smallest container that somebody may want. */
export const small: Readonly<Record<'id', string> & Record<'cpuMillicores' | 'memoryMib', number> & { command: readonly string[] }> = {
  id: 'a',
  cpuMillicores: 100,
  memoryMib: 64,
  command: ['true'],
};

/** A new application. */
export function asked(): Asked {
  const client = fakeClient();
  const events: string[] = [];
  const metrics = prometheusMetrics();
  const onEvent = ({ kind, detail }: { readonly kind: string; readonly detail: string }): void => void events.push(`${kind} ${detail}`);
  const { app, drain } = httpApplication({ client, metrics, token: 'sesame.1', onEvent });
  return {
    client,
    metrics,
    events,
    app,
    drain,
    async ask(method, url, body, headers = {}) {
      const payload = typeof body === 'string' ? body : body === undefined ? undefined : JSON.stringify(body);
      const type: Record<string, string> = payload === undefined ? {} : { 'content-type': 'application/json' };
      const given = { method, url, headers: { authorization: 'Bearer sesame.1', ...type, ...headers } };
      const { statusCode, headers: answered, body: text } = await app.inject(payload === undefined ? given : { ...given, payload });
      const json = /json/.test(String(answered['content-type'])) ? (JSON.parse(text) as Readonly<Record<string, unknown>>) : {};
      return { status: statusCode, headers: answered, text, json };
    },
  };
}
