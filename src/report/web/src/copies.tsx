// Texts to paste elsewhere: the program wrote them, the page only hands them over.
import { useState } from "preact/hooks";
import type { Copies } from "./load";
import { t } from "./speech";

/** A page opened from a file may have no clipboard of its own; what is selected can be copied all the same. */
async function toClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}

export function CopyButtons({ copies }: { copies: Copies | undefined }) {
  const [said, setSaid] = useState("");
  if (!copies) return null;
  const button = (name: string, text: string) => (
    <button type="button" onClick={async () => setSaid((await toClipboard(text)) ? t("Copied for {0}.", name) : t("The browser does not let this page copy."))}>{name}</button>
  );
  return (
    <p class="tools copies">
      <span>{t("Copy for")}</span>
      {button("Slack", copies.slack)} {button("Jira", copies.jira)} {button(t("a post-mortem"), copies.post_mortem)} <span role="status">{said}</span>
    </p>
  );
}
