-- Requests of many visitors in turn. Argument: the file of header blocks that bench/visitors.py writes.
local requests = {}
local turn = 0

function init(arguments)
   local block = {}
   for line in io.lines(arguments[1]) do
      if line ~= "" then
         block[#block + 1] = line
      else
         local head = wrk.method .. " " .. wrk.path .. " HTTP/1.1\r\nHost: " .. wrk.headers["Host"] .. "\r\n"
         requests[#requests + 1] = head .. table.concat(block, "\r\n") .. "\r\n\r\n"
         block = {}
      end
   end
end

function request()
   turn = turn % #requests + 1
   return requests[turn]
end
