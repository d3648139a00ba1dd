/** The gateway role. */
export { startGateway } from './gateway.ts';
