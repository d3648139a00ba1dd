/** A child process that is told things and tells things. It ends when its parent does, by a guardian, because it may be stopped at that moment. */
import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Guardian } from '../soak/guardian.ts';
import { BenchError } from './options.ts';

/** One child; `News` is what it tells. */
export class Child<Order extends object, News extends { readonly kind: string }> {
  readonly #process: ChildProcess;
  readonly #listeners = new Set<(news: News) => void>();
  readonly #ended: Promise<void>;

  /** `script` is beside this file, without its ending: compiled, or as source where this is the source. */
  constructor(script: string, guardian: Guardian) {
    const isSource = import.meta.url.endsWith('.ts');
    const file = fileURLToPath(new URL(`${script}${isSource ? '.ts' : '.js'}`, import.meta.url));
    const execArgv = isSource ? ['--import', 'jiti/register'] : [];
    this.#process = fork(file, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], execArgv });
    guardian.watch(this.#process);
    this.#process.on('message', (news: News) => {
      for (const listener of this.#listeners) listener(news);
    });
    this.#ended = new Promise((resolve) => this.#process.once('exit', () => resolve()));
  }

  tell(order: Order): void {
    this.#process.send(order);
  }

  listen(listener: (news: News) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The next news of a kind. @throws BenchError when the child ends before. */
  next<Kind extends News['kind']>(kind: Kind): Promise<Extract<News, { kind: Kind }>> {
    return new Promise((resolve, reject) => {
      const stop = this.listen((news) => {
        if (news.kind !== kind) return;
        stop();
        resolve(news as Extract<News, { kind: Kind }>);
      });
      void this.#ended.then(() => reject(new BenchError(false, `a process of the benchmark ended while ${kind} was expected of it`)));
    });
  }

  /** Stops or continues it where it is. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.#process.kill(signal);
  }

  /** Ends it. */
  async end(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.#ended;
  }
}
