/** The users of one server, and the log of what they were refused. */
import { User } from './user.ts';
import type { Denial } from './permissions.ts';

/** One kind of refusal, counted. */
export interface AclLogEntry {
  count: number;
  readonly reason: 'command' | 'key' | 'channel' | 'auth';
  readonly context: 'toplevel' | 'multi' | 'lua';
  readonly object: string;
  readonly username: string;
  updatedAtMs: number;
}

const LOG_MAX = 128;
const GROUPED_WITHIN_MS = 60_000;

/** All users by name. */
export class Users {
  readonly #byName = new Map<string, User>([['default', User.default()]]);
  #log: AclLogEntry[] = [];

  /** The user of those who have not signed in. */
  get default(): User {
    return this.#byName.get('default') ?? User.default();
  }

  /** In the order of ACL LIST. */
  get all(): readonly User[] {
    return [...this.#byName.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  }

  get log(): readonly AclLogEntry[] {
    return this.#log;
  }

  find(name: string): User | undefined {
    return this.#byName.get(name);
  }

  put(user: User): void {
    this.#byName.set(user.name, user);
  }

  /** False for one that is not there. */
  delete(name: string): boolean {
    return this.#byName.delete(name);
  }

  /** What a restart leaves: the users of no file. */
  reset(password: string | null): void {
    this.#byName.clear();
    const user = User.default();
    user.setOnlyPassword(password);
    this.put(user);
    this.#log = [];
  }

  /** Counts a refusal. */
  refused(entry: Omit<AclLogEntry, 'count'>): void {
    const known = this.#log.find(
      (one) =>
        one.reason === entry.reason &&
        one.context === entry.context &&
        one.object === entry.object &&
        one.username === entry.username &&
        entry.updatedAtMs - one.updatedAtMs <= GROUPED_WITHIN_MS,
    );
    if (known === undefined) {
      this.#log = [{ ...entry, count: 1 }, ...this.#log].slice(0, LOG_MAX);
      return;
    }
    known.count += 1;
    known.updatedAtMs = entry.updatedAtMs;
    this.#log = [known, ...this.#log.filter((one) => one !== known)];
  }

  clearLog(): void {
    this.#log = [];
  }
}

/** What NOPERM says of a denial at the top level. */
export function denialText(denial: Denial, command: string): string {
  if (denial.kind === 'command') return `NOPERM this user has no permissions to run the '${command}' command`;
  return `NOPERM this user has no permissions to access one of the ${denial.kind}s used as arguments`;
}
