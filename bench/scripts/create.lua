-- POST of a link without a slug of its own. Argument: the API key.
function init(arguments)
   wrk.method = "POST"
   wrk.path = "/api/v1/links"
   wrk.headers["Authorization"] = "Bearer " .. arguments[1]
   wrk.headers["Content-Type"] = "application/json"
   wrk.body = '{"url":"https://marketku.id/products/8f3f4f3f-1231-1231-1231","title":"Produk Sepatu"}'
end
