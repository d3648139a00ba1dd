/**
 * Who may do what on a server. As long as nobody uses ACL there is only the default user, who may do everything and whose password is `requirepass`;
 * users are made when they are asked for, so that a server without them pays nothing.
 */
import { ErrorReply } from '../resp/index.ts';
import { denialText, Users } from './users.ts';
import type { Denial } from './permissions.ts';
import type { AclLogEntry } from './users.ts';
import type { Client } from '../client.ts';
import type { Command } from '../commands/definition.ts';

/** What access control asks of its server. */
interface Guarded {
  readonly password: string | null;
  readonly data: { readonly nowMs: number };
}

/** The access control of one server. */
export class AccessControl {
  readonly #server: Guarded;
  #users: Users | null = null;

  constructor(server: Guarded) {
    this.#server = server;
  }

  /** The users; from now on they are what counts. */
  get users(): Users {
    if (this.#users !== null) return this.#users;
    const users = new Users();
    users.reset(this.#server.password);
    this.#users = users;
    return users;
  }

  /** Is who connects signed in as the default user, without a password? */
  get isOpen(): boolean {
    if (this.#users === null) return this.#server.password === null;
    const { isOn, needsNoPassword } = this.#users.default;
    return isOn && needsNoPassword;
  }

  /** Signs a client in; false for a wrong password and for a user that is off or not there. */
  signIn(client: Client, name: string, password: string): boolean {
    const user = this.#users === null && name === 'default' && this.#server.password === null ? null : this.users.find(name);
    if (user !== null && user?.accepts(password) !== true) {
      this.#note('auth', 'AUTH', name, 'toplevel');
      return false;
    }
    client.authenticated = true;
    client.user = user === null || name === 'default' ? null : user;
    return true;
  }

  /** Is there such a user? */
  knows(name: string): boolean {
    return name === 'default' || this.#users?.find(name) !== undefined;
  }

  /** `requirepass` was set: the default user has that password and no other. */
  passwordChanged(): void {
    this.#users?.default.setOnlyPassword(this.#server.password);
  }

  /** The process died: users are in no file. */
  forget(): void {
    this.#users = null;
  }

  /** Is there anything that this client may not do? */
  restricts(client: Client): boolean {
    if (this.#users === null) return false;
    return !(client.user ?? this.#users.default).mayEverything;
  }

  /** The error for a request that a client may not make; null when it may. */
  refusalOf(client: Client, command: Command, argv: readonly string[]): ErrorReply | null {
    if (this.#users === null || command.allowedUnauthenticated) return null;
    const denial = this.denialOf(client, command, argv, client.transaction === null ? 'toplevel' : 'multi');
    return denial === null ? null : new ErrorReply(denialText(denial, command.fullName));
  }

  /** What of a request a client may not do. `context` goes into the log; null when it is only asked. */
  denialOf(client: Client, command: Command, argv: readonly string[], context: AclLogEntry['context'] | null): Denial | null {
    if (this.#users === null) return null;
    const user = client.user ?? this.#users.default;
    const denial = user.denialOf(command, argv);
    if (denial === null || context === null) return denial;
    this.#note(denial.kind, denial.kind === 'command' ? command.fullName : denial.name, user.name, context);
    return denial;
  }

  #note(reason: AclLogEntry['reason'], object: string, username: string, context: AclLogEntry['context']): void {
    this.users.refused({ reason, object, username, context, updatedAtMs: this.#server.data.nowMs });
  }
}
