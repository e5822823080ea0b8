// The board's chart, maps and live list. Everything they show stands in the page as a list or table too.

const LANGUAGE = document.documentElement.lang;
const NUMBERS = new Intl.NumberFormat(LANGUAGE);
const SHORT_NUMBERS = new Intl.NumberFormat(LANGUAGE, { notation: "compact" }); // beside the chart is room for 99,999

const dataOf = (box) => JSON.parse(box.querySelector("script[type='application/json']").textContent);
const colorOf = (element) => getComputedStyle(element, "::before").backgroundColor;

// Leads the board to another address, as a link in it would.
function go(address) {
  const link = document.createElement("a");
  link.href = address;
  document.getElementById("board").append(link);
  htmx.process(link);
  link.click();
}

// --- the chart

const STEPS = { hour: { hour: "2-digit", minute: "2-digit" }, month: { month: "short", year: "numeric" } };

function drawChart(box) {
  const { starts, edges, kinds, counts, before } = dataOf(box);
  const canvas = box.querySelector("[data-canvas]");
  const legend = box.querySelector(".chart-legend");
  const reading = box.querySelector("[data-reading]");
  const { zone, by } = box.dataset;
  const words = (options) => new Intl.DateTimeFormat(LANGUAGE, { timeZone: zone, ...options });
  const tick = words(STEPS[by] ?? { day: "numeric", month: "short" });
  const moment = words(
    by === "hour" ? { dateStyle: "medium", timeStyle: "short" } : by === "month" ? STEPS.month : { dateStyle: "medium" },
  );
  const local = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "short" });
  const shown = [...kinds, ...(before ? ["before"] : [])];
  const swatch = (name) => box.querySelector(`[data-swatch="${name}"]`);
  const bars = uPlot.paths.bars({ size: [0.7, 36], radius: 0.15 });

  const told = (at) => {
    const parts = shown.map((name, number) => {
      const value = name === "before" ? before[at] : counts[number][at];
      return `${NUMBERS.format(value ?? 0)} ${swatch(name).textContent}`;
    });
    return `${moment.format(starts[at] * 1000)}: ${parts.join(", ")}`;
  };
  const longest = starts.map((_, at) => told(at)).reduce((one, other) => (other.length > one.length ? other : one), "");
  // Reading must not push the chart away under the finger: room for the longest one is there from the start.
  const makeRoom = () => {
    const shown = reading.textContent;
    legend.style.minHeight = "";
    reading.textContent = longest;
    const height = legend.offsetHeight;
    reading.textContent = shown;
    legend.style.minHeight = `${height}px`;
  };

  const series = shown.map((name, number) => {
    const color = colorOf(swatch(name));
    if (name === "before") return { stroke: color, width: 2, dash: [6, 5], points: { show: false } };
    if (number === 0) return { fill: color, width: 0, paths: bars, points: { show: false } };
    return { stroke: color, width: 2, points: { show: starts.length < 40, size: 5, fill: color } };
  });
  const muted = getComputedStyle(legend).color;
  const line = getComputedStyle(box.closest(".card")).borderTopColor;
  const font = `12px ${getComputedStyle(document.body).fontFamily}`;

  const axis = { stroke: muted, font, ticks: { show: false }, grid: { show: false } };
  const plot = new uPlot(
    {
      width: canvas.clientWidth,
      height: 240,
      tzDate: (second) => uPlot.tzDate(new Date(second * 1000), zone),
      legend: { show: false },
      cursor: { y: false, drag: { x: true, y: false, setScale: false } },
      scales: { x: { range: (_, min, max) => around(min, max, starts) }, y: { range: (_, __, max) => [0, Math.max(4, max * 1.1)] } },
      axes: [
        { ...axis, space: 70, values: (_, splits) => splits.map((second) => tick.format(second * 1000)) },
        {
          ...axis,
          grid: { stroke: line, width: 1 },
          size: 52,
          incrs: [1, 2, 5].flatMap((step, _, steps) => [0, 1, 2, 3, 4, 5, 6, 7, 8].map((zeros) => step * 10 ** zeros)).sort((a, b) => a - b),
          values: (_, splits) => splits.map((value) => (value < 100_000 ? NUMBERS : SHORT_NUMBERS).format(value)),
        },
      ],
      series: [{}, ...series],
      hooks: {
        setCursor: [({ cursor }) => (reading.textContent = cursor.idx == null ? "" : told(cursor.idx))],
        setSelect: [
          ({ select, posToIdx }) => {
            if (select.width < 8) return;
            const [first, last] = [select.left, select.left + select.width].map((left) => posToIdx(left));
            const address = new URL(location.href);
            address.searchParams.delete("period");
            address.searchParams.set("since", local.format(edges[first] * 1000).replace(" ", "T"));
            address.searchParams.set("until", local.format(edges[last + 1] * 1000).replace(" ", "T"));
            go(address.pathname + address.search);
          },
        ],
      },
    },
    [starts, ...counts, ...(before ? [before] : [])],
    canvas,
  );

  const fit = new ResizeObserver(() => {
    makeRoom();
    plot.setSize({ width: canvas.clientWidth, height: 240 });
  });
  fit.observe(canvas);
  box.addEventListener("htmx:beforeCleanupElement", () => {
    fit.disconnect();
    plot.destroy();
  });
  brushByTouch(plot);
  const period = words({ dateStyle: "medium" }).formatRange(edges[0] * 1000, edges.at(-1) * 1000 - 60_000);
  offerPicture(box, plot, period);
}

// A finger that moves sideways over the chart chooses a stretch of it, as the mouse does; one that moves up or down
// scrolls the page, which the browser says by cancelling the pointer.
function brushByTouch(plot) {
  const { over } = plot;
  let from = null;

  const within = ({ clientX }) => {
    const { left, width } = over.getBoundingClientRect();
    return Math.min(Math.max(clientX - left, 0), width);
  };
  const choose = (left, width, isChosen) => plot.setSelect({ left, width, top: 0, height: over.clientHeight }, isChosen);
  const end = () => {
    from = null;
    choose(0, 0, false);
  };
  over.addEventListener("pointerdown", (event) => {
    if (event.pointerType !== "mouse" && event.isPrimary) from = within(event);
  });
  over.addEventListener("pointermove", (event) => {
    if (from === null || !event.isPrimary) return;
    const to = within(event);
    plot.setCursor({ left: to, top: 0 });
    choose(Math.min(from, to), Math.abs(to - from), false);
  });
  over.addEventListener("pointerup", (event) => {
    if (from === null || !event.isPrimary) return;
    const to = within(event);
    choose(Math.min(from, to), Math.abs(to - from), true);
    end();
  });
  over.addEventListener("pointercancel", end);
}

// Half a bucket of room on either side, so that the first and the last bar are whole.
function around(min, max, starts) {
  const step = starts.length > 1 ? starts[1] - starts[0] : 86_400;
  return [min - step * 0.6, max + step * 0.6];
}

// --- maps

const SHAPES = new Map();
const SVG = "http://www.w3.org/2000/svg";

function shapesAt(address) {
  if (!SHAPES.has(address)) SHAPES.set(address, fetch(address).then((answer) => answer.json()));
  return SHAPES.get(address);
}

async function drawMap(box) {
  const places = dataOf(box);
  const { box: view, places: shapes } = await shapesAt(box.dataset.map);
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", view);
  const known = shapes.map(({ values, path }) => ({ values, path, found: values.map((value) => places[value]).filter(Boolean) }));
  const clicks = (found) => found.reduce((sum, [count]) => sum + count, 0);
  const most = Math.max(1, ...known.map(({ found }) => clicks(found)));
  for (const { values, path, found } of known) {
    const place = document.createElementNS(SVG, "path");
    place.setAttribute("d", path);
    place.setAttribute("class", "place");
    if (found.length) {
      place.dataset.level = Math.max(1, Math.ceil(5 * Math.sqrt(clicks(found) / most)));
      const title = document.createElementNS(SVG, "title");
      title.textContent = found.map(([count, name]) => `${name}: ${NUMBERS.format(count)}`).join(", ");
      place.append(title);
      place.addEventListener("click", () => go(addressOfAll(values, places)));
    }
    svg.append(place);
  }
  box.replaceChildren(svg);
}

// Some shapes stand for several places: the address of one that has clicks, with the others besides; without them where
// that address takes a choice back.
function addressOfAll(values, places) {
  const known = values.find((value) => places[value]);
  const address = new URL(places[known][2], location.href);
  const filters = address.searchParams.getAll("f");
  const dimension = filters.find((filter) => filter.endsWith(`:${known}`))?.slice(0, -known.length);
  const others = filters.filter((filter) => !values.some((value) => filter.endsWith(`:${value}`)));
  address.searchParams.delete("f");
  for (const filter of others) address.searchParams.append("f", filter);
  if (dimension) for (const value of values) address.searchParams.append("f", dimension + value);
  return address.pathname + address.search;
}

// --- clicks as they come

const ROWS = 12;

function follow(card) {
  const rows = card.querySelector("[data-rows]");
  const empty = card.querySelector("[data-empty]");
  const nothing = empty.textContent;
  let source = null;

  const stop = () => {
    source?.close();
    source = null;
    card.classList.remove("is-live");
  };
  const start = () => {
    if (source || document.hidden) return;
    source = new EventSource(card.dataset.live);
    rows.replaceChildren(); // the last ones come again; after a lost connection only what was missed does
    source.addEventListener("watching", () => {
      card.classList.add("is-live");
      empty.textContent = nothing;
      empty.hidden = rows.childElementCount > 0;
    });
    source.addEventListener("full", ({ data }) => {
      empty.textContent = data;
      empty.hidden = false;
    });
    source.addEventListener("error", () => card.classList.remove("is-live"));
    source.addEventListener("message", ({ data }) => {
      const fresh = document.createElement("template");
      fresh.innerHTML = data;
      for (const row of fresh.content.children) rows.prepend(row.cloneNode(true));
      while (rows.childElementCount > ROWS) rows.lastElementChild.remove();
      empty.hidden = rows.childElementCount > 0;
    });
  };
  const see = () => (document.hidden ? stop() : start());
  document.addEventListener("visibilitychange", see);
  card.addEventListener("htmx:beforeCleanupElement", () => {
    document.removeEventListener("visibilitychange", see);
    stop();
  });
  start();
}

// --- taking up what is on the page

htmx.onLoad((root) => {
  const each = (selector, take) => {
    for (const box of [root, ...root.querySelectorAll("*")].filter((one) => one.matches(selector))) take(box);
  };
  each("[data-chart]", drawChart);
  each("[data-map]", drawMap);
  each("[data-live]", follow);
});

// Colours come from the style sheet: another scheme draws the board anew.
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => go(location.href));
