/** A user of access control: may it sign in, with which passwords, and what may it do. */
import { createHash } from 'node:crypto';
import { Permissions } from './permissions.ts';
import type { Denial } from './permissions.ts';
import type { Command, CommandTable } from '../commands/definition.ts';

/** A user; `applied` gives a changed copy, so that a list of rules is applied whole or not at all. */
export class User {
  readonly name: string;
  isOn = false;
  needsNoPassword = false;
  /** `sanitize-payload`, once it was said. */
  #flags: readonly string[] = [];
  #hashes: readonly string[] = [];
  #root = new Permissions();
  #selectors: readonly Permissions[] = [];

  constructor(name: string) {
    this.name = name;
  }

  /** The user that everybody is who has not signed in. */
  static default(): User {
    const user = new User('default');
    user.isOn = true;
    user.needsNoPassword = true;
    user.#root = Permissions.ofEverything();
    return user;
  }

  /** Nothing is forbidden. */
  get mayEverything(): boolean {
    return this.#root.allowEverything;
  }

  accepts(password: string): boolean {
    return this.isOn && (this.needsNoPassword || this.#hashes.includes(hashOf(password)));
  }

  /** `requirepass`: the one password, or none. */
  setOnlyPassword(password: string | null): void {
    this.needsNoPassword = password === null;
    this.#hashes = password === null ? [] : [hashOf(password)];
  }

  /** What of a request this user may not do; null when it may do all of it. */
  denialOf(command: Command, argv: readonly string[]): Denial | null {
    const denials = [this.#root, ...this.#selectors].map((one) => one.denialOf(command, argv));
    if (denials.includes(null)) return null;
    return denials.find((one) => one !== null && one.kind !== 'command') ?? denials[0] ?? null;
  }

  /** The user with some rules applied, or Redis's complaint about one of them. */
  applied(rules: readonly string[], table: CommandTable): User | { readonly rule: string; readonly problem: string } {
    const user = this.#copy();
    for (const rule of rules) {
      const problem = user.#apply(rule, table);
      if (problem !== null) return { rule, problem };
    }
    return user;
  }

  /** The line of ACL LIST. */
  line(): string {
    const root = this.#root.describe();
    const selectors = this.#selectors
      .map((one) => one.describe())
      .map(({ keys, channels, commands }) => `(${[keys, channelWords(channels), commands].filter((part) => part !== '').join(' ')})`);
    const parts = [
      ...this.flags,
      ...this.#hashes.map((hash) => `#${hash}`),
      root.keys,
      channelWords(root.channels),
      root.commands,
      ...selectors,
    ];
    return `user ${this.name} ${parts.filter((part) => part !== '').join(' ')}`;
  }

  get flags(): readonly string[] {
    return [this.isOn ? 'on' : 'off', ...(this.needsNoPassword ? ['nopass'] : []), ...this.#flags];
  }

  get hashes(): readonly string[] {
    return this.#hashes;
  }

  get root(): Permissions {
    return this.#root;
  }

  get selectors(): readonly Permissions[] {
    return this.#selectors;
  }

  #copy(): User {
    const user = new User(this.name);
    user.isOn = this.isOn;
    user.needsNoPassword = this.needsNoPassword;
    user.#flags = this.#flags;
    user.#hashes = this.#hashes;
    user.#root = this.#root.copy();
    user.#selectors = this.#selectors;
    return user;
  }

  #apply(rule: string, table: CommandTable): string | null {
    switch (rule.toLowerCase()) {
      case 'on':
      case 'off':
        this.isOn = rule.toLowerCase() === 'on';
        return null;
      case 'nopass':
        this.setOnlyPassword(null);
        return null;
      case 'resetpass':
        this.#hashes = [];
        this.needsNoPassword = false;
        return null;
      case 'sanitize-payload':
      case 'skip-sanitize-payload':
        this.#flags = [rule.toLowerCase()];
        return null;
      case 'clearselectors':
        this.#selectors = [];
        return null;
      case 'reset':
        for (const one of ['resetpass', 'resetkeys', 'resetchannels', 'off', 'sanitize-payload', 'clearselectors', '-@all'])
          this.#apply(one, table);
        return null;
      default:
        return this.#applyOther(rule, table);
    }
  }

  #applyOther(rule: string, table: CommandTable): string | null {
    if (rule === '') return null;
    if (/^[>#<!]/.test(rule)) return this.#changePassword(rule);
    if (rule.startsWith('(')) return this.#addSelector(rule, table);
    const problem = this.#root.apply(rule, table);
    return problem === undefined ? 'Syntax error' : problem;
  }

  #changePassword(rule: string): string | null {
    const [sign, given] = [rule.charAt(0), rule.slice(1)];
    const isHash = sign === '#' || sign === '!';
    if (isHash && !/^[0-9a-f]{64}$/.test(given)) {
      return 'The password hash must be exactly 64 characters and contain only lowercase hexadecimal characters';
    }
    const hash = isHash ? given : hashOf(given);
    if (sign === '>' || sign === '#') {
      if (!this.#hashes.includes(hash)) this.#hashes = [...this.#hashes, hash];
      this.needsNoPassword = false;
      return null;
    }
    if (!this.#hashes.includes(hash)) return 'The password you are trying to remove from the user does not exist';
    this.#hashes = this.#hashes.filter((one) => one !== hash);
    return null;
  }

  #addSelector(rule: string, table: CommandTable): string | null {
    if (!rule.endsWith(')')) return 'Unmatched parenthesis in acl selector starting at';
    const selector = new Permissions();
    for (const one of rule
      .slice(1, -1)
      .split(' ')
      .filter((part) => part !== '')) {
      const problem = selector.apply(one, table);
      if (problem !== null) return problem ?? 'Syntax error';
    }
    this.#selectors = [...this.#selectors, selector];
    return null;
  }
}

function hashOf(password: string): string {
  return createHash('sha256').update(password, 'latin1').digest('hex');
}

/** ACL LIST says that channels were reset unless all are open. */
function channelWords(channels: string): string {
  return channels === '&*' ? channels : `resetchannels ${channels}`.trim();
}
