// The dashboard's links into the docs say in the fragment, which browsers send to nobody, how the reader's key begins.
// Samples then show which key to put in. Never a key itself: four characters behind the prefix are taken, not one more.
{
  const NAME = "kliqs.key-prefix";
  const PREFIX = /^kliqs_sk_(live|test)_[0-9A-Za-z]{4}$/;
  const taken = (text) => (PREFIX.test(text) ? text : null);
  const arrived = location.hash.startsWith("#key=") ? taken(location.hash.slice(5)) : null;
  if (location.hash.startsWith("#key=")) history.replaceState(null, "", location.pathname + location.search);
  let prefix = arrived;
  try {
    if (arrived) sessionStorage.setItem(NAME, arrived);
    else prefix = taken(sessionStorage.getItem(NAME));
  } catch {
    // storage is forbidden here: on this page alone, then
  }
  if (prefix) {
    for (const code of document.querySelectorAll(".code code")) {
      const walker = document.createTreeWalker(code, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        const text = walker.currentNode;
        text.data = text.data.replaceAll("YOUR_API_KEY", `${prefix}…`);
      }
    }
  }
}
