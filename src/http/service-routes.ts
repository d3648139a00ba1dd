/** Routes about the server itself: health, measurements, and the description of the interface. */
import { openApiOf } from './openapi.ts';
import type { Route } from './route.ts';
import * as schemas from './schemas.ts';

/** What a scrape is answered with; `prometheusMetrics()` is one. */
export interface MetricsText {
  readonly contentType: string;
  text(): Promise<string>;
}

/** Health, readiness, measurements and OpenAPI. `all` tells the routes to describe. */
export function serviceRoutes(metrics: MetricsText | undefined, all: () => readonly Route[]): readonly Route[] {
  return [
    {
      method: 'GET',
      url: '/healthz',
      operation: 'health',
      summary: 'Whether this process answers.',
      access: 'everybody',
      answers: { 200: schemas.health },
      handle: async () => ({ status: 200, body: { status: 'ok' } }),
    },
    {
      method: 'GET',
      url: '/readyz',
      operation: 'readiness',
      summary: 'Whether this process answers, is not about to end, and Redis answers it and takes writes.',
      access: 'everybody',
      answers: { 200: schemas.health },
      async handle({ client }) {
        await client.ready();
        return { status: 200, body: { status: 'ok' } };
      },
    },
    {
      method: 'GET',
      url: '/openapi.json',
      operation: 'openapi',
      summary: 'This interface as an OpenAPI 3.1 document.',
      access: 'everybody',
      answers: { 200: { type: 'object' } },
      handle: async () => ({ status: 200, body: openApiOf(all()) }),
    },
    ...(metrics === undefined ? [] : [metricsRoute(metrics)]),
  ];
}

function metricsRoute(metrics: MetricsText): Route {
  return {
    method: 'GET',
    url: '/metrics',
    operation: 'metrics',
    summary: 'Measurements in the text format of Prometheus.',
    access: 'metrics',
    answers: { 200: { type: 'string' } },
    handle: async () => ({ status: 200, body: await metrics.text(), headers: { 'content-type': metrics.contentType } }),
  };
}
