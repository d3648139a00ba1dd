/** Files: reading is done at once, synchronously, and answered as an event; anything that changes a file is refused, also synchronously. */
import fs from 'node:fs';
import { dispatch, functionOf, refuseCall, type AnyFunction, type Patch } from './patch.ts';

const reading = ['readFile', 'stat', 'lstat', 'access', 'readdir', 'realpath', 'readlink'];
const changing = [
  'writeFile',
  'appendFile',
  'open',
  'mkdir',
  'mkdtemp',
  'rm',
  'rmdir',
  'unlink',
  'rename',
  'copyFile',
  'cp',
  'truncate',
  'chmod',
  'chown',
  'symlink',
  'link',
  'utimes',
  'opendir',
  'statfs',
  'read',
  'write',
  'fsync',
  'fdatasync',
  'close',
  'fstat',
  'exists',
];
const changingSynchronously = [
  'writeFileSync',
  'appendFileSync',
  'mkdirSync',
  'mkdtempSync',
  'rmSync',
  'rmdirSync',
  'unlinkSync',
  'renameSync',
  'copyFileSync',
  'cpSync',
  'truncateSync',
  'ftruncateSync',
  'chmodSync',
  'chownSync',
  'symlinkSync',
  'linkSync',
  'utimesSync',
];
const advice = 'Put what the program needs from disk into memory before the world, or behind a port that the suite supplies.';

function completeReading(name: string): Patch {
  return {
    api: `fs.${name}`,
    treatment: 'completed',
    reason: 'the thread pool answers in real time; ioredis reads its package.json this way',
    install: () => {
      const synchronous = functionOf(fs, `${name}Sync`) as AnyFunction;
      dispatch(fs, name, (world, args) => {
        const callback = args.at(-1) as (error: unknown, value?: unknown) => void;
        let error: unknown = null;
        let value: unknown;
        try {
          value = Reflect.apply(synchronous, fs, args.slice(0, -1));
        } catch (thrown) {
          error = thrown;
        }
        world.immediate(() => {
          callback(error, value);
        });
      });
      // A promise that a library keeps for all later callers must not wait for an event of a world that may end before: it is settled at once.
      dispatch(fs.promises, name, async (_world, args) => Reflect.apply(synchronous, fs, args));
    },
  };
}

/** Opening for reading stays Node's own, because `readFileSync` does it; the flags say what is meant. */
const openSynchronously: Patch = {
  api: 'fs.openSync',
  treatment: 'refused',
  reason: 'a real file would be written (for reading it is allowed)',
  install: () => {
    dispatch(fs, 'openSync', (world, args, original) => {
      const [, flags = 'r'] = args;
      const isReading =
        typeof flags === 'number' ? (flags & (fs.constants.O_WRONLY | fs.constants.O_RDWR)) === 0 : flags === 'r' || flags === 'rs';
      return isReading ? Reflect.apply(original, fs, args) : world.escape('fs.openSync', advice);
    });
  },
};

/** File access. The `…Sync` forms that read stay Node's own: they block, and so need no event. */
export const filePatches: readonly Patch[] = [
  ...reading.map(completeReading),
  ...changing.map((name): Patch => ({
    api: `fs.${name}`,
    treatment: 'refused',
    reason: 'the thread pool answers in real time',
    install: () => {
      refuseCall(fs, name, `fs.${name}`, advice);
      refuseCall(fs.promises, name, `fs.promises.${name}`, advice);
    },
  })),
  ...changingSynchronously.map((name): Patch => ({
    api: `fs.${name}`,
    treatment: 'refused',
    reason: 'a real file would be changed',
    install: () => {
      refuseCall(fs, name, `fs.${name}`, advice);
    },
  })),
  openSynchronously,
  ...['watch', 'watchFile', 'createReadStream', 'createWriteStream'].map((name): Patch => ({
    api: `fs.${name}`,
    treatment: 'refused',
    reason: 'the machine decides when it answers',
    install: () => {
      refuseCall(fs, name, `fs.${name}`, advice);
      refuseCall(fs.promises, name, `fs.promises.${name}`, advice);
    },
  })),
];
