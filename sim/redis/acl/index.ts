/** Access control: users, what they may do, and what they were refused. */
export { AccessControl } from './access-control.ts';
export { CATEGORIES, commandsOf } from './categories.ts';
export { User } from './user.ts';
export type { AclLogEntry } from './users.ts';
export type { Permissions } from './permissions.ts';
