// The chart as a file: on the card's own ground, and above it what it shows, so that it can be sent to somebody who has
// not seen the board.

const EDGE = 12; // px around what is written

function offerPicture(box, plot, period) {
  const card = box.closest(".card");
  const button = card.querySelector("[data-png]");
  button.hidden = false;
  button.addEventListener("click", () => {
    const link = document.createElement("a");
    link.href = picture(card, plot, headingOf(box, period)).toDataURL("image/png");
    link.download = "clicks.png";
    link.click();
  });
}

// What the picture is about; then when, which clicks, and whose.
function headingOf(box, period) {
  const said = (element) => element.textContent.trim().replace(/\s+/g, " ");
  const filters = [...document.querySelectorAll(".chip")].map((chip) => [...chip.querySelectorAll(":scope > span")].map(said).join(" "));
  const kinds = [...box.querySelectorAll("[data-swatch]")].map(said).join(", ");
  return [
    { weight: 650, text: [said(document.querySelector("h1")), ...filters].join(" · ") },
    { weight: 400, text: `${period} · ${kinds}` },
    { weight: 400, text: location.host },
  ];
}

function picture(card, plot, heading) {
  const drawn = plot.ctx.canvas;
  const scale = devicePixelRatio;
  const canvas = Object.assign(document.createElement("canvas"), { width: drawn.width, height: drawn.height });
  const pen = canvas.getContext("2d");
  const { backgroundColor, color, fontFamily } = getComputedStyle(card);
  const fontOf = (weight) => `${weight} ${14 * scale}px ${fontFamily}`;
  const lines = heading.flatMap(({ weight, text }) => {
    pen.font = fontOf(weight);
    return wrapped(pen, text, drawn.width - 2 * EDGE * scale).map((line) => ({ weight, line }));
  });
  const height = (EDGE + lines.length * 20 + EDGE) * scale;
  canvas.height += height; // which forgets what the pen was told
  pen.fillStyle = backgroundColor;
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.fillStyle = color;
  lines.forEach(({ weight, line }, number) => {
    pen.font = fontOf(weight);
    pen.fillText(line, EDGE * scale, (EDGE + 14 + number * 20) * scale);
  });
  pen.drawImage(drawn, 0, height);
  return canvas;
}

// The text in lines that fit: broken between words, and within one that is longer than a line.
function wrapped(pen, text, width) {
  const lines = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line ? `${line} ${word}` : word;
    if (pen.measureText(longer).width <= width) {
      line = longer;
      continue;
    }
    if (line) lines.push(line);
    line = "";
    for (const letter of word) {
      if (pen.measureText(line + letter).width > width) {
        lines.push(line);
        line = "";
      }
      line += letter;
    }
  }
  return [...lines, line];
}
