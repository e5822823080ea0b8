// Draws the maps of the analytics pages: one file a map, {"box": "x y width height", "places":
// [{"values": […], "path": "…"}]}, whose values are those of the dimensions `country` and `region`. Called by `scripts/assets` with the folder to write into.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { geoNaturalEarth1, geoPath } from "d3-geo";
import { feature } from "topojson-client";
import indonesia from "@svg-maps/indonesia";

const [, , directory] = process.argv;
const require = createRequire(import.meta.url);
const read = (name) => JSON.parse(readFileSync(require.resolve(name), "utf8"));

// The city database's names of provinces, where they are not what a translation of the map's would be. The map is of
// 2020, before four provinces were made of Papua and West Papua.
const PROVINCES = {
  "id-ac": ["Aceh"], "id-ba": ["Bali"], "id-bb": ["Bangka–Belitung Islands"], "id-be": ["Bengkulu"],
  "id-bt": ["Banten"], "id-go": ["Gorontalo"], "id-ja": ["Jambi"], "id-jb": ["West Java"], "id-ji": ["East Java"],
  "id-jk": ["Jakarta"], "id-jt": ["Central Java"], "id-kb": ["West Kalimantan"], "id-ki": ["East Kalimantan"],
  "id-kr": ["Riau Islands"], "id-ks": ["South Kalimantan"], "id-kt": ["Central Kalimantan"],
  "id-ku": ["North Kalimantan"], "id-la": ["Lampung"], "id-ma": ["Maluku"], "id-mu": ["North Maluku"],
  "id-nb": ["West Nusa Tenggara"], "id-nt": ["East Nusa Tenggara"],
  "id-pa": ["Papua", "Central Papua", "Highland Papua", "South Papua"], "id-pb": ["West Papua", "Southwest Papua"],
  "id-ri": ["Riau"], "id-sa": ["North Sulawesi"], "id-sb": ["West Sumatra"], "id-sg": ["Southeast Sulawesi"],
  "id-sn": ["South Sulawesi"], "id-sr": ["West Sulawesi"], "id-ss": ["South Sumatra"], "id-st": ["Central Sulawesi"],
  "id-su": ["North Sumatra"], "id-yo": ["Yogyakarta"],
};

function world() {
  const codes = new Map(read("i18n-iso-countries/codes.json").map(([alpha2, , numeric]) => [numeric, alpha2]));
  const atlas = read("world-atlas/countries-50m.json");
  const countries = feature(atlas, atlas.objects.countries).features.filter(({ id }) => codes.has(id) && id !== "010");
  const [width, height] = [960, 440];
  const projection = geoNaturalEarth1().fitSize([width, height], { type: "FeatureCollection", features: countries });
  const draw = geoPath(projection).digits(0); // whole units of 960: finer than a phone shows, a tenth of the bytes
  const places = countries.map((country) => ({
    values: [codes.get(country.id)],
    path: (draw(country) ?? "").replace(/(?<=[ML])(-?\d+,-?\d+)(?:L\1(?=[LZ]))+/g, "$1"),
  }));
  return { box: `0 0 ${width} ${height}`, places };
}

function provinces() {
  const places = indonesia.locations.map(({ id, path }) => ({
    values: PROVINCES[id].map((name) => `ID/${name}`),
    path: path.replace(/-?\d+\.\d+/g, (number) => String(Number(Number(number).toFixed(1)))),
  }));
  return { box: indonesia.viewBox, places };
}

writeFileSync(`${directory}/world.json`, JSON.stringify(world()));
writeFileSync(`${directory}/indonesia.json`, JSON.stringify(provinces()));
