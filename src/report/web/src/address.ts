// What the address asks for: #incident-2 chooses one of several, #incident-2/processes/postgres+private also whose processes are shown.
import { useEffect, useState } from "preact/hooks";
import type { Incident, LedgerPart } from "./contract";

export interface Asked { incident: number; part: string }

const asked = (): Asked => {
  const [, incident, part] = /^#incident-(\d+)(?:\/processes\/(.+))?$/.exec(location.hash) ?? [];
  let name = "";
  try {
    name = decodeURIComponent((part ?? "").replaceAll("+", " "));
  } catch {                                      // an address that somebody mistyped
  }
  return { incident: Number(incident ?? 0), part: name };
};

export const addressOf = (incident: Incident, part: LedgerPart): string => `#incident-${incident.id}/processes/${encodeURIComponent(part.name).replaceAll("%20", "+")}`;

/** Follows the address; one that asks for no incident leaves the one that is shown. */
export function useAddress(): Asked {
  const [now, setNow] = useState(asked());
  useEffect(() => {
    const changed = () => setNow((before) => (asked().incident > 0 ? asked() : { incident: before.incident, part: location.hash === "#processes" ? "" : before.part }));
    addEventListener("hashchange", changed);
    return () => removeEventListener("hashchange", changed);
  }, []);
  return now;
}
