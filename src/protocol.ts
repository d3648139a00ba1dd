/**
 * The version of what gateways and workers of one system share: the layout of its keys and the meaning of its scripts' arguments. It is raised whenever
 * processes of two versions could misunderstand each other's data.
 *
 * To upgrade across versions: close all gateways and workers of the old version, and start those of the new. The first of them sets the new version,
 * once nobody of the old one is left (a gateway is gone five seconds after its last look, a worker after its TTL). Containers that wait in the
 * backlog are placed by the new version.
 */
export const PROTOCOL_VERSION = 1;
