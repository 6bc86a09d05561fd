// The fleet page: filters, charts and a list of which only what is seen is drawn. Whatever comes from a log is put in as text.
"use strict";
(() => {
  const data = (id) => JSON.parse(document.getElementById(id).textContent);
  const rows = data("fleet-rows"), stories = data("fleet-stories"), same = data("fleet-same");
  const $ = (id) => document.getElementById(id);
  const words = {};
  for (const one of $("words").content.querySelectorAll("[data-word]")) words[one.dataset.word] = one.textContent;
  const named = data("fleet-names");
  const say = (word) => String(named[word] ?? word).replaceAll("_", " ");

  const make = (tag, text, kind) => {
    const one = document.createElement(tag);
    if (text !== undefined) one.textContent = text;
    if (kind) one.className = kind;
    return one;
  };
  const SVG = "http://www.w3.org/2000/svg";
  const draw = (tag, attributes, title) => {
    const one = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) one.setAttribute(name, value);
    if (title) one.append(Object.assign(document.createElementNS(SVG, "title"), { textContent: title }));
    return one;
  };

  const storyOf = new Map();
  for (const story of stories) for (const uid of story.uids) storyOf.set(uid, story);
  for (const row of rows) {
    const settings = row.comparison.settings;
    row.place = row.host || row.case;
    row.story = storyOf.get(row.uid)?.id ?? "";
    row.day = /^\d{4}-/.test(row.at) ? row.at.slice(0, 10) : "";
    row.postgresql = settings.postgresql ?? "", row.kernel = settings.kernel ?? "";
    row.limit = settings.limit ?? "", row.ram = settings.ram ?? "";
    row.text = [row.case, row.host, row.owner, row.cause, row.culprit, row.victim, row.summary, row.outcome].join("\n").toLowerCase();
  }
  const bytes = (value) => {
    const units = ["B", "KiB", "MiB", "GiB", "TiB"];
    let n = Number(value), unit = 0;
    while (n >= 1024 && unit < 4) n /= 1024, ++unit;
    return `${unit ? n.toFixed(1) : n} ${units[unit]}`;
  };
  const SIZES = new Set(["limit", "ram", "swap", "shared_buffers", "work_mem", "maintenance_work_mem", "autovacuum_work_mem", "temp_buffers", "logical_decoding_work_mem"]);
  const seconds = (s) => (s === null ? "" : s < 60 ? `${s.toFixed(1)} s` : s < 7200 ? `${Math.round(s / 60)} min` : `${(s / 3600).toFixed(1)} h`);
  const shown = (field, value) => {
    if (value === "" || value === null || value === undefined) return words.unknown;
    if (SIZES.has(field)) return bytes(value);
    if (field === "story") return stories.find((one) => one.id === value)?.name ?? value;
    return ["cause", "outcome", "verdict", "environment"].includes(field) ? say(value) : value;
  };

  // What is asked for.
  const asked = new Map();
  let needle = "", order = { field: "at", down: true }, found = rows, chosen = null;
  const COLUMNS = [["at", "when"], ["place", "host"], ["cause", "cause"], ["verdict", "verdict"], ["down_s", "down_s"], ["culprit", "culprit"]];
  const ask = (field, value) => {
    if (asked.get(field) === value) asked.delete(field); else asked.set(field, value);
    update();
  };
  const periodOf = (row) => (row.day ? period(row.day) : "");
  const fits = (row) => [...asked].every(([field, value]) => (field === "period" ? periodOf(row) : row[field]) === value) && row.text.includes(needle);
  const compare = (a, b) => {
    const x = a[order.field], y = b[order.field];
    const way = order.down ? -1 : 1;
    if (x === null || x === "") return y === null || y === "" ? 0 : 1;   // what is not known stands last
    if (y === null || y === "") return -1;
    return x < y ? -way : x > y ? way : 0;
  };

  // The list.
  const HEIGHT = 28;
  const cellsOf = (row) => [row.day ? row.at.slice(0, 16).replace("T", " ") : row.at || words.unknown, row.place, say(row.cause), say(row.verdict), seconds(row.down_s), row.culprit || row.victim];
  const paint = () => {
    const box = $("rows"), from = Math.max(0, Math.floor(box.scrollTop / HEIGHT) - 10);
    const to = Math.min(found.length, from + Math.ceil(box.clientHeight / HEIGHT) + 20);
    const part = document.createDocumentFragment();
    for (let i = from; i < to; ++i) {
      const line = make("div", undefined, found[i] === chosen ? "row chosen" : "row");
      for (const cell of cellsOf(found[i])) line.append(make("span", cell));
      line.addEventListener("click", () => choose(found[i]));
      part.append(line);
    }
    $("window").style.top = `${from * HEIGHT}px`;
    $("window").replaceChildren(part);
  };
  const choose = (row) => {
    chosen = row === chosen ? null : row;
    const box = $("detail");
    box.replaceChildren();
    if (chosen) {
      box.append(make("h3", row.summary));
      box.append(make("p", [row.when, row.host, row.case, row.owner, say(row.outcome), `${Math.round(row.likelihood * 100)} % ${say(row.cause)}`].filter(Boolean).join(" \u00b7 ")));
      if (row.victim) box.append(make("p", `${words.victim}: ${row.victim}`));
      const list = make("ul");
      for (const claim of [...row.evidence, ...row.lacking]) list.append(make("li", claim));
      box.append(list);
      const others = same.filter((one) => one.of[0] === row.case && one.of[1] === row.id).map((one) => one.row[0]);
      if (others.length) box.append(make("p", `${words.also}: ${others.join(", ")}`));
      if (row.link) box.append(Object.assign(make("a", words.report), { href: row.link }));
      const host = make("button", `${words.host}: ${row.place}`, "chip");
      host.addEventListener("click", () => ask("place", row.place));
      box.append(host);
    }
    paint();
  };

  // A host: what it is set to, and when what happened.
  const paintSheet = () => {
    const box = $("sheet"), place = asked.get("place");
    box.hidden = place === undefined;
    if (box.hidden) return;
    const own = rows.filter((row) => row.place === place), dated = own.filter((row) => row.day).sort((a, b) => (a.at < b.at ? -1 : 1));
    const last = dated.at(-1) ?? own[0];
    box.replaceChildren(make("h3", place));
    const outage = own.reduce((sum, row) => sum + (row.down_s ?? 0), 0);
    box.append(make("p", `${own.length} ${words.shown} \u00b7 ${words.down_s} ${seconds(outage)}${last.owner ? ` \u00b7 ${words.owner}: ${last.owner}` : ""}`));
    box.append(make("b", words.settings));
    const settings = Object.entries(last.comparison.settings).map(([name, value]) => `${name} ${SIZES.has(name) ? bytes(value) : value}`);
    box.append(make("p", settings.join(" \u00b7 ") || words.unknown));
    const list = make("ul");
    for (const id of new Set(own.map((row) => row.story).filter(Boolean))) list.append(make("li", shown("story", id)));
    box.append(list);
  };

  // Charts.
  const COLOURS = ["#4269d0", "#efb118", "#ff725c", "#6cc5b0", "#3ca951", "#ff8ab7", "#a463f2", "#97bbf5", "#9c6b4e", "#9498a0"];
  const counted = (list, field) => {
    const counts = new Map();
    for (const row of list) counts.set(row[field], (counts.get(row[field]) ?? 0) + 1);
    return [...counts].sort((a, b) => b[1] - a[1]);
  };
  const days = [...new Set(rows.map((row) => row.day).filter(Boolean))].sort();
  const DAY = 86400000, at = (day) => Date.parse(`${day}T00:00:00Z`), iso = (time) => new Date(time).toISOString().slice(0, 10);
  const span = days.length ? (at(days.at(-1)) - at(days[0])) / DAY + 1 : 0;
  const step = span <= 45 ? 1 : span <= 400 ? 7 : 30;
  const period = (day) => iso(at(days[0]) + Math.floor((at(day) - at(days[0])) / DAY / step) * step * DAY);
  const ranked = counted(rows, "cause").map(([cause]) => cause);
  const colour = (cause) => COLOURS[Math.min(ranked.indexOf(cause), COLOURS.length - 1)];
  const paintBars = () => {
    if (!days.length) return;
    const bins = new Map();
    for (let time = at(days[0]); time <= at(days.at(-1)); time += step * DAY) bins.set(iso(time), new Map());
    for (const row of found) {
      const bin = row.day && bins.get(period(row.day));
      if (bin) bin.set(row.cause, (bin.get(row.cause) ?? 0) + 1);
    }
    const W = 960, H = 180, width = W / bins.size;
    const most = Math.max(1, ...[...bins.values()].map((bin) => [...bin.values()].reduce((a, b) => a + b, 0)));
    const svg = draw("svg", { viewBox: `0 0 ${W + 40} ${H + 20}`, role: "img" });
    svg.append(Object.assign(draw("text", { x: W + 4, y: 10 }), { textContent: most }));
    let i = 0;
    for (const [name, bin] of bins) {
      let y = H;
      for (const cause of ranked.filter((one) => bin.has(one))) {
        const n = bin.get(cause), h = (n / most) * (H - 4);
        const bar = draw("rect", { x: i * width, y: y - h, width: Math.max(1, width - 1), height: h, fill: colour(cause) }, `${name}: ${n} ${say(cause)}`);
        bar.addEventListener("click", () => ask("period", name));
        svg.append(bar);
        y -= h;
      }
      if (i % Math.ceil(bins.size / 8) === 0) svg.append(Object.assign(draw("text", { x: i * width, y: H + 14 }), { textContent: name }));
      ++i;
    }
    $("bars").replaceChildren(svg);
    $("legend").replaceChildren(...ranked.map((cause) => {
      const one = make("span");
      const mark = draw("svg", { width: 10, height: 10 });
      mark.append(draw("rect", { width: 10, height: 10, fill: colour(cause) }));
      one.append(mark, say(cause));
      one.addEventListener("click", () => ask("cause", cause));
      return one;
    }));
  };
  const YEARS = 370;   // the last so many days
  const paintCalendar = () => {
    if (!days.length) return;
    const counts = new Map(counted(found.filter((row) => row.day), "day")), most = Math.max(1, ...counts.values());
    const end = at(days.at(-1)), begin = Math.max(at(days[0]), end - YEARS * DAY), monday = begin - ((new Date(begin).getUTCDay() + 6) % 7) * DAY;
    const weeks = Math.ceil((end - monday + DAY) / (7 * DAY)), svg = draw("svg", { width: weeks * 13 + 30, height: 7 * 13 + 16 });
    for (let time = begin; time <= end; time += DAY) {
      const day = iso(time), n = counts.get(day) ?? 0, week = Math.floor((time - monday) / (7 * DAY)), weekday = Math.round((time - monday) / DAY) % 7;
      const cell = draw("rect", { x: week * 13, y: 14 + weekday * 13, width: 12, height: 12, fill: n ? "#d9480f" : "#888888", "fill-opacity": n ? 0.25 + (0.75 * n) / most : 0.12 }, `${day}: ${n}`);
      if (n) cell.addEventListener("click", () => ask("day", day));
      svg.append(cell);
      if (day.endsWith("-01")) svg.append(Object.assign(draw("text", { x: week * 13, y: 10 }), { textContent: day.slice(0, 7) }));
    }
    $("calendar").replaceChildren(svg);
  };
  const FIELDS = ["cause", "place", "owner", "postgresql", "kernel", "limit", "ram", "environment", "outcome", "verdict"];
  const paintCounts = () => {
    $("counts").replaceChildren(...FIELDS.filter((field) => field !== "owner" || rows.some((row) => row.owner)).map((field) => {
      const card = make("section", undefined, "card"), body = make("tbody"), table = make("table");
      card.append(make("h3", words[field === "place" ? "host" : field]));
      for (const [value, n] of counted(found, field).slice(0, 15)) {
        const line = make("tr");
        line.dataset.value = value;
        line.append(make("td", shown(field, value)), make("td", n, "number"));
        line.addEventListener("click", () => ask(field, value));
        body.append(line);
      }
      table.append(body), card.append(table);
      return card;
    }));
  };

  const paintFilter = () => {
    $("chips").replaceChildren(...[...asked].map(([field, value]) => {
      const chip = make("button", `${words[field === "place" ? "host" : field] ?? field}: ${shown(field, value)} \u00d7`, "chip");
      chip.addEventListener("click", () => ask(field, value));
      return chip;
    }));
    $("shown").textContent = `${found.length} / ${rows.length} ${words.shown}`;
    $("head").replaceChildren(...COLUMNS.map(([field, word]) => {
      const mark = order.field !== field ? "" : order.down ? " \u25be" : " \u25b4";
      const cell = make("span", words[word] + mark);
      cell.addEventListener("click", () => {
        order = { field, down: order.field === field ? !order.down : field === "at" || field === "down_s" };
        update();
      });
      return cell;
    }));
  };
  const update = () => {
    found = rows.filter(fits).sort(compare);
    $("pad").style.height = `${found.length * HEIGHT}px`;
    paintFilter(), paintSheet(), paint(), paintBars(), paintCalendar(), paintCounts();
  };

  for (const table of document.querySelectorAll("table.sortable"))
    table.querySelectorAll("th").forEach((head, column) => head.addEventListener("click", () => {
      const body = table.tBodies[0], down = head.dataset.down !== "yes";
      head.dataset.down = down ? "yes" : "";
      const key = (line) => line.cells[column].dataset.value ?? line.cells[column].textContent;
      const order = (a, b) => (isNaN(key(a)) || isNaN(key(b)) ? key(a).localeCompare(key(b)) : key(a) - key(b));
      body.append(...[...body.rows].sort((a, b) => (down ? order(b, a) : order(a, b))));
    }));
  for (const line of document.querySelectorAll("tr[data-story]"))
    line.addEventListener("click", () => (ask("story", line.dataset.story), $("list").scrollIntoView()));
  $("search").placeholder = words.search;
  $("search").addEventListener("input", (event) => (needle = event.target.value.toLowerCase(), update()));
  $("rows").addEventListener("scroll", () => requestAnimationFrame(paint));
  $("charts").hidden = $("list").hidden = false;
  update();
})();
