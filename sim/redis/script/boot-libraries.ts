/**
 * The part of the mended Lua state that knows function libraries (Redis's `function_lua.c`). A library's code runs once, when it is loaded, and sees
 * nothing but `redis.register_function`, `redis.log` and a few constants; its functions see later what scripts see, but for KEYS and ARGV.
 */
import { GLOBALS } from './library-source.ts';

/** Lua that stands within the mended state, behind `redis["\1run"]`. */
export const LIBRARIES: string = String.raw`
local libraries,registering={},nil
local globals,rawget,pairs,setmetatable,lower=_G,rawget,pairs,setmetatable,string.lower
local onload={LOG_DEBUG=0,LOG_VERBOSE=1,LOG_NOTICE=2,LOG_WARNING=3}
local flagsknown={['no-writes']=true,['allow-oom']=true,['allow-stale']=true,['no-cluster']=true,['allow-cross-slot-keys']=true}

local function text(value)
  return type(value)=='string' or type(value)=='number'
end
local function flagsof(list)
  local flags={}
  for i=1,#list do
    if type(list[i])~='string' or not flagsknown[list[i]] then return nil end
    flags[list[i]]=true
  end
  return flags
end
local function named(given)
  local one={flags={}}
  for key,value in pairs(given) do
    if not text(key) then complain('named argument key given to redis.register_function is not a string') end
    key=lower(key)
    if key=='function_name' then
      if not text(value) then complain('function_name argument given to redis.register_function must be a string') end
      one.name=tostring(value)
    elseif key=='description' then
      if not text(value) then complain('description argument given to redis.register_function must be a string') end
      one.description=tostring(value)
    elseif key=='callback' then
      if type(value)~='function' then complain('callback argument given to redis.register_function must be a function') end
      one.callback=value
    elseif key=='flags' then
      if type(value)~='table' then complain('flags argument to redis.register_function must be a table representing function flags') end
      one.flags=flagsof(value)
      if not one.flags then complain('unknown flag given') end
    else
      complain('unknown argument given to redis.register_function')
    end
  end
  if not one.name then complain('redis.register_function must get a function name argument') end
  if not one.callback then complain('redis.register_function must get a callback argument') end
  return one
end
function onload.register_function(...)
  local n,first,second=select('#',...),...
  if not registering then complain('redis.register_function can only be called on FUNCTION LOAD command') end
  if n<1 or n>2 then complain('wrong number of arguments to redis.register_function') end
  local one
  if n==1 then
    if type(first)~='table' then complain('calling redis.register_function with a single argument is only applicable to Lua table (representing named arguments).') end
    one=named(first)
  else
    if not text(first) then complain('first argument to redis.register_function must be a string') end
    if type(second)~='function' then complain('second argument to redis.register_function must be a function') end
    one={name=tostring(first),callback=second,flags={}}
  end
  if not match(one.name,'^[%w_]+$') then
    complain('Library names can only contain letters, numbers, or underscores(_) and must be at least one character long')
  end
  if registering.byname[one.name] then complain('Function already exists in the library') end
  registering.byname[one.name]=one.callback
  registering[#registering+1]=one
end
onload.log=redis.log

local function nonexistent(name)
  error("Script attempted to access nonexistent global variable '"..tostring(name).."'",3)
end
local function readonly() error('Attempt to modify a readonly table',2) end
local loadtime=setmetatable({},{
  __index=function(_,name)
    local value=onload[name]
    if name=='REDIS_VERSION' or name=='REDIS_VERSION_NUM' then value=redis[name] end
    if value==nil then nonexistent(name) end
    return value
  end,
  __newindex=readonly,
})
redis['\1globals']=setmetatable({},{
  __index=function(_,name)
    if registering then
      if name=='redis' then return loadtime end
      nonexistent(name)
    end
    local value=rawget(globals,name)
    if value==nil or name=='KEYS' or name=='ARGV' then nonexistent(name) end
    return value
  end,
  __newindex=readonly,
})

local function registered(library)
  local list={}
  for i=1,#library do
    local one=library[i]
    local row={one.name,one.description or false}
    for _,flag in ipairs({'no-writes','allow-oom','allow-stale','no-cluster','allow-cross-slot-keys'}) do
      if one.flags[flag] then row[#row+1]=flag end
    end
    list[i]=row
  end
  return list
end
redis['\1library']=function(id,source,prepared)
  if not source then libraries[id]=nil return end
  local code,complaint=loadstring(source,'@user_function')
  if not code then return {err='\1compile:'..complaint} end
  code=loadstring('local ${GLOBALS}=redis["\\1globals"] '..prepared,'@user_function')
  registering={byname={}}
  local library=registering
  local ok,problem=guarded(code,function(problem)
    if type(problem)=='table' then problem=problem.err end
    return tostring(problem)
  end)
  registering=nil
  if not ok then return {err='\1load:'..problem} end
  libraries[id]=library
  return registered(library)
end
redis['\1fcall']=function(id,name)
  protocol=2
  local callback,keys,args=libraries[id].byname[name],rawget(globals,'KEYS'),rawget(globals,'ARGV')
  local _,value=guarded(function() return (callback(keys,args)) end,stopped)
  if type(value)=='table' then return answer(value) end
  return value
end
`;
