"use strict";
// The oncoprint of the cohort page: genes by samples on a canvas of which only the part in sight is drawn, so that
// ten thousand columns cost no more than a hundred. It is read with pointer or keyboard; beside it stands a table.
(({ ALTERED, byId, cellAt, data, fill, follow, genesOf, headlineWord, labelled, make, named, of, typeWord, words }) => {
  if (!data.genes.length) return;
  const ROW = 17, TRACK = 15, HEAD = 20, GLYPHS_FROM = 7, WIDEST = 40, NAMED_FROM = 13, NAME_LENGTH = 16;
  // Pale, so that dark numbers on them can be read on both backgrounds; the numbers say what the colours say.
  const BANDS = ["#a8cdea", "#f5c08b", "#aadcae", "#f2b1c1", "#cfc0e8", "#efe08d", "#9fd8d3", "#d9b99b", "#c9cdd2"];
  const picture = byId("picture");
  const canvas = make("canvas");
  const spacer = make("div");
  const pane = make("div", { className: "pane", tabIndex: 0 }, canvas, spacer);
  const inspect = named(make("output", { className: "inspect" }), { "aria-live": "polite" });
  const names = named(make("div", { className: "names" }), { "aria-hidden": "true" });
  const look = { width: 0, order: "alterations" };
  let kept = new Set();
  let drawn = [];
  let cursor = null;
  let colours = {};
  const patterns = {};

  const lines = []; // what stands at which height: tracks, heads of arms, genes
  const addLine = (line, height) => {
    lines.push({ ...line, top: lines.length ? lines.at(-1).top + lines.at(-1).height : 0, height });
  };
  const setUpLines = () => {
    addLine({ track: "type", text: words.tumour_type }, TRACK + 3);
    addLine({ track: "headline", text: words.summary }, TRACK + 3);
    data.genes.forEach(([symbol, arm], gene) => {
      if (gene === 0 || data.genes[gene - 1][1] !== arm) addLine({ head: true, text: arm ? words.arm[arm] : words.no_arm }, HEAD);
      addLine({ gene, text: symbol }, ROW);
    });
  };
  // Sample ids stand below, upright, where columns are wide enough for a line of text.
  const idHeight = () => (look.width >= NAMED_FROM ? Math.min(NAME_LENGTH, Math.max(0, ...drawn.map((place) => data.ids[place].length))) * 6.5 + 8 : 0);
  const drawIds = (pen, from, to, left) => {
    pen.fillStyle = colours.ink;
    pen.textAlign = "right";
    for (let at = from; at < to; at += 1) {
      const id = data.ids[drawn[at]];
      pen.save();
      pen.translate((at + 0.5) * look.width - left, height() + 5);
      pen.rotate(-Math.PI / 2);
      pen.fillText(id.length > NAME_LENGTH ? `${id.slice(0, NAME_LENGTH - 1)}…` : id, 0, 0);
      pen.restore();
    }
  };
  const height = () => lines.at(-1).top + lines.at(-1).height;
  const ranked = (column) => {
    const counts = new Map();
    for (const place of data.order) counts.set(data[column].codes[place], (counts.get(data[column].codes[place]) || 0) + 1);
    return [...counts.keys()].sort((a, b) => counts.get(b) - counts.get(a) || a - b);
  };
  const ranks = Object.fromEntries(["type", "headline"].map((column) => [column, new Map(ranked(column).map((code, rank) => [code, rank]))]));
  const bandOf = (column, place) => Math.min(ranks[column].get(data[column].codes[place]), BANDS.length - 1);

  const takeColours = () => {
    const style = getComputedStyle(document.documentElement);
    for (const name of ["gain", "loss", "other", "vus", "hatch", "cell", "cursor", "card", "ink", "band-ink"]) colours[name] = style.getPropertyValue(`--${name}`).trim();
    const tile = named(document.createElement("canvas"), { width: 6, height: 6 });
    const pen = tile.getContext("2d");
    pen.strokeStyle = colours.hatch;
    pen.lineWidth = 1;
    pen.beginPath();
    for (const shift of [-6, 0, 6]) { pen.moveTo(shift, 6); pen.lineTo(shift + 6, 0); }
    pen.stroke();
    patterns.hatch = canvas.getContext("2d").createPattern(tile, "repeat");
  };
  const diamond = (pen, x, y, radius) => {
    pen.beginPath();
    pen.moveTo(x, y - radius); pen.lineTo(x + radius, y); pen.lineTo(x, y + radius); pen.lineTo(x - radius, y);
    pen.closePath();
  };
  // An altered gene: loss fills its cell from the bottom, half for one copy; gain is a wedge; the rest a diamond.
  const drawAltered = (pen, cell, x, y, w, h, fine) => {
    pen.fillStyle = pen.strokeStyle = colours[cell.finding.toLowerCase()];
    if (cell.finding === "LOSS") {
      const part = cell.zygosity === "BIALLELIC" ? h : h / 2;
      pen.fillRect(x, y + h - part, w, part);
      if (cell.zygosity === "UNKNOWN" && fine) { pen.lineWidth = 1; pen.strokeRect(x + 0.5, y + 0.5, w - 1, h - 1); }
    } else if (!fine) {
      pen.fillRect(x, y, w, cell.finding === "GAIN" ? h / 2 : h / 3);
    } else if (cell.finding === "GAIN") {
      pen.beginPath();
      pen.moveTo(x, y + h); pen.lineTo(x + w / 2, y); pen.lineTo(x + w, y + h);
      pen.closePath();
      pen.fill();
    } else {
      diamond(pen, x + w / 2, y + h / 2, Math.min(w, h) / 2);
      pen.fill();
    }
  };
  const drawCell = (pen, cell, x, y, w, h) => {
    const fine = w >= GLYPHS_FROM;
    const inner = fine ? w - 1.5 : w;
    if (cell.finding === "NOT_ASSESSED") {
      pen.fillStyle = patterns.hatch;
      pen.fillRect(x, y, inner, h);
    } else {
      pen.fillStyle = colours.cell;
      pen.fillRect(x, y, inner, h);
      if (cell.altered) drawAltered(pen, cell, x, y, inner, h, fine);
      if (cell.finding === "VUS_ONLY") {
        pen.fillStyle = colours.vus;
        const side = Math.min(inner, 5);
        pen.fillRect(x + (inner - side) / 2, y + h / 2 - 2.5, side, 5);
      }
      if (cell.finding === "NOT_DETECTED_SNV_ONLY") {
        pen.fillStyle = patterns.hatch;
        pen.fillRect(x, y + h - 4, inner, 4);
      }
    }
    if (cell.resistance) {
      pen.strokeStyle = colours.card;
      pen.fillStyle = colours.ink;
      pen.lineWidth = 1.5;
      if (fine) { diamond(pen, x + inner / 2, y + h / 2, Math.min(inner, h) / 3); pen.fill(); pen.stroke(); }
      else pen.fillRect(x, y + h / 2 - 1, inner, 3);
    }
  };
  const drawTrack = (pen, line, from, to, left) => {
    for (let start = from; start < to;) {
      const band = bandOf(line.track, drawn[start]);
      let end = start + 1;
      while (end < to && bandOf(line.track, drawn[end]) === band) end += 1;
      const x = start * look.width - left;
      const w = (end - start) * look.width - (look.width >= GLYPHS_FROM ? 1.5 : 0);
      pen.fillStyle = BANDS[band];
      pen.fillRect(x, line.top, w, TRACK);
      const text = band === BANDS.length - 1 ? "+" : String(band + 1);
      if (w >= 9) {
        pen.fillStyle = colours["band-ink"];
        pen.fillText(text, x + w / 2, line.top + TRACK / 2 + 0.5);
      }
      start = end;
    }
  };
  const drawLine = (pen, line, from, to, left) => {
    if (line.track) drawTrack(pen, line, from, to, left);
    if (line.gene === undefined) return;
    for (let at = from; at < to; at += 1) drawCell(pen, cellAt(drawn[at], line.gene), at * look.width - left, line.top + 1, look.width, line.height - 3);
  };
  let awaited = 0;
  const draw = () => {
    cancelAnimationFrame(awaited);
    awaited = requestAnimationFrame(drawNow);
  };
  const drawNow = () => {
    const w = Math.min(pane.clientWidth, Math.max(1, drawn.length * look.width));
    const scale = devicePixelRatio || 1;
    canvas.width = Math.round(w * scale);
    canvas.height = Math.round((height() + idHeight()) * scale);
    canvas.style.width = `${w}px`;
    canvas.style.height = `${height() + idHeight()}px`;
    const pen = canvas.getContext("2d");
    pen.scale(scale, scale);
    pen.font = "10px sans-serif";
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    const left = pane.scrollLeft;
    const from = Math.floor(left / look.width);
    const to = Math.min(drawn.length, Math.ceil((left + w) / look.width));
    for (const line of lines) drawLine(pen, line, from, to, left);
    if (idHeight()) drawIds(pen, from, to, left);
    if (cursor && cursor.at >= from && cursor.at < to) {
      const line = lines[cursor.line];
      pen.strokeStyle = colours.cursor;
      pen.lineWidth = 2;
      pen.strokeRect(cursor.at * look.width - left - 1, line.top, Math.max(look.width, 3) + 1, line.height - 1);
    }
  };

  const orderers = {
    alterations: () => 0,
    type: (a, b) => ranks.type.get(data.type.codes[a]) - ranks.type.get(data.type.codes[b]),
    headline: (a, b) => ranks.headline.get(data.headline.codes[a]) - ranks.headline.get(data.headline.codes[b]),
  };
  const fit = () => Math.max(3, Math.min(WIDEST, Math.floor(pane.clientWidth / Math.max(1, drawn.length))));
  const layOut = () => {
    spacer.style.width = `${drawn.length * look.width}px`;
    spacer.style.height = "1px";
    draw();
  };
  const count = (gene) => {
    const found = { altered: 0, assessed: 0 };
    for (const place of drawn) {
      const cell = cellAt(place, gene);
      found.assessed += cell.assessed;
      found.altered += cell.assessed && cell.altered;
    }
    return found;
  };
  const nameOf = (line) => {
    const element = make("div", { className: line.head ? "arm" : "" }, make("span", { textContent: line.text }));
    element.style.height = `${line.height}px`;
    if (line.gene !== undefined) {
      const { altered, assessed } = count(line.gene);
      const share = assessed ? ` ${Number(((100 * altered) / assessed).toFixed(1))} %` : "";
      element.append(make("span", { className: "of", textContent: `${altered}/${assessed}${share}` }));
    }
    return element;
  };
  const cellWords = (cell) => {
    const said = [words.finding[cell.finding]];
    if (cell.finding === "LOSS") said.push(cell.zygosity === "UNKNOWN" ? words.second_copy_unknown : words.zygosity[cell.zygosity]);
    if (cell.altered && !cell.assessed) said.push(words.partly);
    if (cell.resistance) said.push(words.resistance_beside);
    return said.join(", ");
  };
  const say = () => {
    if (!cursor) { inspect.replaceChildren(make("span", { className: "muted", textContent: words.inspect_hint })); return; }
    const place = drawn[cursor.at];
    const line = lines[cursor.line];
    const name = data.ids[place];
    const sample = data.link ? make("a", { href: data.link.replace("{sample}", encodeURIComponent(name)), textContent: name }) : make("strong", { textContent: name });
    const gene = line.gene === undefined ? "" : make("strong", { textContent: ` ${line.text}: ` });
    inspect.replaceChildren(sample, gene, line.gene === undefined ? "" : cellWords(cellAt(place, line.gene)), make("br"),
      make("span", { className: "muted", textContent: [typeWord(place), headlineWord(of("headline", place)), genesOf(place).join(", ") || words.none].join(" · ") }));
  };
  const moveTo = (at, line) => {
    cursor = { at: Math.max(0, Math.min(drawn.length - 1, at)), line };
    say();
    draw();
  };
  const step = (down) => {
    let line = cursor ? cursor.line : -1;
    do line += down; while (lines[line] && lines[line].head);
    return lines[line] ? line : cursor ? cursor.line : 0;
  };
  const keys = {
    ArrowLeft: () => moveTo(cursor ? cursor.at - 1 : 0, cursor ? cursor.line : step(1)),
    ArrowRight: () => moveTo(cursor ? cursor.at + 1 : 0, cursor ? cursor.line : step(1)),
    ArrowUp: () => moveTo(cursor ? cursor.at : 0, step(-1)),
    ArrowDown: () => moveTo(cursor ? cursor.at : 0, step(1)),
    Home: () => moveTo(0, cursor ? cursor.line : step(1)),
    End: () => moveTo(drawn.length - 1, cursor ? cursor.line : step(1)),
  };
  const scrollToCursor = () => {
    const x = cursor.at * look.width;
    if (x < pane.scrollLeft) pane.scrollLeft = x;
    else if (x + look.width > pane.scrollLeft + pane.clientWidth) pane.scrollLeft = x + look.width - pane.clientWidth;
  };
  const pointAt = (event) => {
    const box = canvas.getBoundingClientRect();
    const at = Math.floor((event.clientX - box.left + pane.scrollLeft) / look.width);
    const line = lines.findIndex(({ top, height: tall }) => event.clientY - box.top >= top && event.clientY - box.top < top + tall);
    if (at < drawn.length && line >= 0 && !lines[line].head) moveTo(at, line);
  };
  const zoom = (factor) => {
    const middle = (pane.scrollLeft + pane.clientWidth / 2) / look.width;
    look.width = Math.max(1, Math.min(WIDEST, factor < 1 ? Math.floor(look.width * factor) : Math.ceil(look.width * factor)));
    layOut();
    pane.scrollLeft = middle * look.width - pane.clientWidth / 2;
  };
  const legendItem = (text, paint) => {
    const sample = document.createElement("canvas");
    const scale = devicePixelRatio || 1;
    Object.assign(sample, { width: 16 * scale, height: 16 * scale });
    named(sample, { "aria-hidden": "true" });
    sample.style.width = sample.style.height = "16px";
    const pen = sample.getContext("2d");
    pen.scale(scale, scale);
    paint(pen);
    return make("li", {}, sample, text);
  };
  const bandLegend = (column, title, word) => {
    const codes = [...ranks[column].keys()];
    const item = (band, text) => legendItem(text, (pen) => {
      pen.fillStyle = BANDS[band];
      pen.fillRect(0, 0, 16, 16);
      pen.fillStyle = colours["band-ink"];
      Object.assign(pen, { font: "10px sans-serif", textAlign: "center", textBaseline: "middle" });
      pen.fillText(band === BANDS.length - 1 ? "+" : String(band + 1), 8, 8.5);
    });
    const own = codes.slice(0, BANDS.length - 1).map((code, band) => item(band, word(data[column].values[code])));
    const rest = codes.length > own.length ? [item(BANDS.length - 1, words.other)] : [];
    return make("ul", { className: "legend" }, make("li", { className: "title", textContent: title }), ...own, ...rest);
  };
  const legends = make("div");
  const showLegends = () => {
    const cell = (finding, zygosity = "UNKNOWN", resistance = false) => ({ finding, zygosity, resistance, altered: ALTERED.includes(finding) });
    const kinds = [
      [words.finding.GAIN, cell("GAIN")],
      [`${words.finding.LOSS}, ${words.zygosity.BIALLELIC}`, cell("LOSS", "BIALLELIC")],
      [`${words.finding.LOSS}, ${words.zygosity.MONOALLELIC}`, cell("LOSS", "MONOALLELIC")],
      [`${words.finding.LOSS}, ${words.second_copy_unknown}`, cell("LOSS")],
      [words.finding.OTHER, cell("OTHER")],
      [words.resistance, cell("NOT_DETECTED", "UNKNOWN", true)],
      ...["VUS_ONLY", "NOT_DETECTED", "NOT_DETECTED_SNV_ONLY", "NOT_ASSESSED"].map((finding) => [words.finding[finding], cell(finding)]),
    ];
    legends.replaceChildren(
      make("ul", { className: "legend" }, make("li", { className: "title", textContent: words.gene }), ...kinds.map(([text, what]) => legendItem(text, (pen) => drawCell(pen, what, 1, 1, 15, 14)))),
      bandLegend("type", words.tumour_type, (value) => value || words.not_provided),
      bandLegend("headline", words.summary, headlineWord),
    );
  };
  const setUpPicture = () => {
    const order = make("select", {}, ...[["alterations", words.by_alterations], ["type", words.tumour_type], ["headline", words.summary]].map(([value, textContent]) => make("option", { value, textContent })));
    order.addEventListener("change", () => { look.order = order.value; showPicture(); });
    const button = (textContent, factor, name) => {
      const element = named(make("button", { type: "button", textContent }), { "aria-label": name, title: name });
      element.addEventListener("click", () => zoom(factor));
      return element;
    };
    const buttons = make("div", { className: "zoom" }, button("−", 0.67, words.smaller), button("+", 1.5, words.larger));
    const undrawn = data.ids.length - data.order.length;
    const note = make("span", { className: "small muted", textContent: undrawn ? fill(words.undrawn, { count: undrawn }) : "" });
    picture.append(
      make("div", { className: "view" }, labelled(words.order, order, "order"), note, buttons),
      make("div", { className: "print" }, names, pane), inspect, legends,
    );
    named(pane, { role: "application" });
    pane.addEventListener("keydown", (event) => {
      if (!keys[event.key] || !drawn.length) return;
      event.preventDefault();
      keys[event.key]();
      scrollToCursor();
    });
    pane.addEventListener("scroll", draw);
    canvas.addEventListener("pointermove", pointAt);
    canvas.addEventListener("pointerdown", pointAt);
    new ResizeObserver(draw).observe(pane);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { takeColours(); showLegends(); draw(); });
    picture.hidden = false;
    takeColours();
    setUpLines();
    showLegends();
  };
  const showPicture = () => {
    drawn = data.order.filter((place) => kept.has(place)).sort(orderers[look.order]);
    cursor = null;
    names.replaceChildren(...lines.map(nameOf));
    pane.setAttribute("aria-label", fill(words.oncoprint_label, { genes: data.genes.length, count: drawn.length }));
    look.width = fit();
    pane.scrollLeft = 0;
    say();
    layOut();
  };

  const table = byId("gene-table");
  table.open = false;
  addEventListener("beforeprint", () => { table.open = true; });
  setUpPicture();
  follow((shown) => {
    kept = new Set(shown);
    showPicture();
  });
})(cohort);
