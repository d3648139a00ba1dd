/**
 * What is done to the library's Lua state before it is locked: the points in which it differs from Redis 7.0 are mended by Lua of our own,
 * and scripts are compiled once and kept. Nothing here has state that a script could leave behind.
 *
 * - `redis.call` hands numbers to commands as `%.17g` (the library: `%.14g`, so that 0.1 and integers above 10^14 would differ). Calls whose
 *   words are all plain (text, and integers that both forms spell alike) go straight to the library.
 * - `math.random` is the server's generator (`random.ts`), as in Redis, where it is not Lua's own.
 * - Of several results the first counts (the library gives the last), and an error may be a table.
 * - A script that has used up its budget is stopped for good: `pcall` cannot catch it.
 * - `pcall` shows Redis's text for a nonexistent global, and after `redis.setresp(3)` a nil reply is nil.
 */

import { LIBRARIES } from './boot-libraries.ts';

/** First words of requests that are meant for the engine's host and not for the server. */
export const RANDOM_REQUEST = '\u0001random';
/** See RANDOM_REQUEST. */
export const SEED_REQUEST = '\u0001seed';

/** See RANDOM_REQUEST: may the script's user run the command that follows? */
export const PERMITS_REQUEST = '\u0001permits';

/** What begins the answer of a script that RESP2 has no words for: then comes the value, with a word for the kind before each such table. */
export const SPECIAL_ANSWER = '\u0001special';

/** What begins an error reply that says how a script was stopped: then come the line, a colon and the message. */
export const STOPPED_PREFIX = '\u0001stopped:';

/** Compiles ARGV[2] as script number ARGV[1] (an error reply tells the complaint), or forgets it when there is no ARGV[2]. */
export const LOAD_SCRIPT = 'return redis["\\1load"](ARGV[1],ARGV[2])';

/** Makes a library of the source ARGV[2] (ARGV[3]: with its own globals) under the number ARGV[1] and answers what it registered; forgets it when there is no ARGV[2]. */
export const LOAD_LIBRARY = 'return redis["\\1library"](ARGV[1],ARGV[2],ARGV[3])';

/** The source that calls a function of a library. */
export function callFunctionSource(library: number, name: string): string {
  return `return redis["\\1fcall"]("${library}","${name}")`;
}

/** The source that runs a compiled script. */
export function runScriptSource(id: number): string {
  return `return redis["\\1run"]("${id}")`;
}

const MENDED = String.raw`
local redis,math,type,select,unpack,error,tonumber,tostring,floor=redis,math,type,select,unpack,error,tonumber,tostring,math.floor
local next,loadstring,guarded,protected,find,match,gsub,format=next,loadstring,xpcall,pcall,string.find,string.match,string.gsub,string.format
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
function redis.setresp(...)
  local version=...
  if select('#',...)~=1 then error({err='ERR redis.setresp() requires one argument.'},0) end
  version=tonumber(version)
  if version~=2 and version~=3 then error({err='ERR RESP version must be 2 or 3.'},0) end
  setresp(version)
  protocol=version
end

local function complain(text) error({err='ERR '..text},0) end
local statusreply,sha1hex=redis.status_reply,redis.sha1hex
local function single(make,n,text)
  if n~=1 or type(text)~='string' then return {err='ERR wrong number or type of arguments'} end
  return make(text)
end
function redis.error_reply(...)
  return single(function(text)
    text=gsub(gsub(text,'^%-',''),'[\r\n]+$','')
    return {err=find(text,' ',1,true) and text or 'ERR '..text}
  end,select('#',...),(...))
end
function redis.status_reply(...) return single(statusreply,select('#',...),(...)) end
function redis.sha1hex(...)
  if select('#',...)~=1 then complain('wrong number of arguments') end
  return sha1hex(...)
end
function redis.log(...)
  local level=...
  if select('#',...)<2 then complain('redis.log() requires two arguments or more.') end
  level=tonumber(level)
  if not level then complain('First argument must be a number (log level).') end
  if level<0 or level>3 then complain('Invalid debug level.') end
end
function redis.set_repl(...)
  local flags=...
  if select('#',...)~=1 then complain('redis.set_repl() requires two arguments.') end
  flags=tonumber(flags) or 0
  if flags<0 or flags>3 then complain('Invalid replication flags. Use REPL_AOF, REPL_REPLICA, REPL_ALL or REPL_NONE.') end
end
function redis.acl_check_cmd(...)
  if select('#',...)==0 then complain('Please specify at least one argument for this redis lib call') end
  local answer=trycall('\1permits',...)
  if type(answer)=='table' then error(answer,0) end
  return answer==1
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
  if not ok and type(message)=='string' and find(message,'Script killed by fuel limit',1,true) then error(message,0) end
  if not ok and type(message)=='string' then
    message=gsub(message,'__RLUA_E__:global%-read:([^%s]*)',"Script attempted to access nonexistent global variable '%1'")
  end
  return ok,message,...
end
function pcall(...) return spelled(protected(...)) end
function xpcall(work,handler)
  return spelled(guarded(work,function(problem)
    if type(problem)=='string' and find(problem,'Script killed by fuel limit',1,true) then return problem end
    return handler(problem)
  end))
end

local function place()
  for level=3,40 do
    local _,text=protected(error,'',level)
    local line=match(text,'^user_%a+:(%d+): ')
    if line then return line end
  end
  return '0'
end
local function stopped(problem)
  if type(problem)=='table' then
    problem=tostring(problem.err)
    if not find(problem,'__RLUA_E__',1,true) then problem='\1'..problem end
  end
  return {err='\1stopped:'..place()..':'..tostring(problem)}
end
local function special(value,depth)
  if type(value)~='table' or depth>100 then return false end
  if type(value.err)=='string' then return not match(value.err,'^%u[%u%d]* ') and find(value.err,'\1',1,true)~=1 end
  if type(value.ok)=='string' then return false end
  if value.ok~=nil then return true end
  if type(value.double)=='number' or type(value.map)=='table' or type(value.set)=='table' then return true end
  if type(value.big_number)=='string' or type(value.verbatim_string)=='table' then return true end
  for i=1,#value do if special(value[i],depth+1) then return true end end
  return false
end
local function marked(value)
  if type(value)~='table' then return value==nil and false or value end
  if value.err~=nil then return {'error',value.err} end
  if type(value.ok)=='string' then return {'status',value.ok} end
  if type(value.double)=='number' then return {'double',format('%.17g',value.double)} end
  local list={}
  if type(value.map)=='table' then
    list[1]='map'
    for key,item in next,value.map do list[#list+1]=marked(key) list[#list+1]=marked(item) end
  elseif type(value.set)=='table' then
    list[1]='set'
    for key in next,value.set do list[#list+1]=marked(key) end
  elseif type(value.big_number)=='string' then
    return {'number',value.big_number}
  elseif type(value.verbatim_string)=='table' and type(value.verbatim_string.string)=='string' and type(value.verbatim_string.format)=='string' then
    return {'verbatim',value.verbatim_string.string,value.verbatim_string.format}
  else
    list[1]='list'
    for i=1,#value do
      if value[i]==nil then break end
      list[i+1]=marked(value[i])
    end
  end
  return list
end
local function answer(value)
  if special(value,0) then return {'\1special',marked(value)} end
  return value
end
redis['\1load']=function(id,source)
  if not source then scripts[id]=nil return end
  local code,complaint=loadstring(source,'@user_script')
  if not code then return {err=complaint} end
  scripts[id]=code
end
redis['\1run']=function(id)
  protocol=2
  local _,value=guarded(scripts[id],stopped)
  if type(value)=='table' then return answer(value) end
  return value
end
${LIBRARIES}
return 'ready'
`;

/** Runs in the open state. The code gets a chunk name of its own, so that it never counts as a line of a script. */
export const BOOT: string = `return loadstring(${luaString(MENDED)},'=redis')()`;

function luaString(text: string): string {
  return `"${text.replace(/[\\"\n]/g, (character) => (character === '\n' ? '\\n' : `\\${character}`))}"`;
}
