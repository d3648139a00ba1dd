/** What a route of the HTTP interface is: data that the server registers and that the OpenAPI document is made from. */
import type { SchedulerClient } from '../options.ts';
import type { JsonSchema } from './schemas.ts';

/** Who may call: whoever has the token, everybody, or what the server's options say about measurements. */
export type Access = 'token' | 'everybody' | 'metrics';

/** A call whose parts have been checked against the route's schemas. */
export interface Call {
  readonly client: SchedulerClient;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
  /** Path of the request. */
  readonly path: string;
}

/** What is answered; without a body, 204. */
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One route. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Parameters are written `:name`. */
  readonly url: string;
  /** The operation id of OpenAPI. */
  readonly operation: string;
  readonly summary: string;
  readonly access: Access;
  readonly params?: JsonSchema;
  readonly query?: JsonSchema;
  readonly body?: JsonSchema;
  /** Schemas of the answers by status, for the document. */
  readonly answers: Readonly<Record<number, JsonSchema | null>>;
  handle(call: Call): Promise<Answer>;
}
