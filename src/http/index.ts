/** Door `manyworlds/scheduler/http`: the HTTP interface. Apart from the scheduler's door, which loads no fastify. */
export { httpApplication, startHttpServer, type HttpApplication, type HttpServer, type HttpServerOptions } from './server.ts';
export type { MetricsText } from './service-routes.ts';
export type { Problem } from './problem.ts';
