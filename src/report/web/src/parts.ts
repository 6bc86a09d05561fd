// Which processes a part of the ledger is made of.
import type { Incident, LedgerPart, Process } from "./contract";

const kLongestProgram = 60;                       // of a name in the ledger

/** What of a process it counts; for the order of the table. */
export type Size = "anon_bytes" | "shmem_bytes" | "page_tables_bytes";

export interface Share { processes: Process[]; by: Size }

function programOf(name: string): string | null {
  return name.endsWith(" private") && name !== "postgres private" && name !== "other programs private" ? name.slice(0, -" private".length) : null;
}
const isOf = (program: string, process: Process) => process.role === "external" && (process.comm === program || (program.length >= kLongestProgram - 3 && process.comm.startsWith(program)));

/** Null: memory that no process is known to hold. */
export function shareOf(incident: Incident, name: string): Share | null {
  const all = incident.processes, external = all.filter((one) => one.role === "external");
  const some = (processes: Process[], by: Size): Share | null => (processes.length > 0 ? { processes, by } : null);
  const holding = (by: Size) => some(all.filter((one) => (one[by] ?? 0) > 0), by);
  if (name === "postgres private") return some(all.filter((one) => one.role !== "external"), "anon_bytes");
  if (name === "shared memory") return holding("shmem_bytes");
  if (name === "page tables") return holding("page_tables_bytes");
  if (name === "other programs private") {
    const named = incident.ledger.parts.map((part: LedgerPart) => programOf(part.name)).filter((program): program is string => program !== null);
    return some(external.filter((one) => !named.some((program) => isOf(program, one))), "anon_bytes");
  }
  const program = programOf(name), role = /^\d+ x (.+)$/.exec(name)?.[1];
  if (program !== null) return some(external.filter((one) => isOf(program, one)), "anon_bytes");
  return role === undefined ? null : some(all.filter((one) => one.role === role), "anon_bytes");
}
