/** The interface as an OpenAPI 3.1 document, made from the routes, so that it cannot say something else than they do. */
import { ownVersion } from '../version.ts';
import type { Route } from './route.ts';
import { problem, type JsonSchema } from './schemas.ts';

/** The document. */
export function openApiOf(routes: readonly Route[]): JsonSchema {
  const paths: Record<string, Record<string, JsonSchema>> = {};
  for (const route of routes) {
    const path = route.url.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'scheduler', version: ownVersion() },
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
    paths,
  };
}

function operationOf({ operation, summary, access, params, query, body, answers }: Route): JsonSchema {
  const inFull = (schema: JsonSchema | null): JsonSchema => (schema === null ? {} : { content: { 'application/json': { schema } } });
  const responses = Object.entries(answers).map(([status, schema]) => [status, { description: summary, ...inFull(schema) }] as const);
  return {
    operationId: operation,
    summary,
    ...(access === 'everybody' ? {} : { security: [{ token: [] }] }),
    parameters: [...parametersIn('path', params), ...parametersIn('query', query)],
    ...(body === undefined ? {} : { requestBody: { required: true, ...inFull(body) } }),
    responses: {
      ...Object.fromEntries(responses),
      default: { description: 'a refusal', content: { 'application/problem+json': { schema: problem } } },
    },
  };
}

function parametersIn(place: 'path' | 'query', schema: JsonSchema | undefined): readonly JsonSchema[] {
  const properties = (schema?.['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>;
  return Object.entries(properties).map(([name, property]) => ({ name, in: place, required: place === 'path', schema: property }));
}
