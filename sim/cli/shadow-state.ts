/** What a world may change on a real server besides its data, so that a shadow run leaves the server as it found it. */
import { isFollowedSetting, isItems, type Wire } from '../redis/index.ts';
import type { ShadowConnection } from './shadow-connection.ts';

/** Like `reset`, which would leave a mark of its own. */
const BLANK = ['off', 'resetpass', 'resetkeys', 'resetchannels', 'clearselectors', '-@all'];

/** A real server's settings and users at a moment. */
export class ServerState {
  readonly #admin: ShadowConnection;
  readonly #settings: ReadonlyMap<string, string>;
  readonly #users: readonly string[];

  private constructor(admin: ShadowConnection, settings: ReadonlyMap<string, string>, users: readonly string[]) {
    this.#admin = admin;
    this.#settings = settings;
    this.#users = users;
  }

  /** Takes down what they are now. */
  static async of(admin: ShadowConnection): Promise<ServerState> {
    return new ServerState(admin, await settingsOf(admin), await usersOf(admin));
  }

  /** Empties the server of data, scripts and functions, and gives it back its settings and its users. */
  async restore(): Promise<void> {
    for (const words of [['FLUSHALL'], ['SCRIPT', 'FLUSH'], ['FUNCTION', 'FLUSH']]) await this.#admin.ask(words);
    for (const [name, value] of await settingsOf(this.#admin)) {
      const before = this.#settings.get(name);
      if (before !== undefined && before !== value) await this.#admin.ask(['CONFIG', 'SET', name, before]);
    }
    for (const user of await usersOf(this.#admin)) {
      if (this.#users.includes(user)) continue;
      const name = user.split(' ')[1] ?? '';
      const before = this.#users.find((one) => one.split(' ')[1] === name);
      // ACL LIST begins with `user <name>` and goes on as ACL SETUSER takes it.
      await this.#admin.ask(
        before === undefined ? ['ACL', 'DELUSER', name] : ['ACL', 'SETUSER', name, ...BLANK, ...before.split(' ').slice(2)],
      );
    }
  }
}

async function settingsOf(admin: ShadowConnection): Promise<ReadonlyMap<string, string>> {
  const texts = textsOf(await admin.ask(['CONFIG', 'GET', '*']));
  return new Map(texts.flatMap((name, at) => (at % 2 === 0 && isFollowedSetting(name) ? [[name, texts[at + 1] ?? ''] as const] : [])));
}

async function usersOf(admin: ShadowConnection): Promise<readonly string[]> {
  return textsOf(await admin.ask(['ACL', 'LIST']));
}

/** The texts of an array; none of an error, as of a server that is too old for the question. */
function textsOf(reply: Wire): readonly string[] {
  return isItems(reply) ? reply.filter((item) => typeof item === 'string') : [];
}
