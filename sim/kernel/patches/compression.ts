/** zlib with callbacks: done at once by the synchronous sibling, answered as an event. Its streams are refused: they answer from real threads. */
import zlib from 'node:zlib';
import { dispatch, functionOf, refuseCall, refuseConstruction, type Patch } from './patch.ts';

const names = [
  'deflate',
  'deflateRaw',
  'gzip',
  'gunzip',
  'inflate',
  'inflateRaw',
  'unzip',
  'brotliCompress',
  'brotliDecompress',
  'zstdCompress',
  'zstdDecompress',
];
const streams = [
  'Deflate',
  'DeflateRaw',
  'Gzip',
  'Gunzip',
  'Inflate',
  'InflateRaw',
  'Unzip',
  'BrotliCompress',
  'BrotliDecompress',
  'ZstdCompress',
  'ZstdDecompress',
];

const advice = 'Use the forms with a callback or the …Sync forms.';

const callbacks = names.map((name): Patch => ({
  api: `zlib.${name}`,
  treatment: 'completed',
  reason: 'the thread pool answers in real time',
  install: () => {
    const synchronous = functionOf(zlib, `${name}Sync`);
    // Zstandard is there from Node 22.15 on.
    if (synchronous === undefined) return;
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

/** zlib.gzip and its siblings, and the streams. */
export const compressionPatches: readonly Patch[] = [
  ...callbacks,
  ...streams.map((name): Patch => ({
    api: `zlib.create${name}`,
    treatment: 'refused',
    reason: 'the thread pool answers in real time, also after the world',
    install: () => {
      refuseCall(zlib, `create${name}`, `zlib.create${name}`, advice);
      refuseConstruction(zlib, name, `new zlib.${name}`, advice);
    },
  })),
];
