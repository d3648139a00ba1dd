/** zlib with callbacks: done at once by the synchronous sibling, answered as an event. */
import zlib from 'node:zlib';
import { dispatch, functionOf, type AnyFunction, type Patch } from './patch.ts';

const names = ['deflate', 'deflateRaw', 'gzip', 'gunzip', 'inflate', 'inflateRaw', 'unzip', 'brotliCompress', 'brotliDecompress'];

/** zlib.gzip and its siblings. */
export const compressionPatches: readonly Patch[] = names.map((name) => ({
  api: `zlib.${name}`,
  treatment: 'completed',
  reason: 'the thread pool answers in real time',
  install: () => {
    const synchronous = functionOf(zlib, `${name}Sync`) as AnyFunction;
    dispatch(zlib, name, (world, args) => {
      const callback = args.at(-1) as (error: unknown, value?: unknown) => void;
      let error: unknown = null;
      let value: unknown;
      try {
        value = Reflect.apply(synchronous, zlib, args.slice(0, -1));
      } catch (thrown) {
        error = thrown;
      }
      world.immediate(() => {
        callback(error, value);
      });
    });
  },
}));
