/**
 * Source made ready for the library, on one line before the script so that line numbers stay: the body becomes a function whose first result
 * counts (the library would give the last), and `math.random` is Redis's own generator, seeded with zero for every run (the library's
 * goes on from run to run).
 */

/**
 * Redis's `redisLrand48` (a 48-bit linear congruence) in Lua doubles: the state is kept as two halves of 24 bits, since a product of 48 bits
 * would not be exact. See `src/rand.c` and `src/script_lua.c` (`redis_math_random`) of Redis 7.0.
 */
const RANDOM = [
  'local math=(function() local low,high=0x330e,0 ',
  'local function seed(n) n=n%4294967296 low=(n%256)*65536+0x330e high=math.floor(n/256) end ',
  // The multiplier is 0x5DEECE66D = 0x5DE * 2^24 + 0xECE66D.
  'local function next31() local a=low*0xece66d+0xb local b=low*0x5de+high*0xece66d+math.floor(a/16777216) low=a%16777216 high=b%16777216 ',
  'return math.floor(high*128+low/131072) end ',
  'local copy={} for k,v in pairs(math) do copy[k]=v end ',
  'function copy.randomseed(n) seed(math.floor(n)) end ',
  'function copy.random(...) local r=next31()%2147483647/2147483647 local n=select("#",...) ',
  'if n==0 then return r end local a,b=... ',
  'if n==1 then if type(a)~="number" and not tonumber(a) then error("bad argument #1 to \'random\' (number expected, got "..type(a)..")",2) end ',
  'a=tonumber(a) if not (1<=a) then error("bad argument #1 to \'random\' (interval is empty)",2) end return math.floor(r*a)+1 end ',
  'if n==2 then a=tonumber(a) b=tonumber(b) if not (a<=b) then error("bad argument #2 to \'random\' (interval is empty)",2) end ',
  'return math.floor(r*(b-a+1))+a end error("wrong number of arguments",2) end return copy end)() ',
].join('');

/** The source to run for a script. A first line `#!lua …` is not Lua and goes, its line break stays. */
export function prepareSource(script: string): string {
  const body = script.startsWith('#!') ? script.slice(Math.max(0, script.indexOf('\n'))) : script;
  const prologue = body.includes('random') ? RANDOM : '';
  return `${prologue}return ((function(...) ${body}\nend)(...))`;
}
