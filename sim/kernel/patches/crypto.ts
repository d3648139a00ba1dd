/** Randomness: `Math.random` and node:crypto draw from named choices of the process; slow calls with callbacks run at once and answer as events. */
import crypto from 'node:crypto';
import type { ActiveWorld } from '../active-world.ts';
import { dispatch, functionOf, refuseCall, type AnyFunction, type Patch } from './patch.ts';

const reason = 'real randomness differs from run to run';

function fillBytes(world: ActiveWorld, bytes: Uint8Array): void {
  for (let index = 0; index < bytes.length; index += 1) bytes[index] = Math.floor(world.random('crypto') * 256);
}

function bytesOf(value: unknown): Uint8Array {
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  throw new TypeError(`crypto: expected an ArrayBuffer or a view of one, received ${String(value)}`);
}

function randomBytes(world: ActiveWorld, size: unknown): Buffer {
  const bytes = Buffer.alloc(Number(size));
  fillBytes(world, bytes);
  return bytes;
}

/** RFC 4122 version 4. */
function randomUuid(world: ActiveWorld): string {
  const bytes = randomBytes(world, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** RFC 9562 version 7: milliseconds since 1970, then random bits. */
function randomUuidWithTime(world: ActiveWorld): string {
  const hex = randomUuid(world);
  const time = Math.floor(world.wallMs()).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hex.slice(15)}`;
}

function deliver(world: ActiveWorld, callback: unknown, result: unknown): unknown {
  if (typeof callback !== 'function') return result;
  world.immediate(() => {
    (callback as (error: null, value: unknown) => void)(null, result);
  });
  return undefined;
}

function randomInteger(world: ActiveWorld, args: readonly unknown[]): unknown {
  const numbers = args.filter((argument) => typeof argument === 'number');
  const [first = 0, second] = numbers;
  const [minimum, maximum] = second === undefined ? [0, first] : [first, second];
  if (!(maximum > minimum)) throw new RangeError(`crypto.randomInt: max (${maximum}) must be greater than min (${minimum})`);
  return deliver(world, args.at(-1), minimum + Math.floor(world.random('crypto') * (maximum - minimum)));
}

function randomFill(world: ActiveWorld, args: readonly unknown[]): unknown {
  const whole = bytesOf(args[0]);
  const offset = typeof args[1] === 'number' ? args[1] : 0;
  const size = typeof args[2] === 'number' ? args[2] : whole.length - offset;
  fillBytes(world, whole.subarray(offset, offset + size));
  return deliver(world, args.at(-1), args[0]);
}

function getRandomValues(world: ActiveWorld, args: readonly unknown[]): unknown {
  fillBytes(world, bytesOf(args[0]));
  return args[0];
}

/** Replaces `name` by its synchronous sibling plus an event. */
function complete(name: string): Patch {
  return {
    api: `crypto.${name}`,
    treatment: 'completed',
    reason: 'its thread pool answers in real time',
    install: () => {
      const synchronous = functionOf(crypto, `${name}Sync`);
      dispatch(crypto, name, (world, args) => {
        const callback = args.at(-1) as (error: unknown, value?: unknown) => void;
        let error: unknown = null;
        let value: unknown;
        try {
          value = Reflect.apply(synchronous as AnyFunction, crypto, args.slice(0, -1));
        } catch (thrown) {
          error = thrown;
        }
        world.immediate(() => {
          callback(error, value);
        });
      });
    },
  };
}

/** Replaces what answers at once without a callback, and from the thread pool with one, by its first form plus an event. */
function completeWithoutCallback(name: string): Patch {
  return {
    api: `crypto.${name}`,
    treatment: 'completed',
    reason: 'with a callback its thread pool answers in real time',
    install: () => {
      dispatch(crypto, name, (world, args, original) => {
        const callback = args.at(-1);
        if (typeof callback !== 'function') return Reflect.apply(original, crypto, args as never[]);
        let error: unknown = null;
        let value: unknown;
        try {
          value = Reflect.apply(original, crypto, args.slice(0, -1) as never[]);
        } catch (thrown) {
          error = thrown;
        }
        world.immediate(() => {
          (callback as (error: unknown, value?: unknown) => void)(error, value);
        });
        return undefined;
      });
    },
  };
}

/** Classes whose key pairs OpenSSL draws. */
const keyAgreements = ['ECDH', 'DiffieHellman', 'DiffieHellmanGroup'];
const keyGenerators = ['generateKeyPair', 'generateKeyPairSync', 'generateKey', 'generateKeySync', 'generatePrime', 'generatePrimeSync'];

/** Math.random and node:crypto. */
export const cryptoPatches: readonly Patch[] = [
  {
    api: 'Math.random',
    treatment: 'simulated',
    reason,
    install: () => {
      dispatch(Math, 'random', (world) => world.random('Math.random'));
    },
  },
  {
    api: 'crypto.randomBytes',
    treatment: 'simulated',
    reason,
    install: () => {
      dispatch(crypto, 'randomBytes', (world, [size, callback]) => deliver(world, callback, randomBytes(world, size)));
    },
  },
  {
    api: 'crypto.randomUUID',
    treatment: 'simulated',
    reason,
    install: () => {
      dispatch(crypto, 'randomUUID', randomUuid);
      dispatch(Object.getPrototypeOf(crypto.webcrypto) as object, 'randomUUID', randomUuid);
    },
  },
  {
    api: 'crypto.randomUUIDv7',
    treatment: 'simulated',
    reason,
    install: () => {
      dispatch(crypto, 'randomUUIDv7', randomUuidWithTime);
    },
  },
  {
    api: 'crypto.randomInt',
    treatment: 'simulated',
    reason,
    install: () => {
      dispatch(crypto, 'randomInt', randomInteger);
    },
  },
  {
    api: 'crypto.randomFill',
    treatment: 'simulated',
    reason,
    install: () => {
      dispatch(crypto, 'randomFill', randomFill);
      dispatch(crypto, 'randomFillSync', (world, args) =>
        randomFill(
          world,
          args.filter((argument) => typeof argument !== 'function'),
        ),
      );
    },
  },
  {
    api: 'crypto.getRandomValues',
    treatment: 'simulated',
    reason,
    install: () => {
      // `crypto.getRandomValues` of the module cannot be replaced; it calls this one.
      dispatch(Object.getPrototypeOf(crypto.webcrypto) as object, 'getRandomValues', getRandomValues);
    },
  },
  ...['pbkdf2', 'scrypt', 'hkdf', 'argon2', 'checkPrime'].map(complete),
  ...['sign', 'verify', 'diffieHellman', 'decapsulate'].map(completeWithoutCallback),
  ...keyGenerators.map((name): Patch => ({
    api: `crypto.${name}`,
    treatment: 'refused',
    reason: 'OpenSSL draws the key from real randomness',
    install: () => {
      refuseCall(crypto, name, `crypto.${name}`, 'Make the key before the world and hand it in.');
    },
  })),
  ...[
    'digest',
    'encrypt',
    'decrypt',
    'sign',
    'verify',
    'deriveBits',
    'deriveKey',
    'generateKey',
    'importKey',
    'exportKey',
    'wrapKey',
    'unwrapKey',
  ].map((name): Patch => ({
    api: `crypto.subtle.${name}`,
    treatment: 'refused',
    reason: 'the thread pool answers in real time',
    install: () => {
      refuseCall(
        Object.getPrototypeOf(crypto.webcrypto.subtle) as object,
        name,
        `crypto.subtle.${name}`,
        'Use the synchronous functions of node:crypto.',
      );
    },
  })),
  ...keyAgreements.map((name): Patch => ({
    api: `crypto.${name}.generateKeys`,
    treatment: 'refused',
    reason: 'OpenSSL draws the key from real randomness',
    install: () => {
      const owner = functionOf(crypto, name);
      if (owner !== undefined)
        refuseCall(
          owner.prototype as object,
          'generateKeys',
          `crypto.${name}.generateKeys`,
          'Make the key before the world and hand it in.',
        );
    },
  })),
];
