-- Writes a value unless what is there is of a later version.
-- KEYS[1]  string: 28 characters of version, then the content
-- ARGV[1]  version
-- ARGV[2]  content
-- ARGV[3]  seconds after which the key is dropped; 0: never
-- ARGV[4]  the same where there was nothing before; what has no content and comes again does not stay longer
-- answer   empty: written; else the later version that is there
local present = redis.call('GETRANGE', KEYS[1], 0, 27)
if present > ARGV[1] then
  return present
end
local value = ARGV[1] .. ARGV[2]
if ARGV[3] == '0' then
  redis.call('SET', KEYS[1], value)
elseif present == '' then
  redis.call('SET', KEYS[1], value, 'EX', ARGV[4])
elseif redis.call('STRLEN', KEYS[1]) == 28 then
  redis.call('SET', KEYS[1], value, 'KEEPTTL')
else
  redis.call('SET', KEYS[1], value, 'EX', ARGV[3])
end
return ''
