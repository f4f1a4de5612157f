-- Ends a claimed call: keeps its answer, or forgets the call so that it may be repeated at once.
-- KEYS[1]  the call, as in begin-call.lua
-- ARGV[1]  digest of the body
-- ARGV[2]  who ran it
-- ARGV[3]  ms for which the answer is kept; 0: forget
-- ARGV[4]  the answer
-- Answer   1; 0 when somebody else has claimed the call meanwhile
local runner = redis.call('HGET', KEYS[1], 'runner')
if runner and runner ~= ARGV[2] then return 0 end
if ARGV[3] == '0' then
  redis.call('DEL', KEYS[1])
else
  redis.call('HSET', KEYS[1], 'body', ARGV[1], 'runner', ARGV[2], 'answer', ARGV[4])
  redis.call('PEXPIRE', KEYS[1], ARGV[3])
end
return 1
