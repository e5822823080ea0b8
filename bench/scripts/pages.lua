-- People's pages in turn, signed in. Arguments: cookie, then host and path of each page.
local requests = {}
local turn = 0

function init(arguments)
   for i = 2, #arguments, 2 do
      wrk.headers["Host"] = arguments[i]
      wrk.headers["Cookie"] = arguments[1]
      wrk.headers["Accept-Language"] = "id,en;q=0.8"
      requests[#requests + 1] = wrk.format("GET", arguments[i + 1])
   end
end

function request()
   turn = turn % #requests + 1
   return requests[turn]
end
