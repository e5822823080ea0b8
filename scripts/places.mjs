// Rewrites a city database (MaxMind DB, https://maxmind.github.io/MaxMind-DB/) with what clicks keep of a place and no
// more: its records are texts, country TAB region TAB city. Networks that then say the same are joined. Called by
// `scripts/assets` with the file to read and the one to write.
import { readFileSync, writeFileSync } from "node:fs";

const KEPT = ["country_code", "state1", "city"];
const MARKER = Buffer.from("\xab\xcd\xefMaxMind.com", "latin1"); // the metadata comes behind its last occurrence
const GAP = 16; // zero bytes between tree and data
const NOTHING = -1; // the place of a network of which nothing is said
const POINTER = 1, TEXT = 2, DOUBLE = 3, BYTES = 4, UINT16 = 5, UINT32 = 6, MAP = 7, UINT64 = 9, ARRAY = 11;
const BOOLEAN = 14, FLOAT = 15;

// Reads values of a data section. Texts stay bytes, one letter each: they are only ever copied.
class Reader {
  constructor(data) {
    this.data = data;
    this.at = 0;
  }

  value(at) {
    this.at = at;
    return this.next();
  }

  next() {
    const control = this.data[this.at++];
    let type = control >> 5;
    if (type === POINTER) return this.pointed(control);
    if (type === 0) type = 7 + this.data[this.at++];
    const size = this.size(control & 31);
    if (type === MAP) return this.map(size);
    if (type === ARRAY) return Array.from({ length: size }, () => this.next());
    if (type === BOOLEAN) return size === 1;
    this.at += size;
    const bytes = this.data.subarray(this.at - size, this.at);
    if (type === TEXT) return bytes.toString("latin1");
    if (type === DOUBLE || type === FLOAT || type === BYTES) return undefined;
    return bytes.reduce((number, byte) => number * 256 + byte, 0);
  }

  size(short) {
    if (short < 29) return short;
    const length = short - 28;
    this.at += length;
    return [29, 285, 65_821][length - 1] + this.data.readUIntBE(this.at - length, length);
  }

  pointed(control) {
    const length = ((control >> 3) & 3) + 1;
    const bytes = this.data.readUIntBE(this.at, length);
    const high = length < 4 ? (control & 7) * 2 ** (8 * length) : 0;
    const back = this.at + length;
    const found = this.value(high + bytes + [0, 2_048, 526_336, 0][length - 1]);
    this.at = back;
    return found;
  }

  map(size) {
    const found = {};
    for (let pair = 0; pair < size; pair++) {
      const key = this.next();
      found[key] = this.next();
    }
    return found;
  }
}

// A record of the tree, of 28 bits: two of them share their fourth byte.
function record(file, node, side) {
  const start = node * 7 + side * 4;
  const high = side === 0 ? file[start + 3] >> 4 : file[start - 1] & 15;
  return (high << 24) | (file[start] << 16) | (file[start + 1] << 8) | file[start + 2];
}

// The tree with numbers of places for its leaves (below 0: NOTHING or -2 - place), and the texts of the places.
function slim(file) {
  const metadata = new Reader(file.subarray(file.lastIndexOf(MARKER) + MARKER.length)).value(0);
  const { node_count: count, record_size: bits } = metadata;
  if (bits !== 28) throw new Error(`records of ${bits} bits, where 28 are expected`);
  const reader = new Reader(file.subarray(count * 7 + GAP));
  const texts = [], numbers = new Map(), leaves = new Map();
  const lefts = new Int32Array(count), rights = new Int32Array(count);
  const known = new Int32Array(count).fill(count); // what became of a subtree, which the tree may have in two places
  let nodes = 0;

  function leaf(value) {
    if (value === count) return NOTHING;
    let place = leaves.get(value);
    if (place === undefined) {
      const found = reader.value(value - count - GAP);
      const fields = KEPT.map((name) => found[name] ?? "");
      const text = fields.join("\t");
      if (fields.every((field) => field === "")) place = NOTHING;
      else if (numbers.has(text)) place = numbers.get(text);
      else numbers.set(text, (place = -1 - texts.push(text)));
      leaves.set(value, place);
    }
    return place;
  }

  function visit(node) {
    if (node >= count) return leaf(node);
    if (known[node] !== count) return known[node];
    const left = visit(record(file, node, 0)), right = visit(record(file, node, 1));
    if (left === right && left < 0) return (known[node] = left);
    lefts[nodes] = left;
    rights[nodes] = right;
    return (known[node] = nodes++);
  }

  visit(0);
  return { metadata, texts, lefts: lefts.subarray(0, nodes), rights: rights.subarray(0, nodes) };
}

function control(type, size) {
  const kind = type < 8 ? [type << 5] : [0, type - 7];
  if (size >= 285) throw new Error(`a value of ${size} bytes`);
  kind[0] |= Math.min(size, 29);
  if (size >= 29) kind.push(size - 29);
  return Buffer.from(kind);
}

const text = (value) => Buffer.concat([control(TEXT, value.length), Buffer.from(value, "latin1")]);

function number(type, value) {
  const bytes = [];
  for (let rest = value; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return Buffer.concat([control(type, bytes.length), Buffer.from(bytes)]);
}

function map(pairs) {
  return Buffer.concat([control(MAP, pairs.length), ...pairs.flatMap(([key, value]) => [text(key), value])]);
}

function written({ metadata, texts, lefts, rights }) {
  const offsets = [], data = [];
  let size = 0;
  for (const each of texts) {
    const value = text(each);
    offsets.push(size);
    size += value.length;
    data.push(value);
  }
  const count = lefts.length;
  const bits = count + GAP + size < 2 ** 24 ? 24 : 32;
  const length = bits / 8;
  // Children were numbered before their parents, and the root comes first.
  const value = (child) =>
    child >= 0 ? count - 1 - child : child === NOTHING ? count : count + GAP + offsets[-2 - child];
  const tree = Buffer.alloc(count * length * 2);
  for (let node = 0; node < count; node++) {
    const start = (count - 1 - node) * length * 2;
    tree.writeUIntBE(value(lefts[node]), start, length);
    tree.writeUIntBE(value(rights[node]), start + length, length);
  }
  const about = map([
    ["binary_format_major_version", number(UINT16, 2)],
    ["binary_format_minor_version", number(UINT16, 0)],
    ["build_epoch", number(UINT64, metadata.build_epoch)],
    ["database_type", text("Kliqs places")],
    ["description", map([["en", text("Country, region and city, from DB-IP City Lite (CC BY 4.0)")]])],
    ["ip_version", number(UINT16, metadata.ip_version)],
    ["languages", control(ARRAY, 0)],
    ["node_count", number(UINT32, count)],
    ["record_size", number(UINT16, bits)],
  ]);
  return Buffer.concat([tree, Buffer.alloc(GAP), ...data, MARKER, about]);
}

const [, , from, to] = process.argv;
writeFileSync(to, written(slim(readFileSync(from))));
