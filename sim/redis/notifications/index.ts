/** Keyspace notifications: which events there are, and who is told of them. */
export { readClasses } from './classes.ts';
export { Notifications } from './notifications.ts';
