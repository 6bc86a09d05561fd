// Labels in the page's language. A label's name is its English text; the page carries the catalogue of any other language.
const catalogue: Record<string, string> = JSON.parse(document.getElementById("words")?.textContent ?? "{}");

/** {0}, {1}, ... are filled in. */
export function t(english: string, ...values: (string | number)[]): string {
  return (catalogue[english] ?? english).replace(/\{(\d)\}/g, (_, i: string) => String(values[Number(i)] ?? ""));
}

/** A name of the contract: "memcg_oom", "page tables". */
export const inWords = (name: string): string => catalogue[name] ?? name.replaceAll("_", " ");
