/**
 * connect-redis with express-session, unmodified, on node-redis: a browser's requests with their cookie, handed to the middleware directly,
 * because a program in a world cannot listen on a port. connect-redis 10 declares Node 22; it runs on 20.
 */
import { RedisStore } from 'connect-redis';
import expressSession, { type Middleware } from 'express-session';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from 'redis';
import { expect } from 'vitest';
import { testClient } from './play.ts';
import { redisUrl, type Stage } from './stage.ts';

type Request = Parameters<Middleware>[0];

/** One request of a browser: counts its visits. Answers with the count and the cookie to send with the next one. */
function visit(middleware: Middleware, cookie: string | null): Promise<{ visits: number; cookie: string }> {
  return new Promise((resolve, reject) => {
    const request = Object.assign(new IncomingMessage(new Socket()), { url: '/' }) as Request;
    if (cookie !== null) request.headers.cookie = cookie;
    const response = new ServerResponse(request);
    Object.assign(response, {
      end: () => {
        const [set] = [response.getHeader('set-cookie') ?? []].flat();
        resolve({ visits: request.session.visits ?? 0, cookie: String(set ?? cookie).split(';')[0] ?? '' });
        return response;
      },
    });
    middleware(request, response, (error) => {
      if (error !== undefined) {
        reject(error);
        return;
      }
      request.session.visits = (request.session.visits ?? 0) + 1;
      response.writeHead(200);
      response.end();
    });
  });
}

async function program({ act, loseReply, restart, redis: { keyspace } }: Stage): Promise<void> {
  const client = createClient({ url: redisUrl });
  client.on('error', () => undefined);
  await client.connect();
  const store = new RedisStore({ client, prefix: 'sess:', ttl: 5 });
  const middleware = expressSession({ store, secret: 'secret', resave: false, saveUninitialized: false });
  let { cookie } = await act(visit(middleware, null));
  for (let visits = 2; visits <= 20; visits += 1) expect(await act(visit(middleware, cookie))).toEqual({ visits, cookie });
  expect(await act(store.length() as Promise<number>)).toBe(1);
  await sleep(5001);
  expect(await act(visit(middleware, cookie))).toMatchObject({ visits: 1 });
  ({ cookie } = await act(visit(middleware, null)));
  const lengthOf = (): number => Object.keys(JSON.parse(keyspace.string(`sess:${idOf(cookie)}`) ?? '{}') as object).length;
  expect(lengthOf()).toBe(2);
  await loseReply(
    () => store.set('lost', { cookie: {} }),
    () => (keyspace.string('sess:lost') === null ? 0 : 1),
  );
  const kept = new RedisStore({ client, prefix: 'kept:', ttl: 3600 });
  await restart((index) => kept.set(`visitor ${index}`, { cookie: {}, index }));
  client.destroy();
}

/** `connect.sid=s%3A<id>.<signature>`. */
function idOf(cookie: string): string {
  return /s(?:%3A|:)([^.]+)\./.exec(cookie)?.[1] ?? '';
}

testClient('connect-redis', 'sessions of express-session made, read, touched and forgotten, on node-redis', { program });
