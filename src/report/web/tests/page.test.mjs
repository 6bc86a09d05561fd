// The HTML report in a real browser (Debian's Chromium). LASTSTRAW is the program; run by scripts/web-test.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";

const root = join(import.meta.dirname ?? new URL(".", import.meta.url).pathname, "../../../..");
const samples = join(root, "samples/incidents");
const scratch = mkdtempSync(join(tmpdir(), "laststraw-web-"));
let browser;

function report(bundle, name, more = []) {
  const html = join(scratch, `${name}.html`), json = join(scratch, `${name}.json`);
  try {
    execFileSync(process.env.LASTSTRAW, ["analyze", bundle, "--html", html, "--json", json, ...more], { stdio: "pipe" });
  } catch (error) {
    if (error.status !== 3 && error.status !== 1) throw error;      // undecided, nothing found: reports all the same
  }
  return { url: `file://${html}`, json, report: JSON.parse(readFileSync(json, "utf8")) };
}

/** Opens the page and notes whatever it should not do. */
async function open(url, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage(), faults = [];
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && faults.push(message.text()));
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("dialog", (dialog) => (faults.push(`dialog: ${dialog.message()}`), dialog.dismiss()));
  page.on("request", (request) => request.url() !== url.split('#')[0] && request.url() !== url && !request.url().startsWith("blob:") && faults.push(`request: ${request.url()}`));
  await page.goto(url);
  if (options.javaScriptEnabled !== false) await page.waitForSelector("#inputs, h1");
  return { page, faults, close: () => context.close() };
}

before(async () => {
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
});
after(async () => {
  await browser?.close();
  rmSync(scratch, { recursive: true, force: true });
});

for (const name of readdirSync(samples).filter((entry) => !entry.includes(".")))
  for (const colorScheme of ["light", "dark"])
    test(`${name} renders in ${colorScheme} without a fault and asks for nothing`, async () => {
      const made = report(join(samples, name, "bundle"), name);
      const { page, faults, close } = await open(made.url, { colorScheme });
      assert.equal(await page.textContent("h1"), made.report.incidents[0].summary);
      assert.deepEqual(faults, []);
      await close();
    });

test("a report in Chinese is Chinese all over", async () => {
  const made = report(join(samples, "two-large-sessions/bundle"), "zh", ["--lang", "zh_CN"]);
  assert.equal(made.report.language, "zh_CN");
  const { page, faults, close } = await open(made.url);
  assert.equal(await page.evaluate(() => document.documentElement.lang), "zh-CN");
  assert.match(await page.textContent("h1"), /^\u5143\u51f6/);
  for (const heading of await page.locator("h2").allTextContents()) assert.match(heading, /[\u4e00-\u9fff]/, heading);
  for (const heading of await page.locator("thead th").allTextContents()) assert.match(heading, /[\u4e00-\u9fff]|^(pid|rss|adj)|^\d\d:\d\d:\d\d$/, heading);
  for (const button of await page.locator("button").allTextContents()) assert.match(button, /[\u4e00-\u9fff]|^(pid|rss|adj)|^(Slack|Jira)$|^[+\u2212\u2190\u2192]/, button);
  assert.deepEqual(faults, []);
  await close();
});

test("a culprit of any kind, and numbers that are not known, are shown in words", async () => {
  const made = report(join(samples, "two-large-sessions/bundle"), "unknown");
  const schema = JSON.parse(readFileSync(join(root, "docs/report.schema.json"), "utf8"));
  const kinds = schema.definitions.culprit.properties.kind.enum;
  assert.ok(kinds.length >= 7);
  const nullable = (definition) => Object.entries(schema.definitions[definition].properties).filter(([, p]) => Array.isArray(p.type) && p.type.includes("null")).map(([name]) => name);
  const forget = (object, definition) => object && nullable(definition).forEach((name) => (object[name] = null));
  const { page, faults, close } = await open(`file://${join(root, "src/report/web/viewer.html")}`);
  for (const kind of kinds) {
    const changed = structuredClone(made.report), incident = changed.incidents[0];
    for (const culprit of [incident.culprit, ...incident.hypotheses.map((h) => h.culprit)]) {
      if (!culprit) continue;
      Object.assign(culprit, { kind, name: "some thing", who: `${kind} some thing` });
      forget(culprit, "culprit");
    }
    for (const person of [incident.victim, incident.invoker, ...incident.victims]) forget(person, "person");
    for (const process of incident.processes) forget(process, "process");
    forget(incident.ledger, "ledger"), forget(incident.postgres, "postgres"), forget(incident.decline, "decline"), (incident.scope = null);
    const file = join(scratch, `unknown-${kind}.json`);
    writeFileSync(file, JSON.stringify(changed));
    await page.goto(`file://${join(root, "src/report/web/viewer.html")}`);
    await page.setInputFiles("input[type=file]", file);
    await page.waitForSelector(".verdict");
    assert.equal(await page.textContent(".card.culprit .who"), `${kind} some thing`);
    const text = await page.evaluate(() => {
      document.querySelectorAll("ol.around").forEach((lines) => lines.remove());     // the kernel itself prints "(null)"
      return document.getElementById("page").textContent;
    });
    for (const never of ["null", "undefined", "NaN", "Infinity"]) assert.ok(!text.includes(never), `${kind}: ${never}`);
    for (const card of await page.locator(".card").allTextContents()) assert.ok(!/pid 0|\b0 B/.test(card), card);
  }
  assert.deepEqual(faults, []);
  await close();
});

test("of a report that is cut before the kill nobody is said to have lived", async () => {
  const { page, close } = await open(report(join(samples, "cut-kernel-log/bundle"), "cut").url);
  assert.equal(await page.textContent(".card.victim .who"), "not known");
  await close();
});

test("a link to a section finds it", async () => {
  const made = report(join(samples, "two-large-sessions/bundle"), "section");
  const { page, close } = await open(`${made.url}#checklist`);
  await page.waitForFunction(() => scrollY > 500);
  assert.ok(Math.abs(await page.evaluate(() => document.getElementById("checklist").getBoundingClientRect().top)) < 100);
  await close();
});

test("the first screen is there without scripts", async () => {
  const made = report(join(samples, "two-large-sessions/bundle"), "plain");
  const { page, close } = await open(made.url, { javaScriptEnabled: false });
  const text = await page.textContent("body");
  for (const [, fragment] of Object.entries(made.report.incidents[0].fragments)) assert.ok(text.includes(fragment), "fragments keep their lines");
  for (const wanted of [made.report.incidents[0].summary, "Culprit", "Where the memory was", "postgres private", "single backend", "Do now", "Prevent", "Checks", "kernel/dmesg-x.txt:92"])
    assert.ok(text.includes(wanted), wanted);
  await close();
});

test("dragging zooms all charts, buttons go back", async () => {
  const { page, faults, close } = await open(report(join(samples, "two-large-sessions/bundle"), "zoom").url);
  const ticks = () => page.evaluate(() => document.querySelectorAll(".u-legend .u-value").length);
  assert.ok((await ticks()) > 3);
  const over = page.locator(".u-over").first();
  await over.scrollIntoViewIfNeeded();
  const box = await over.boundingBox();
  await page.mouse.move(box.x + box.width * 0.45, box.y + 60);
  const shown = await page.locator(".u-legend .u-value").allTextContents();
  assert.ok(shown.some((value) => /MiB|GiB/.test(value)), `hovering shows values: ${shown}`);
  const before = await page.locator(".plot canvas").first().screenshot();
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.6, box.y + 70, { steps: 5 });
  await page.mouse.up();
  const zoomed = await page.locator(".plot canvas").first().screenshot();
  assert.notDeepEqual(zoomed, before);
  await page.getByRole("button", { name: "Around the kill" }).click();
  await page.mouse.move(5, 5);
  await page.getByRole("button", { name: "Whole history" }).click();
  assert.notDeepEqual(await page.locator(".plot canvas").first().screenshot(), zoomed);
  assert.deepEqual(faults, []);
  await close();
});

test("processes sort and filter", async () => {
  const made = report(join(samples, "two-large-sessions/bundle"), "table");
  const { page, close } = await open(made.url);
  const pids = async () => (await page.locator("#processes tbody tr td:first-child").allTextContents()).map(Number);
  const bySize = [...made.report.incidents[0].processes].sort((a, b) => b.anon_bytes - a.anon_bytes).map((p) => p.pid);
  assert.equal((await pids())[0], bySize[0]);
  await page.locator("#processes").getByRole("button", { name: "pid" }).click();
  assert.deepEqual(await pids(), [...(await pids())].sort((a, b) => b - a));
  await page.locator("#processes").getByRole("button", { name: "pid" }).click();
  assert.deepEqual(await pids(), [...(await pids())].sort((a, b) => a - b));
  await page.getByRole("searchbox").fill("billing_batch");
  assert.deepEqual(await pids(), [27163]);
  await close();
});

test("checks filter, fragments copy", async () => {
  const made = report(join(samples, "two-large-sessions/bundle"), "checks");
  const { page, close } = await open(made.url, { permissions: ["clipboard-read", "clipboard-write"] });
  const passed = made.report.incidents[0].checklist.filter((c) => c.status === "pass").length;
  await page.locator("#checklist").getByRole("button", { name: /^pass/ }).click();
  assert.equal(await page.locator("#checklist details.check").count(), passed);
  await page.locator("#fragments button").first().click();
  await page.getByText("copied").waitFor();
  const [, text] = Object.entries(made.report.incidents[0].fragments)[0];
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), text);
  await close();
});

test("memory until the limit is drawn, labelled, and there in numbers and words", async () => {
  for (const options of [{}, { viewport: { width: 390, height: 844 }, colorScheme: "dark" }]) {
    const made = report(join(samples, "two-large-sessions/bundle"), "picture");
    const picture = made.report.incidents[0].memory_picture;
    const { page, faults, close } = await open(made.url, options);
    await page.waitForSelector("#picture svg.stack");
    assert.equal(await page.locator(".stack .layer").count(), picture.layers.length);
    assert.equal(await page.locator(".stack .layer-culprit").count(), 1);
    assert.equal(await page.locator(".stack").getAttribute("aria-label"), picture.text);
    const fill = (name) => page.evaluate((n) => getComputedStyle(document.querySelector(n)).fill, name);
    const others = picture.layers.filter((layer) => !layer.culprit).length, fills = await page.locator(".stack .layer").evaluateAll((all) => all.map((one) => getComputedStyle(one).fill));
    assert.equal(fills.filter((one) => one === fills[fills.length - 1]).length, 1, "the culprit's colour is nobody else's");
    assert.equal(new Set(fills).size, others + 1, "no two layers look alike");
    assert.equal(await fill("#picture .legend .layer-culprit"), fills[fills.length - 1]);
    const labels = (await page.locator(".stack text").allTextContents()).join(" ");
    for (const wanted of ["limit ", "kill", "ready"]) assert.ok(labels.includes(wanted), `${wanted}: ${labels}`);
    for (const box of await page.locator(".stack .mark text").evaluateAll((all) => all.map((one) => one.getBoundingClientRect().toJSON())))
      assert.ok(box.left >= 0 && box.right <= (options.viewport?.width ?? 1280), "labels are inside the page");
    await page.locator("#picture summary").click();
    assert.equal(await page.locator("#picture tbody tr").count(), picture.layers.length);
    assert.ok((await page.locator("#picture tbody tr").first().textContent()).includes("culprit"));
    assert.deepEqual(faults, []);
    await close();
  }
});

test("where nothing shows how memory ran out, there is no empty picture", async () => {
  const { page, close } = await open(report(join(samples, "one-kill-line/bundle"), "no-picture").url);
  assert.equal(await page.locator("#picture").count(), 0);
  await close();
});

test("sliders say what --what-if says, one by one and several at a time", async () => {
  for (const name of ["two-large-sessions", "too-many-sessions", "greedy-neighbour"]) {
    const bundle = join(samples, `${name}/bundle`), made = report(bundle, `sliders-${name}`), { sliders } = made.report.incidents[0].sliders;
    const ends = sliders.map(({ trials, now }) => [0, Math.floor(trials.length / 2), trials.length - 1].filter((i) => trials[i].value !== now));
    const moves = sliders.flatMap((_, a) => ends[a].map((i) => [[a, i]]));
    for (let a = 0; a < sliders.length; ++a) for (let b = a + 1; b < sliders.length; ++b) for (const i of ends[a]) for (const j of ends[b]) moves.push([[a, i], [b, j]]);
    const asked = moves.map((move) => move.map(([s, i]) => `${sliders[s].question}=${sliders[s].trials[i].value}`).join(","));
    const answers = report(bundle, `asked-${name}`, asked.flatMap((question) => ["--what-if", question])).report.incidents[0].what_ifs;
    assert.deepEqual(answers.map((one) => one.question), asked);
    const { page, faults, close } = await open(made.url);
    const range = (s) => page.locator("#what-if input").nth(s);
    for (const [n, move] of moves.entries()) {
      for (const [s, i] of move) await range(s).fill(String(i));
      const told = page.locator("#what-if [role=status]"), { effect } = answers[n];
      assert.equal(await page.textContent("#what-if .question"), `--what-if ${asked[n]}`);
      assert.ok((await told.getAttribute("class")).split(" ").includes(effect.kind), `${asked[n]}: ${effect.kind}, not ${await told.getAttribute("class")}`);
      if (move.length === 1 || effect.kind === "no_kill") assert.equal(await told.textContent(), effect.text, asked[n]);
      await page.getByRole("button", { name: "As it was" }).click();
    }
    assert.equal(await page.locator("#what-if .question").count(), 0);
    assert.deepEqual(faults, []);
    await close();
  }
});

test("the contents lead to every section", async () => {
  const { page, faults, close } = await open(report(join(samples, "two-large-sessions/bundle"), "contents").url);
  const links = page.locator("nav.contents a");
  assert.deepEqual((await links.allTextContents()).slice(0, 3), ["Memory until the limit (UTC)", "Do now", "Where the memory was"]);
  await links.filter({ hasText: "Checks" }).click();
  await page.waitForFunction(() => Math.abs(document.querySelector("#checklist").getBoundingClientRect().top) < 200);
  assert.deepEqual(faults, []);
  await close();
});

test("who is culprit and victim in one is said once", async () => {
  const { page, close } = await open(report(join(samples, "greedy-neighbour/bundle"), "once").url);
  assert.deepEqual(await page.locator(".card h2").allTextContents(), ["Culprit, Invoker, Victim", "Outage"]);
  await close();
});

test("an incident is copied for a chat, a ticket and a post-mortem", async () => {
  const { url, report: data } = report(join(samples, "two-large-sessions/bundle"), "copies");
  const { page, faults, close } = await open(url, { permissions: ["clipboard-read", "clipboard-write"] });
  const said = data.incidents[0].summary;
  for (const [name, begins] of [["Slack", "*laststraw:* "], ["Jira", "* *laststraw:* "], ["a post-mortem", "# "]]) {
    await page.getByRole("button", { name, exact: true }).click();
    await page.getByText(`Copied for ${name}.`).waitFor();
    const text = await page.evaluate(() => navigator.clipboard.readText());
    assert.ok(text.startsWith(begins) && text.includes(said.slice(0, 40)), text);
  }
  assert.deepEqual(faults, []);
  await close();
});

test("several incidents: the address chooses", async () => {
  const made = report(samples, "several");
  assert.ok(made.report.incidents.length > 1);
  const { page, faults, close } = await open(made.url);
  await page.locator("nav a").nth(1).click();
  await page.waitForFunction((summary) => document.querySelector("h1").textContent === summary, made.report.incidents[1].summary);
  assert.deepEqual(faults, []);
  await close();
});

test("a statement that is markup is shown, not run", async () => {
  const evil = `</script><script>alert(1)</script><img src=x onerror=alert(2)> {{summary}} <!-- laststraw:data -->`;
  const bundle = join(scratch, "evil");
  cpSync(join(samples, "two-large-sessions/bundle"), bundle, { recursive: true });
  const log = join(bundle, "postgresql/postgresql.json"), text = readFileSync(log, "utf8");
  assert.ok(text.includes("do $$ declare"));
  writeFileSync(log, text.replaceAll(/do \$\$ declare/g, `${evil} do $$$$ declare`).replaceAll("billing_batch", "<b>bold</b>"));
  const made = report(bundle, "evil-report");
  for (const javaScriptEnabled of [true, false]) {
    const { page, faults, close } = await open(made.url, { javaScriptEnabled });
    assert.deepEqual(faults.filter((f) => !f.includes("JavaScript")), []);
    assert.equal(await page.locator("img").count(), 0);
    assert.equal(await page.locator("b").filter({ hasText: /^bold$/ }).count(), 0);
    assert.equal(await page.title().then((title) => title.includes("culprit")), true);
    assert.ok((await page.textContent("#page")).includes(evil), "the statement is shown as it was");
    await close();
  }
});

test("prints to PDF", async () => {
  const { page, faults, close } = await open(report(join(samples, "two-large-sessions/bundle"), "print").url);
  assert.ok((await page.pdf({ format: "A4" })).length > 20_000);
  assert.deepEqual(faults, []);
  await close();
});

test("no serious accessibility fault, wide and on a phone, light and dark", async () => {
  const axe = readFileSync(join(root, "src/report/web/node_modules/axe-core/axe.min.js"), "utf8");
  const made = report(join(samples, "two-large-sessions/bundle"), "axe");
  for (const options of [{ colorScheme: "light" }, { colorScheme: "dark" }, { viewport: { width: 390, height: 844 } }]) {
    const { page, close } = await open(made.url, { ...options, bypassCSP: true });
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => globalThis.axe.run());
    assert.deepEqual(violations.filter((v) => v.impact === "serious" || v.impact === "critical").map((v) => `${v.id}: ${v.nodes.map((n) => n.target).join(" ")}`), []);
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(wider <= 0, `nothing sticks out sideways (${wider})`);
    await close();
  }
});

test("evidence shows the lines around it: on hover and focus, and open by Enter, without scripts too", async () => {
  const made = report(join(samples, "two-large-sessions/bundle"), "around");
  const { page, faults, close } = await open(made.url);
  const item = page.locator("#causes details.cause[open] details.quote").first(), summary = item.locator("summary"), lines = item.locator("ol.around");
  const cited = (await summary.locator(".place").textContent()).trim(), number = Number(cited.split(":").pop());
  await summary.scrollIntoViewIfNeeded();
  assert.equal(await lines.isVisible(), false);
  await summary.hover();
  await lines.waitFor({ state: "visible" });
  const values = await lines.locator("li").evaluateAll((all) => all.map((one) => one.value));
  assert.deepEqual(values, [...values].sort((a, b) => a - b));
  assert.ok(values.includes(number) && values.some((one) => one < number) && values.every((one) => Math.abs(one - number) <= 3), `${values} around ${number}`);
  assert.equal(await lines.locator(".cited code").first().textContent(), await summary.locator("code").textContent());
  await page.keyboard.press("Escape");
  await lines.waitFor({ state: "hidden" });
  await page.mouse.move(2, 2);
  await page.keyboard.press("Tab");
  await summary.focus();
  await page.keyboard.press("Enter");
  assert.equal(await item.getAttribute("open"), "");
  await page.keyboard.press("Escape");
  assert.equal(await item.getAttribute("open"), null);
  assert.deepEqual(faults, []);
  await close();
  const plain = await open(made.url, { javaScriptEnabled: false });
  await plain.page.locator("details.quote summary").first().click();
  assert.equal(await plain.page.locator("details.quote ol.around").first().isVisible(), true);
  await plain.close();
});

test("a part of the ledger leads to its processes, and so does its address", async () => {
  const made = report(join(samples, "greedy-neighbour/bundle"), "parts");
  const { page, faults, close } = await open(made.url);
  const all = made.report.incidents[0].processes, own = all.filter((one) => one.role !== "external").length;
  assert.ok(own > 0 && own < all.length);
  const link = page.locator("#ledger .legend a", { hasText: "postgres private" });
  await link.focus();
  await page.keyboard.press("Enter");
  await page.getByText("Those of: postgres private").waitFor();
  assert.equal(await page.locator("#processes tbody tr").count(), own);
  assert.equal(await page.evaluate(() => document.activeElement.closest("section").id), "processes");
  await page.waitForFunction(() => Math.abs(document.querySelector("#processes").getBoundingClientRect().top) < 200);
  const address = page.url();
  assert.ok(address.endsWith("#incident-1/processes/postgres+private"), address);
  await page.getByText("show all processes").click();
  await page.waitForFunction((n) => document.querySelectorAll("#processes tbody tr").length === n, Math.min(50, all.length));
  await page.locator("#ledger svg.bar .leads").first().click();
  await page.getByText(/^Those of:/).waitFor();
  assert.deepEqual(faults, []);
  await close();
  const direct = await open(address);
  await direct.page.getByText("Those of: postgres private").waitFor();
  assert.equal(await direct.page.locator("#processes tbody tr").count(), own);
  await direct.close();
});

test("a story of several incidents has a calendar, and the same as a list; others have none", async () => {
  const kills = Array.from({ length: 5 }, (_, day) => `2026-01-0${day + 4}T03:00:0${day}.000000+00:00 db7 kernel: Memory cgroup out of memory: Killed process ${900 + day} (nightly) total-vm:900000kB, anon-rss:800000kB, file-rss:0kB, shmem-rss:0kB, UID:26 pgtables:2000kB oom_score_adj:0\n`);
  const log = join(scratch, "nights.log");
  writeFileSync(log, kills.join(""));
  const made = report(log, "nights");
  assert.equal(made.report.recurrence.length, 1);
  const { page, faults, close } = await open(made.url);
  assert.equal(await page.locator("svg.calendar .when").count(), 5);
  assert.equal(await page.locator("svg.calendar .day").count(), 5);
  await page.locator(".recurs summary").click();
  await page.locator(".recurs ol a").nth(3).click();
  await page.waitForFunction((summary) => document.querySelector("h1").textContent === summary, made.report.incidents[3].summary);
  assert.deepEqual(faults, []);
  await close();
  const { page: single, close: closeSingle } = await open(report(join(samples, "two-large-sessions/bundle"), "no-story").url);
  assert.equal(await single.locator("svg.calendar").count(), 0);
  await closeSingle();
});

test("no page of the samples is larger than 400 kB", () => {
  for (const name of readdirSync(samples).filter((entry) => !entry.includes("."))) {
    const size = readFileSync(new URL(report(join(samples, name, "bundle"), `size-${name}`).url)).length;
    assert.ok(size < 400_000, `${name}: ${size}`);
  }
});

test("the viewer alone opens a --json file", async () => {
  const made = report(join(samples, "two-large-sessions/bundle"), "alone");
  const { page, faults, close } = await open(`file://${join(root, "src/report/web/viewer.html")}`);
  await page.setInputFiles("input[type=file]", made.json);
  await page.waitForSelector(".verdict");
  assert.equal(await page.textContent(".verdict h1"), made.report.incidents[0].summary);
  assert.ok((await page.locator("canvas").count()) > 0);
  assert.deepEqual(faults, []);
  await close();
});
