/**
 * A script that lives in the world's time on a real server: a first line makes `redis` something that answers TIME with the world's clock and
 * turns times to live into moments far in the future. The world's time is a last argument, which the line takes away again.
 */

/** Deadlines lie so far in the future that no real clock reaches them: the world's own expiries are sent as DEL. */
export const SHIFT_MS = 100_000_000_000_000;

const PRELUDE = `local redis=(function(R)
local us=tonumber(table.remove(ARGV)) local now=math.floor(us/1000) local S=${SHIFT_MS}
local function n(x) x=tostring(x) if string.match(x,'^[1-9]%d*$') and #x<14 then return tonumber(x) end end
local function at(ms) if ms<=now then return '1' end return string.format('%.0f',ms+S) end
local units={ex={1000,true},px={1,true},exat={1000,false},pxat={1,false}}
local function options(a,from) for i=from,#a-1 do local u=units[string.lower(tostring(a[i]))] local v=u and n(a[i+1])
if v then a[i]='PXAT' a[i+1]=at(v*u[1]+(u[2] and now or 0)) return end end end
local function tr(a) local c=string.lower(tostring(a[1] or '')) local v=a[3] and n(a[3])
if c=='set' then options(a,4) elseif c=='getex' then options(a,3)
elseif c=='setex' and v and #a==4 then a={'SET',a[2],a[4],'PXAT',at(now+v*1000)}
elseif c=='psetex' and v and #a==4 then a={'SET',a[2],a[4],'PXAT',at(now+v)}
elseif v and c=='expire' then a[1]='PEXPIREAT' a[3]=at(now+v*1000) elseif v and c=='pexpire' then a[1]='PEXPIREAT' a[3]=at(now+v)
elseif v and c=='expireat' then a[1]='PEXPIREAT' a[3]=at(v*1000) elseif v and c=='pexpireat' then a[3]=at(v) end return a end
local function run(f,...) local a={...} local c=string.lower(tostring(a[1] or ''))
if c=='time' and #a==1 then return {string.format('%.0f',math.floor(us/1000000)),string.format('%.0f',us%1000000)} end
if #a==2 and (c=='pttl' or c=='ttl' or c=='pexpiretime' or c=='expiretime') then a[1]='PEXPIRETIME' local d=f(unpack(a))
if type(d)~='number' or d<0 then return d end d=d-S if c=='pttl' then return d-now elseif c=='ttl' then return math.floor((d-now+500)/1000)
elseif c=='expiretime' then return math.floor((d+500)/1000) end return d end
return f(unpack(tr(a))) end
return setmetatable({call=function(...) return run(R.call,...) end,pcall=function(...) return run(R.pcall,...) end},{__index=R}) end)(redis) `.replaceAll(
  '\n',
  ' ',
);

/** The script with the line before it; lines keep their numbers. */
export function inWorldTime(source: string): string {
  if (!source.startsWith('#!')) return PRELUDE + source;
  const end = source.indexOf('\n') + 1;
  return end === 0 ? source : source.slice(0, end) + PRELUDE + source.slice(end);
}
