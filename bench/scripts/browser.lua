-- Every request with the same header fields, as one browser sends them. Arguments: name, value, name, value ...
function init(arguments)
   for i = 1, #arguments, 2 do
      wrk.headers[arguments[i]] = arguments[i + 1]
   end
end
