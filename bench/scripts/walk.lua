-- GET of a different slug each time: bench/many_links.py makes the same slugs from the same numbers.
-- Arguments: number of links, multiplier, stride, where to start.
local ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz-"
local RANGE = 2 ^ 35
local links, multiplier, stride, at
local tail

function init(arguments)
   links, multiplier = tonumber(arguments[1]), tonumber(arguments[2])
   stride, at = tonumber(arguments[3]), tonumber(arguments[4])
   tail = " HTTP/1.1\r\nHost: " .. wrk.headers["Host"] .. "\r\n\r\n"
end

function request()
   at = (at + stride) % links
   local rest = (at * multiplier) % RANGE
   local slug = {}
   for place = 7, 1, -1 do
      local digit = rest % 32
      slug[place] = ALPHABET:sub(digit + 1, digit + 1)
      rest = (rest - digit) / 32
   end
   return "GET /" .. table.concat(slug) .. tail
end
