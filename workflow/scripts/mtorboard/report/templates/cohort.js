"use strict";
// The cohort page beyond reading: search and filters, and a table in pages. Everything that it shows is written as
// text; words and data come from the page. What it reads is there for oncoprint.js too.
const cohort = (() => {
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const data = read("data");
  const words = read("words");
  const byId = (id) => document.getElementById(id);
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, key) => String(values[key]));
  const make = (tag, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };
  const named = (element, attributes) => {
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  };
  const shape = (code) => {
    const found = byId("shapes").content.querySelector(`[data-shape="${code}"] svg`);
    return found ? found.cloneNode(true) : "";
  };
  const of = (column, place) => data[column].values[data[column].codes[place]];
  const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });

  // ---- samples ------------------------------------------------------------------------------------------------
  const ALTERED = ["GAIN", "LOSS", "OTHER"];
  const cells = data.cells.map(([finding, zygosity, resistance, assessed]) => ({ finding, zygosity, resistance, assessed, altered: ALTERED.includes(finding) }));
  const letterPlace = Object.fromEntries(Array.from(data.letters, (letter, place) => [letter, place]));
  const genotypes = data.genotype.values.map((letters) => Array.from(letters, (letter) => cells[letterPlace[letter]]));
  const cellAt = (place, gene) => genotypes[data.genotype.codes[place]][gene];
  const alteredGenes = genotypes.map((genotype) => genotype.flatMap((cell, gene) => (cell.altered ? [data.genes[gene][0]] : [])));
  const genesOf = (place) => alteredGenes[data.genotype.codes[place]];
  const failed = (place) => !of("headline", place);
  const headlineWord = (code) => (code ? words.headline[code] : words.status.FAILED);
  const typeWord = (place) => of("type", place) || words.not_provided;
  const armWords = (codes) => codes.map((code) => words.arm[code]).join(", ") || words.none;
  const everyPlace = data.ids.map((_, place) => place);
  const haystack = (place) =>
    [data.ids[place], typeWord(place), headlineWord(of("headline", place)), of("error", place), ...genesOf(place), ...of("safety", place)[1]].join(" ").toLowerCase();
  const haystacks = everyPlace.map(haystack);

  const chosen = { text: "", headline: "", type: "", safety: "", gene: "" };
  const fits = (place) =>
    (!chosen.headline || (of("headline", place) || "FAILED") === chosen.headline) &&
    (!chosen.type || data.type.codes[place] === Number(chosen.type)) &&
    (!chosen.safety || (!failed(place) && (of("safety", place)[0] || "none") === chosen.safety)) &&
    (!chosen.gene || genesOf(place).includes(chosen.gene)) &&
    chosen.text.split(/\s+/).every((part) => haystacks[place].includes(part));
  let shown = everyPlace;

  // ---- search and filters -------------------------------------------------------------------------------------
  const result = named(make("output"), { "aria-live": "polite" });
  const labelled = (label, field, id, className = "") => {
    field.id = id;
    return make("div", { className: `field ${className}` }, make("label", { htmlFor: id, textContent: label }), field);
  };
  const select = (key, label, options) => {
    const field = make("select", {}, make("option", { value: "", textContent: words.any }));
    field.append(...options.map(([value, text]) => make("option", { value, textContent: text })));
    field.addEventListener("change", () => choose(key, field.value));
    return labelled(label, field, `by-${key}`);
  };
  const occurring = (column) => new Set(data[column].codes);
  const setUpTools = () => {
    const search = make("input", { type: "search", placeholder: words.search_hint, autocomplete: "off" });
    let waiting = 0;
    search.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => choose("text", search.value.trim().toLowerCase()), 120);
    });
    const headlines = [...occurring("headline")].map((code) => data.headline.values[code]);
    const types = [...occurring("type")].map((code) => [String(code), data.type.values[code] || words.not_provided]);
    const severities = ["STOP", "HOLD", "CAUTION", "INFO"].map((code) => [code, words.severity[code]]);
    const genes = [...new Set(alteredGenes.flat())].sort(collator.compare);
    const reset = make("button", { type: "reset", textContent: words.reset });
    const tools = byId("tools");
    tools.append(
      labelled(words.search, search, "search", "wide"),
      select("headline", words.summary, Object.keys(words.headline).filter((code) => headlines.includes(code)).map((code) => [code, words.headline[code]])
        .concat(headlines.includes("") ? [["FAILED", words.status.FAILED]] : [])),
      select("type", words.tumour_type, types.sort((a, b) => collator.compare(a[1], b[1]))),
      select("safety", words.safety, [...severities, ["none", words.no_flag]]),
      select("gene", words.genes, genes.map((gene) => [gene, gene])),
      reset,
      result,
    );
    tools.addEventListener("submit", (event) => event.preventDefault());
    tools.addEventListener("reset", () => {
      for (const key of Object.keys(chosen)) chosen[key] = "";
      update();
    });
    tools.hidden = false;
  };
  const choose = (key, value) => {
    chosen[key] = value;
    update();
  };

  // ---- the table ----------------------------------------------------------------------------------------------
  const PAGE = 100;
  const sorting = { key: "", down: false };
  let first = 0;
  const SEVERITY = ["STOP", "HOLD", "CAUTION", "INFO", ""];
  const columns = [
    { key: "sample", text: words.sample, value: (place) => data.ids[place] },
    { key: "type", text: words.tumour_type, value: typeWord },
    { key: "headline", text: words.summary, value: (place) => headlineWord(of("headline", place)) },
    { key: "safety", text: words.safety, value: (place) => (failed(place) ? 9 : SEVERITY.indexOf(of("safety", place)[0])) },
    { key: "genes", text: words.arms, value: (place) => genesOf(place).join(" ") },
    { key: "unassessed", text: words.unassessed, value: (place) => of("unassessed", place).length },
    { key: "missing", text: words.missing, value: (place) => data.missing[place] ?? -1, number: true },
  ];
  const state = (code, text, className = "state") => make("span", { className }, shape(code), text);
  const sampleCell = (place) => {
    const name = data.ids[place];
    const link = data.link && make("a", { href: data.link.replace("{sample}", encodeURIComponent(name)), textContent: name });
    return named(make("th", {}, link || name), { scope: "row" });
  };
  const sorted = () => {
    const column = columns.find(({ key }) => key === sorting.key);
    if (!column) return shown;
    const values = new Map(shown.map((place) => [place, column.value(place)]));
    const compare = (a, b) => (typeof a === "number" ? a - b : collator.compare(a, b));
    const rows = [...shown].sort((a, b) => compare(values.get(a), values.get(b)));
    return sorting.down ? rows.reverse() : rows;
  };
  const safetyCell = (place) => {
    const [severity, rules] = of("safety", place);
    if (!severity) return make("td", { textContent: words.none });
    const cell = make("td", {}, state(severity, words.severity[severity], rules.length ? `state nowrap sev ${severity}` : "state nowrap"));
    if (rules.length) cell.append(make("br"), make("span", { className: "small muted", textContent: rules.join(", ") }));
    return cell;
  };
  const tableRow = (place) => {
    const type = make("td", { textContent: typeWord(place) });
    if (failed(place)) {
      const status = make("td", {}, state("FAILED", words.status.FAILED));
      return make("tr", {}, sampleCell(place), type, status, make("td", { colSpan: 4, textContent: of("error", place) }));
    }
    const arms = make("td", { textContent: armWords(of("arms", place)) });
    const genes = genesOf(place);
    if (genes.length) arms.append(make("br"), make("span", { className: "small muted", textContent: genes.join(", ") }));
    return make(
      "tr", {}, sampleCell(place), type,
      make("td", { textContent: headlineWord(of("headline", place)) }),
      safetyCell(place), arms,
      make("td", { textContent: armWords(of("unassessed", place)) }),
      make("td", { className: "number", textContent: String(data.missing[place]) }),
    );
  };
  const sortBy = (key) => {
    sorting.down = sorting.key === key && !sorting.down;
    sorting.key = key;
    first = 0;
    showTable();
    byId("table").querySelector(`[data-key="${key}"]`).focus();
  };
  const header = ({ key, text, number }) => {
    const button = make("button", { type: "button", textContent: text });
    button.dataset.key = key;
    button.addEventListener("click", () => sortBy(key));
    const cell = named(make("th", { className: number ? "number" : "" }, button), { scope: "col" });
    if (sorting.key === key) cell.setAttribute("aria-sort", sorting.down ? "descending" : "ascending");
    return cell;
  };
  const turn = (key, text, to, able) => {
    const button = make("button", { type: "button", textContent: text, disabled: !able });
    button.dataset.turn = key;
    button.addEventListener("click", () => {
      first = to;
      showTable();
      const again = byId("table").querySelector(`[data-turn="${key}"]`);
      (again.disabled ? byId("table").querySelector("[data-turn]:enabled") : again).focus();
    });
    return button;
  };
  const showTable = () => {
    const rows = sorted();
    const last = Math.min(first + PAGE, rows.length);
    const body = rows.length
      ? rows.slice(first, last).map(tableRow)
      : [make("tr", {}, make("td", { colSpan: columns.length, textContent: words.none_found }))];
    const table = make("table", { className: "samples" }, make("thead", {}, make("tr", {}, ...columns.map(header))), make("tbody", {}, ...body));
    const scroll = named(make("div", { className: "scroll", tabIndex: 0 }, table), { role: "region", "aria-label": words.table });
    const parts = [scroll];
    if (rows.length > PAGE) {
      const where = make("span", { textContent: fill(words.page, { first: first + 1, last, count: rows.length }) });
      const buttons = make("div", {}, turn("previous", words.previous, first - PAGE, first > 0), turn("next", words.next, last, last < rows.length));
      parts.push(make("div", { className: "pages" }, where, buttons));
    }
    byId("table").replaceChildren(...parts);
  };

  // ---- together -----------------------------------------------------------------------------------------------
  const followers = [];
  const update = () => {
    shown = everyPlace.filter(fits);
    result.textContent = fill(words.shown, { shown: shown.length, count: everyPlace.length });
    first = 0;
    showTable();
    for (const follower of followers) follower(shown);
  };
  // Calls the follower with the places of the samples that fit, now and whenever they change.
  const follow = (follower) => {
    followers.push(follower);
    follower(shown);
  };
  setUpTools();
  byId("plain").hidden = true;
  byId("table").hidden = false;
  update();
  return { ALTERED, byId, cellAt, data, fill, follow, genesOf, headlineWord, labelled, make, named, of, typeWord, words };
})();
