/**
 * What is done to the library's Lua state before it is locked: the points in which it differs from Redis 7.0 are mended by Lua of our own,
 * and scripts are compiled once and kept. Nothing here has state that a script could leave behind.
 *
 * - `redis.call` hands numbers to commands as `%.17g` (the library: `%.14g`, so that 0.1 and integers above 10^14 would differ). Calls whose
 *   words are all plain (text, and integers that both forms spell alike) go straight to the library.
 * - `math.random` is the server's generator (`random.ts`), as in Redis, where it is not Lua's own.
 * - Of several results the first counts (the library gives the last), and an error may be a table.
 * - `pcall` shows Redis's text for a nonexistent global, and after `redis.setresp(3)` a nil reply is nil.
 */

/** First words of requests that are meant for the engine's host and not for the server. */
export const RANDOM_REQUEST = '\u0001random';
/** See RANDOM_REQUEST. */
export const SEED_REQUEST = '\u0001seed';

/** What begins an error reply that says how a script was stopped: then come the line, a colon and the message. */
export const STOPPED_PREFIX = '\u0001stopped:';

/** Compiles ARGV[2] as script number ARGV[1] (an error reply tells the complaint), or forgets it when there is no ARGV[2]. */
export const LOAD_SCRIPT = 'return redis["\\1load"](ARGV[1],ARGV[2])';

/** The source that runs a compiled script. */
export function runScriptSource(id: number): string {
  return `return redis["\\1run"]("${id}")`;
}

const MENDED = String.raw`
local redis,math,type,select,unpack,error,tonumber,tostring,floor=redis,math,type,select,unpack,error,tonumber,tostring,math.floor
local loadstring,xpcall,protected,find,match,gsub,format=loadstring,xpcall,pcall,string.find,string.match,string.gsub,string.format
local call,trycall,setresp=redis.call,redis.pcall,redis.setresp
local scripts,protocol={},2

local function words(n,...)
  local list={...}
  for i=1,n do
    local kind=type(list[i])
    if kind=='number' then list[i]=format('%.17g',list[i]) elseif kind~='string' then return nil end
  end
  return list
end
local function reply(value)
  if protocol==3 and value==false then return nil end
  return value
end
local function whole(value)
  return type(value)=='number' and value%1==0 and value<1e14 and value>-1e14
end
local function plain(n,a,b,c,d,e,f,...)
  if type(a)~='string' and not whole(a) then return false end
  if n==1 then return true end
  if type(b)~='string' and not whole(b) then return false end
  if n==2 then return true end
  if type(c)~='string' and not whole(c) then return false end
  if n==3 then return true end
  if type(d)~='string' and not whole(d) then return false end
  if n==4 then return true end
  if type(e)~='string' and not whole(e) then return false end
  if n==5 then return true end
  if type(f)~='string' and not whole(f) then return false end
  return n==6 or plain(n-6,...)
end
function redis.call(...)
  local n=select('#',...)
  if protocol==2 and plain(n,...) then return call(...) end
  local list=words(n,...)
  if not list then return call({}) end
  return reply(call(unpack(list,1,n)))
end
function redis.pcall(...)
  local n=select('#',...)
  if protocol==2 and plain(n,...) then return trycall(...) end
  local list=words(n,...)
  if not list then return {err='ERR Lua redis lib command arguments must be strings or integers'} end
  return reply(trycall(unpack(list,1,n)))
end
function redis.setresp(version)
  setresp(version)
  protocol=version
end

local function integer(value,position)
  local number=tonumber(value)
  if not number then error("bad argument #"..position.." to 'random' (number expected, got "..(value==nil and 'no value' or type(value))..")",3) end
  return number<0 and -floor(-number) or floor(number)
end
function math.random(...)
  local value=call('\1random')/2147483647
  local n,low,high=select('#',...),...
  if n==0 then return value end
  low=integer(low,1)
  if n==1 then
    if low<1 then error("bad argument #1 to 'random' (interval is empty)",2) end
    return floor(value*low)+1
  end
  if n>2 then error('wrong number of arguments',2) end
  high=integer(high,2)
  if low>high then error("bad argument #2 to 'random' (interval is empty)",2) end
  return floor(value*(high-low+1))+low
end
function math.randomseed(value) call('\1seed',format('%.0f',integer(value,1))) end

local function spelled(ok,message,...)
  if not ok and type(message)=='string' then
    message=gsub(message,'__RLUA_E__:global%-read:([^%s]*)',"Script attempted to access nonexistent global variable '%1'")
  end
  return ok,message,...
end
function pcall(...) return spelled(protected(...)) end

local function place()
  for level=3,40 do
    local _,text=protected(error,'',level)
    local line=match(text,'^user_script:(%d+): ')
    if line then return line end
  end
  return '0'
end
local function stopped(problem)
  if type(problem)=='table' then problem=problem.err end
  return {err='\1stopped:'..place()..':'..tostring(problem)}
end
redis['\1load']=function(id,source)
  if not source then scripts[id]=nil return end
  local code,complaint=loadstring(source,'@user_script')
  if not code then return {err=complaint} end
  scripts[id]=code
end
redis['\1run']=function(id)
  protocol=2
  local _,value=xpcall(scripts[id],stopped)
  return value
end
return 'ready'
`;

/** Runs in the open state. The code gets a chunk name of its own, so that it never counts as a line of a script. */
export const BOOT: string = `return loadstring(${luaString(MENDED)},'=redis')()`;

function luaString(text: string): string {
  return `"${text.replace(/[\\"\n]/g, (character) => (character === '\n' ? '\\n' : `\\${character}`))}"`;
}
