// The Markdown report in two renderers: whatever a log says, it comes out as text.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { marked } from "marked";
import { micromark } from "micromark";
import { gfm, gfmHtml } from "micromark-extension-gfm";

const root = join(import.meta.dirname ?? new URL(".", import.meta.url).pathname, "../../../..");
const sample = join(root, "samples/incidents/two-large-sessions/bundle");
const scratch = mkdtempSync(join(tmpdir(), "laststraw-md-"));
after(() => rmSync(scratch, { recursive: true, force: true }));

const renderers = {
  marked: (text) => marked.parse(text),
  micromark: (text) => micromark(text, { extensions: [gfm()], htmlExtensions: [gfmHtml()], allowDangerousHtml: true }),
};

/** What a report without malice is made of. */
const expected = new Set(["h1", "h2", "h3", "p", "strong", "em", "table", "thead", "tbody", "tr", "th", "td", "code", "pre", "ul", "li", "br", "details", "summary"]);
const elements = (html) => [...html.matchAll(/<([a-zA-Z][a-zA-Z0-9]*)([^>]*)>/g)].map(([, name, rest]) => ({ name, rest: rest.trim() }));
const text = (html) => html.replaceAll(/<!--.*?-->|<[^>]*>/g, "").replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&#39;", "'").replaceAll("&amp;", "&");

function markdown(name, statement) {
  const bundle = join(scratch, name), file = join(scratch, `${name}.md`);
  cpSync(sample, bundle, { recursive: true });
  const log = join(bundle, "postgresql/postgresql.json"), before = readFileSync(log, "utf8");
  const escaped = JSON.stringify(statement).slice(1, -1);
  const after = before.replaceAll("do $$ declare", () => `${escaped} do $$ declare`).replaceAll("billing_batch", () => escaped.slice(0, 60).replace(/\\+$/, ""));
  assert.notEqual(before, after);
  writeFileSync(log, after);
  try {
    execFileSync(process.env.LASTSTRAW, ["analyze", bundle, "--md", file], { stdio: "pipe" });
  } catch (error) {
    if (error.status !== 3) throw error;
  }
  return readFileSync(file, "utf8");
}

const payloads = {
  "html behind an escaped bar": String.raw`select <img src=x onerror=alert(1)> \|`,
  "bars and backslashes": String.raw`select '^\|$' | \\| \\\| | a\ `,
  backticks: "select ` `` ``` ```` <b>bold</b> `<img src=x>`",
  "a fence": "``` \n\n# heading\n\n<script>alert(1)</script>",
  "html blocks": "</details></summary></td></table><script>alert(1)</script><!-- <a href=x>y</a> -->",
  links: "see http://example.com/a https://example.com www.example.com mail@example.com <https://example.com> [x](javascript:alert(1)) ![x](y) xmpp:a@b.com mailto:a@b.com",
  emphasis: "select **a** __b__ *c* _d_ ~~e~~ ==f== $x$ $$y$$",
  entities: "&lt;img&gt; &#60;b&#62; &amp;lt;",
  "line ends": "a\u2028# b\u2029- c\r\n| d | e |\n|---|---|",
};

for (const [what, statement] of Object.entries(payloads))
  test(`no markup comes out of ${what}`, () => {
    const source = markdown(what.replaceAll(" ", "-"), statement);
    for (const [name, render] of Object.entries(renderers)) {
      const html = render(source), wild = elements(html).filter((e) => !expected.has(e.name) || !/^(|\/|open|open=""|align="(left|right|center)"|class="language-\w+")$/.test(e.rest));
      assert.deepEqual(wild.map((e) => `${e.name} ${e.rest}`), [], name);
      for (const row of html.match(/<tr>[\s\S]*?<\/tr>/g)) assert.ok((row.match(/<t[dh]/g) ?? []).length >= 3, `${name}: ${row}`);
      // Every table row is whole: none ran over into a paragraph.
      for (const paragraph of html.match(/<p>[\s\S]*?<\/p>/g)) assert.ok(!/^<p>\|/.test(paragraph), `${name}: ${paragraph.slice(0, 200)}`);
      const plain = statement.replaceAll(/[\n\t]|\r/g, " ").replaceAll("\u2028", "<U+2028>").replaceAll("\u2029", "<U+2029>").trim();
      assert.ok(text(html).replaceAll("&#92;", "\\").includes(plain), `${name} shows the statement as it was: ${plain}`);
    }
  });

test("the renderers do make markup where it is not escaped", () => {
  for (const render of Object.values(renderers)) assert.ok(elements(render("| a |\n|---|\n| `x \\\\| <img src=x>` |\n\nhttp://example.com")).some((e) => e.name === "img" || e.name === "a"));
});
