// The fleet's page in a real browser: what it shows, what it lets a log do (nothing), and how it bears ten thousand incidents.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";

const root = join(import.meta.dirname ?? new URL(".", import.meta.url).pathname, "../../../..");
const scratch = mkdtempSync(join(tmpdir(), "laststraw-fleet-"));
const EVIL = `</script><script>alert(1)</script><img src=x onerror=alert(2)>"'\u2028]]>`;
let browser, lines;

before(async () => {
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
  const out = execFileSync(process.env.LASTSTRAW, ["scan", "-q", "--ndjson", "-", join(root, "samples/incidents")], { stdio: ["ignore", "pipe", "ignore"], maxBuffer: 1 << 28 });
  lines = out.toString().split("\n").filter((line) => line.startsWith('{"schema_version"')).map(JSON.parse);
});
after(async () => {
  await browser.close();
  rmSync(scratch, { recursive: true });
});

/** The page that merge makes of `rows`. */
function page(name, rows) {
  const ndjson = join(scratch, `${name}.ndjson`), html = join(scratch, `${name}.html`);
  rows.sort((a, b) => (a.case < b.case ? -1 : 1));
  const end = JSON.stringify({ shard: { part: 1, of: 1, incidents: rows.length } });
  writeFileSync(ndjson, rows.map((row) => JSON.stringify(row)).join("\n") + `\n${end}\n`);
  execFileSync(process.env.LASTSTRAW, ["merge", ndjson, "--html", html], { stdio: "pipe" });
  return `file://${html}`;
}

async function open(url, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const tab = await context.newPage(), faults = [];
  tab.on("console", (message) => ["error", "warning"].includes(message.type()) && faults.push(message.text()));
  tab.on("pageerror", (error) => faults.push(String(error)));
  tab.on("dialog", (dialog) => (faults.push(`dialog: ${dialog.message()}`), dialog.dismiss()));
  tab.on("request", (request) => request.url() !== url && faults.push(`request: ${request.url()}`));
  await tab.goto(url);
  return { tab, faults, close: () => context.close() };
}

/** `n` rows of real incidents: other cases, hosts, times; some of them one story. */
function many(n) {
  const base = lines.map((one) => ({ ...one, processes: [], timeline: [], checklist: [], steps: [], hypotheses: one.hypotheses.slice(0, 1) }));
  return Array.from({ length: n }, (_, i) => {
    const one = base[i % base.length], at = new Date(Date.UTC(2025, 10, 1) + i * 3000000).toISOString();
    const traits = i % 3 ? [{ by: "statement", key: `k${i % 50}`, name: `the statement "select ${i % 50}"` }] : [];
    return { ...one, case: `case-${String(i).padStart(6, "0")}`, id: 1, uid: `u${i}`, host: `db${i % 400}`, at, victim: null, comparison: { ...one.comparison, traits } };
  });
}

test("a log's words stay words, and nothing is loaded", async () => {
  const rows = many(40).map((row, i) => ({ ...row, host: i % 2 ? EVIL : row.host, summary: EVIL, case: `${EVIL}${100 + i}`, owner: EVIL,
    comparison: { of_victims: false, size_bytes: null, settings: { work_mem: "4194304", kernel: EVIL }, traits: [{ by: "role", key: "k", name: EVIL }] } }));
  const { tab, faults, close } = await open(page("evil", rows));
  await tab.click("tr[data-story]");
  await tab.click("#rows .row >> nth=0");
  assert.ok((await tab.textContent("#detail")).includes(EVIL.slice(0, 20)));
  await tab.click("#counts tr >> nth=0");
  assert.deepEqual(faults, []);
  assert.equal(await tab.locator("main img").count(), 0);
  await close();
});

test("stories stand first, ask for their incidents, and the list sorts, filters and searches", async () => {
  const { tab, faults, close } = await open(page("some", many(300)));
  const first = await tab.locator("main > section").first().getAttribute("id");
  assert.equal(first, "stories");
  const shown = async () => Number((await tab.textContent("#shown")).split(" / ")[0]);
  assert.equal(await shown(), 300);
  const times = Number(await tab.locator("tr[data-story] >> nth=0").locator("td").nth(1).textContent());
  await tab.click("tr[data-story] >> nth=0");
  assert.equal(await shown(), times);
  await tab.click("#chips button");
  assert.equal(await shown(), 300);
  await tab.fill("#search", "db17");
  assert.ok((await shown()) > 0 && (await shown()) < 300);
  await tab.click("#rows .row");
  await tab.click("#detail .chip");
  assert.ok(await tab.isVisible("#sheet"));
  assert.deepEqual(faults, []);
  await close();
});

test("without scripts it shows stories and counts", async () => {
  const { tab, close } = await open(page("still", many(100)), { javaScriptEnabled: false });
  assert.ok((await tab.locator("tr[data-story]").count()) > 1);
  assert.ok(await tab.isVisible("noscript"));
  assert.ok(!(await tab.isVisible("#list")));
  await close();
});

test("ten thousand incidents open in two seconds and scroll", async (t) => {
  const url = page("many", many(10000));
  const begin = performance.now();
  const { tab, faults, close } = await open(url);
  await tab.waitForSelector("#rows .row");
  const opened = performance.now() - begin;
  const scrolled = await tab.evaluate(async () => {
    const box = document.getElementById("rows"), start = performance.now();
    let frames = 0;
    for (; frames < 60; ++frames) {
      box.scrollTop += 4000;
      await new Promise(requestAnimationFrame);
    }
    return { perFrame: (performance.now() - start) / frames, drawn: document.querySelectorAll("#rows .row").length };
  });
  t.diagnostic(`opened in ${Math.round(opened)} ms, ${scrolled.perFrame.toFixed(1)} ms a frame, ${scrolled.drawn} rows drawn, ${readFileSync(url.slice(7)).length >> 20} MiB`);
  assert.ok(opened < 2000 * Number(process.env.SLOW ?? 1), `${opened} ms`);
  assert.ok(scrolled.drawn < 100);
  assert.deepEqual(faults, []);
  await close();
});
