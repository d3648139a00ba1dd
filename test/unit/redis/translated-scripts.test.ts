/** Translated scripts give what Redis's own Lua gives: the same reply, the same errors, the same data; and nothing happens twice. */
import { beforeAll, describe, expect, it } from 'vitest';
import * as scripts from '../../../src/scripts/index.ts';
import { ErrorReply, warmUpRedis } from '../../../sim/redis/index.ts';
import { translateLua } from '../../../sim/redis/script/translate.ts';
import { observedTwin } from './twin.ts';

beforeAll(() => warmUpRedis());

/** Makes a script one that is not translated: functions of any number of parameters are not. It changes no line number. */
const FOR_LUA = 'local function not_translated(...) end ';

const KEYS = ['hash', 'list', 'set', 'sorted', 'text', 'missing'];
const ARGS = ['one', '2', '-3', '4.5', '', '{"a":[1,"two",true,{"b":"c/d"}],"n":7}', '0x10', ' 8 '];

/** What a script answers and leaves behind, on a server with a value of each type. */
function run(source: string): { reply: unknown; data: unknown; commands: readonly string[] } {
  const { server, commits } = observedTwin();
  server.execute('HSET', 'hash', 'a', '1', 'b', '2:3:4', 'c', '');
  server.execute('RPUSH', 'list', 'x', 'y', 'z');
  server.execute('SADD', 'set', 'one', 'two');
  server.execute('ZADD', 'sorted', '1', 'one', '2.5', 'two');
  server.execute('SET', 'text', '17');
  const reply = server.execute('EVAL', source, String(KEYS.length), ...KEYS, ...ARGS);
  const { writes } = commits.at(-1) ?? { writes: [] };
  const shown = reply instanceof ErrorReply ? reply.message.replace(/script: \w+/, 'script') : reply;
  const types = [...KEYS, 'made'].map((key) => server.execute('TYPE', key));
  const values = [server.execute('HGETALL', 'hash'), server.execute('LRANGE', 'list', '0', '-1'), server.execute('GET', 'text')];
  const made = [server.execute('GET', 'made'), server.execute('LRANGE', 'made', '0', '-1')];
  return { reply: shown, data: [types, values, made], commands: writes };
}

const REPLIES = [
  'return 1',
  'return -7.9',
  'return nil',
  'return false',
  'return true',
  'return {}',
  "return {1, 'two', {3, {4}}, false, 5}",
  'return {1, nil, 3}',
  'return 1, 2',
  'return',
  'local a, b, c = 1, 2 return {a, b, c == nil}',
  'local a, b = b, a return a == b',
  'local a = 1, 2 return a',
  'return 2^53',
  'return 1/0',
  'return 3 % -2, 1',
  'return -3 % 2',
  'return 5.5 % 2',
  "return '10' * '2' + '1.5'",
  "return 10 .. ':' .. 'x' .. -3",
  "return 1.5 .. ''",
  "return 1e15 .. ''",
  "return 99999999999999 .. ''",
  "return 100000000000000 .. ''",
  "return 0 * -1 .. ''",
  "return 'a' < 'b' and 'yes' or 'no'",
  'return 2 >= 2 and 1 > 2',
  "return {2 > 1 and 'x', not nil, not 0, nil == false}",
  "return '2' == 2",
  'return 1 < "2"',
  'return #ARGV + #KEYS',
  'return {ARGV[1], ARGV[2] + 1, ARGV[99], KEYS[0], KEYS[6]}',
  'local n = 3 return ARGV[n]',
  'return #{1, 2, 3}',
  "return #'four'",
  'local t = {} t[1] = 5 t[2] = 6 t[1] = nil return #t',
  'local t = {1, 2} t[#t + 1] = 3 t[3] = nil return {#t, t[3]}',
  "local t = {} t.x = 1 t['y'] = 2 t.x = nil return {t.x == nil, t.y}",
  'local t = {5} return t[1.5]',
  'local t = {1, 3} table.insert(t, 2, 2) table.insert(t, 4) table.insert(t, 1, 0) return t',
  'local t = {1} table.insert(t, 5, 2) return t',
  "return {math.floor(-2.5), math.max(1, '2'), math.min(3, 2), tonumber('12'), tonumber(nil)}",
  "return {tonumber('x') == nil, tonumber('0x10'), tonumber(' 8 '), tonumber('1e2')}",
  "return {tostring(12), tostring('x'), type(1), type('x'), type({}), type(false)}",
  'return tostring(1.25)',
  "return string.format('%.0f', 1700000000000)",
  "return string.format('%.0f', 2.5)",
  "local a, b, c = string.match('12:34:x', '^(%d+):(%d+):(.*)$') return {a, b, c}",
  "local a, b = string.match('nothing', '(%d+)') return {a == nil, b == nil}",
  "return string.match('key=value', '%a+')",
  "return string.match('a-b.c', '%-(.)%.')",
  "return string.match('aXbX', '^(.-)X')",
  "return string.match('[x]', '%[(%w)%]')",
  "return string.match('abc', '[ab]+')",
  "return cjson.encode({'a', 'b:c'})",
  "return cjson.encode({'a/b'})",
  'return cjson.encode({})',
  'local t = cjson.decode(ARGV[6]) return {t.a[1], t.a[2], t.a[3] == true, t.a[4].b, t.n, #t.a}',
  'return cjson.decode(\'{"a":null}\').a == nil',
  "return cjson.decode('nonsense')",
  'local sum = 0 for i = 1, #ARGV do if tonumber(ARGV[i]) then sum = sum + 1 end if i == 3 then break end end return sum',
  'local n = 0 for i = 1, 10, 3 do n = n * 10 + i i = 99 end return n',
  'local n = 0 for i = 5, 1 do n = 1 end return n',
  "local s = '' for i, key in ipairs(KEYS) do s = s .. i .. key end return s",
  "local s = '' for _, x in ipairs({'a', false, 'b'}) do if x then s = s .. x end end return s",
  'local n = 0 while n < 5 do n = n + 1 if n == 3 then break end end return n',
  'local x = 1 do local x = 2 x = 3 end return x',
  'local function twice(n) return n * 2 end return twice(twice(4))',
  "local function pair(n) if n == 0 then return nil end return n, 'x' end local a, b = pair(1) local c, d = pair(0) return {a, b, c == nil, d == nil, (pair(5))}",
  'local function fact(n) if n < 2 then return 1 end return n * fact(n - 1) end return fact(10)',
  'local function nothing() end return {nothing() == nil, 1}',
  'local function two() return 1, 2 end return two()',
  'local now = 5 local function at() now = now + 1 return now end return {at(), at(), now}',
  "local t = {1, 2, name = 'x', none = nil} return {#t, t.name, t.none == nil, t[2]}",
  "return {1, ok = 'fine'}",
  "local t = {'b', 'a', 'B', 'aa'} table.sort(t) return t",
  'local t = {2, 10, 1} table.sort(t) return t',
  "return {string.sub('abcdef', 2, 4), string.sub('abc', 1, 9), string.sub('abc', 3, 2), string.sub('abc', 9, 9)}",
  "return string.sub('abc', -2, -1)",
  'return {math.ceil(1.2), math.ceil(-1.2), math.ceil("3")}',
  "return string.format('%.0f and %.0f', 1, 2)",
  "return string.format('%s', 'x')",
  "local r = {} for word in string.gmatch(' a bb  ccc', '%S+') do r[#r + 1] = word end return r",
  "local r = {} for word in string.gmatch('a=1,b=2', '(%a)=') do r[#r + 1] = word end return r",
  "local r = {} for k, v in string.gmatch('a=1,b=2', '(%a)=(%d)') do r[#r + 1] = k .. v end return r",
  'local t, u = {}, {} t.a, u.b = 1, 2 return {t.a, u.b}',
  'local function two() return 3, 4 end local function sum(a, b) return a + b end return sum(two())',
  "return tonumber(string.match('12:13', '^%d+'))",
  "return tonumber(string.match('12:13', '^(%d+):(%d+)$'))",
  "return string.match('abc', '()b')",
  "return string.match('x', '(%d*)x')",
  "if ARGV[1] == 'two' then return 'a' elseif ARGV[1] == 'one' then return 'b' else return 'c' end",
  "local x = nil local y = x or 'default' local z = y and 5 return {y, z}",
];

const COMMANDS = [
  "return redis.call('GET', KEYS[5])",
  "return redis.call('GET', KEYS[6]) or 'none'",
  "redis.call('SET', 'made', 1) return redis.call('SET', 'made', 2)",
  "return redis.call('SET', 'made', 2).ok",
  "return {redis.call('INCR', KEYS[5]), redis.call('GET', KEYS[5])}",
  "return redis.call('HMGET', KEYS[1], 'a', 'nope', 'b')",
  "local r = redis.call('HMGET', KEYS[1], 'a', 'nope') return {r[1], r[2] == false, #r}",
  "return redis.call('HGETALL', KEYS[1])",
  "return redis.call('SMEMBERS', KEYS[3])",
  "return redis.call('ZSCORE', KEYS[4], 'two')",
  "return redis.call('ZRANGE', KEYS[4], 0, -1, 'WITHSCORES')",
  "local e = redis.call('ZRANGE', KEYS[4], 0, 0, 'WITHSCORES') return e[2] + 1",
  "return redis.call('LPOP', KEYS[6], 3) or 'nothing'",
  "for _, x in ipairs(redis.call('LPOP', KEYS[2], 2) or {}) do redis.call('RPUSH', 'made', x) end",
  "local t = redis.call('TIME') return t[1] * 1000 + math.floor(t[2] / 1000)",
  "local r = redis.call('SMEMBERS', KEYS[3]) table.insert(r, 1, redis.call('LLEN', KEYS[2]) + 1) return #r",
  "return redis.call('SET', 'made', 3.0)",
  "redis.call('SET', 'made', 1.5) return redis.call('GET', 'made')",
  "redis.call('SET', 'made', 1e15) return redis.call('GET', 'made')",
];

const FAILURES = [
  "redis.call('INCR', KEYS[5]) return 1 + nil",
  "redis.call('INCR', KEYS[5])\nredis.call('LPUSH', KEYS[5], 'x')\nreturn 1",
  "redis.call('INCR', KEYS[5]) redis.call('INCR', KEYS[1])",
  "redis.call('INCR', KEYS[5]) return redis.call('SET', 'made', {})",
  "redis.call('INCR', KEYS[5]) return redis.call('SET', 'made', nil)",
  "redis.call('INCR', KEYS[5]) return redis.call('SET', 'made', true)",
  "redis.call('INCR', KEYS[5])\n\nlocal x = nil\nreturn x.y",
  "redis.call('INCR', KEYS[5]) return {} .. 'x'",
  "redis.call('INCR', KEYS[5]) return 'a' < 1",
  "redis.call('INCR', KEYS[5]) return #nil",
  "redis.call('INCR', KEYS[5]) local function deep(n) return deep(n + 1) + 1 end return deep(1)",
  "redis.call('INCR', KEYS[5]) for i = 'x', 2 do end",
  "redis.call('NOSUCH', 1)",
  "redis.call('GET')",
  "redis.call('SUBSCRIBE', 'x')",
  "redis.call('INCR', KEYS[5]) while true do end",
  "redis.call('INCR', KEYS[5]) for i = 1, 1e15 do end",
  'return undefined_global',
  'x = 1',
];

describe('a translated script', () => {
  it.each([...REPLIES, ...COMMANDS, ...FAILURES])('does as in Lua: %s', (source) => {
    expect(run(source)).toEqual(run(FOR_LUA + source));
  });

  it('is what scripts of the scheduler are run as', () => {
    // Others may be as they like: Lua runs them.
    const often = [
      'submit',
      'intake',
      'snapshot',
      'commit',
      'reserve',
      'acknowledge',
      'started',
      'release',
      'requeue',
      'keepalive',
      'acquireLock',
    ];
    const known = Object.values(scripts).filter((script) => typeof script === 'object' && 'lua' in script);
    const translated = new Set(known.filter(({ lua }) => translateLua(lua) !== null).map(({ name }) => name));
    expect(often.filter((name) => !translated.has(name))).toEqual([]);
  });

  it('is not made of what would have to be guessed', () => {
    for (const source of [
      'for k in pairs({}) do end',
      'return redis.pcall("GET", "x")',
      'return unpack(ARGV)',
      'return ("x"):rep(3)',
      'KEYS[1] = 2',
      'local t = KEYS return t[1]',
    ]) {
      expect({ source, translation: translateLua(source) }).toEqual({ source, translation: null });
    }
    expect(translateLua(`${FOR_LUA}return 1`)).toBeNull();
  });

  it('runs each command once when Lua takes over', () => {
    const { server, commits } = observedTwin();
    const reply = server.execute(
      'EVAL',
      "local n = redis.call('INCR', KEYS[1]) redis.call('RPUSH', 'log', n) return {n, 1.5 .. ''}",
      '1',
      'count',
    );
    expect(reply).toEqual([1, '1.5']);
    expect(server.execute('GET', 'count')).toBe('1');
    expect(server.execute('LRANGE', 'log', '0', '-1')).toEqual(['1']);
    expect(commits).toHaveLength(3);
  });

  it('keeps its data of a call to itself', () => {
    const { server } = observedTwin();
    server.execute('RPUSH', 'list', 'a', 'b');
    const source = "local r = redis.call('LRANGE', KEYS[1], 0, -1) table.insert(r, 1, 'x') return {r, 1.5 .. ''}";
    expect(server.execute('EVAL', source, '1', 'list')).toEqual([['x', 'a', 'b'], '1.5']);
    expect(server.execute('LRANGE', 'list', '0', '-1')).toEqual(['a', 'b']);
  });
});
