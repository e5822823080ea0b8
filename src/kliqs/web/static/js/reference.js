// The reference's builder: a curl command that follows what is typed. Without this the samples stand as they are.
const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

function command(box) {
  let address = box.dataset.address;
  const query = new URLSearchParams();
  const lines = [];
  let body = "";
  for (const field of box.querySelectorAll("[data-place]")) {
    const { place } = field.dataset;
    if (place === "path") {
      address = address.replace(`{${field.name}}`, encodeURIComponent(field.value || field.placeholder));
    } else if (place === "body") {
      body = field.value;
    } else if (field.value && place === "query") {
      query.append(field.name, field.value);
    } else if (field.value) {
      lines.push(`  -H ${quoted(`${field.name}: ${field.value}`)}`);
    }
  }
  if (query.size) address += `?${query}`;
  const method = box.dataset.method === "GET" ? "" : `-X ${box.dataset.method} `;
  lines.unshift(`curl ${method}${quoted(address)}`, '  -H "Authorization: Bearer $KLIQS_KEY"');
  if (body) lines.push('  -H "Content-Type: application/json"', `  -d ${quoted(body)}`);
  return lines.join(" \\\n");
}

for (const box of document.querySelectorAll("[data-builder]")) {
  const shown = box.querySelector("code");
  box.hidden = false;
  box.addEventListener("input", () => {
    shown.textContent = command(box);
  });
}
