// Builds viewer.html: one file with script and styles in it, and a policy that lets nothing else run.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { defineConfig } from "vite";
import { viteSingleFile } from "vite-plugin-singlefile";

const hash = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
const licence = (name) => `${name}:\n${readFileSync(`node_modules/${name}/LICENSE`, "utf8").trim().replaceAll("--", "- -")}`;

/** Fills in the policy once script and styles stand in the page, and keeps the licences of what is built in. */
const finish = {
  name: "laststraw-finish",
  closeBundle() {
    const built = readFileSync("dist/index.html", "utf8");
    const [tag, code] = built.match(/<script[^>]*>([\s\S]*?)<\/script>/);
    const [style, rules] = built.match(/<style[^>]*>([\s\S]*?)<\/style>/);
    const policy = `default-src 'none'; script-src ${hash(code)}; style-src ${hash(rules)}; img-src data:; base-uri 'none'; form-action 'none'`;
    const html = built
      .replace(tag, "")
      .replace(style, () => `<style>${rules}</style>`)
      .replace("</body>", () => `<script>${code}</script>\n</body>`)    // at the end: the page is there when it runs
      .replace("laststraw:policy", () => policy)
      .replace("laststraw:licences", () => ["preact", "uplot"].map(licence).join("\n\n"));
    writeFileSync(process.env.VIEWER ?? "viewer.html", html);
  },
};

export default defineConfig({
  esbuild: { jsx: "automatic", jsxImportSource: "preact", legalComments: "none" },
  build: { target: "es2021", cssCodeSplit: false, reportCompressedSize: false, modulePreload: false, rollupOptions: { output: { format: "iife" } } },
  plugins: [viteSingleFile(), finish],
});
