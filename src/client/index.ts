/** The client role. */
export { createClient } from './client.ts';
