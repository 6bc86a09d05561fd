#include "cli/help.hpp"

namespace laststraw::cli {

std::vector<Example> examples(std::string_view command) {
  if (command.empty())
    return {{"laststraw bundle.tar.gz", "one screen: what happened, why, what to do"},
            {"sudo laststraw here", "on the server itself: collects and explains at once"},
            {"journalctl -k --no-pager | laststraw analyze -", "from the kernel log alone"},
            {"laststraw scan /archive", "every incident in folders of old logs"},
            {"laststraw explain single_backend", "a word of the report"}};
  if (command == "analyze")
    return {{"laststraw bundle/", "one screen; --full for all"},
            {"laststraw kernel.txt postgresql.log --ram 64GiB", "files, and what no file tells"},
            {"laststraw bundle/ --html report.html", "a page to forward: charts, evidence, what if"},
            {"laststraw bundle/ --around 03:01", "of several incidents those near the last 03:01"},
            {"laststraw bundle/ --summary --redact", "five lines for a chat, without names and data"},
            {"laststraw bundle/ --what-if work_mem=64MB", "would that have been enough?"},
            {"laststraw bundle/ --format github --fail-on culprit", "in a pipeline; exit status 5 for a culprit"}};
  if (command == "compare")
    return {{"laststraw compare last-week/ today/", "the same cause again? which settings changed?"},
            {"laststraw compare bundle/@1 bundle/@3 --md -", "two incidents of one bundle, for a ticket"},
            {"laststraw compare before.json after.json", "two reports of analyze --json"}};
  if (command == "here")
    return {{"sudo laststraw here", "what the kernel and the logs of the last 24 hours tell"},
            {"sudo laststraw here --around 03:01 --html report.html", "about that time; a page to forward"},
            {"sudo laststraw here --keep bundle -- -d /srv/pg/data", "keep the evidence; one server only"}};
  if (command == "scan")
    return {{"laststraw scan /archive --html fleet.html --reports reports", "a page of all, each linked to its report"},
            {"laststraw scan /archive --ndjson - --resume state", "one line of JSON an incident; only what is new"}};
  if (command == "merge")
    return {{"laststraw merge 1.ndjson 2.ndjson --ndjson all.ndjson", "what shards 1/2 and 2/2 wrote"},
            {"laststraw merge *.ndjson --html all.html --resume state", "goes on where it was killed"}};
  if (command == "collect")
    return {{"laststraw collect > collect.sh; sudo sh collect.sh", "on the server; read-only"},
            {"laststraw collect --run -- -t '2026-11-21 03:00'", "here and now, logs of that time"},
            {"laststraw collect --run -- --kubectl pg-1 -n shop", "a pod; --docker NAME: a container"},
            {"laststraw collect --run -- --rds shop | sh", "Amazon RDS, by calls of the AWS CLI"}};
  if (command == "record")
    return {{"sudo laststraw record --install", "on the server: 64 MiB in /var/lib/laststraw, every 10 s"},
            {"sudo laststraw record --install -- --contexts -m 128", "with memory contexts under pressure"},
            {"sudo laststraw record --uninstall", "off; what was recorded stays"},
            {"laststraw record > record.sh; sh record.sh -o /tmp/recorder", "try it without installing"}};
  if (command == "explain") return {{"laststraw explain overcommit_mode", "a check"}, {"laststraw explain raise_limit", "a step"}};
  if (command == "list") return {{"laststraw list formats", "all that can be read, with a sample each"}};
  if (command == "manual")
    return {{"laststraw manual man | man -l -", "the man page"}, {"source <(laststraw manual bash)", "completions, for this shell"}};
  return {};
}

std::vector<Explained> exit_statuses() {
  return {{"0", "an incident was found and explained"},
          {"1", "inputs were read, and there is no incident in them"},
          {"2", "a mistake in the command, or something could not be read or written (what could be read is reported all the same)"},
          {"3", "an incident was found, but the evidence does not decide"},
          {"4", "nothing can be said: no input is in a known form, or lines that speak of an incident could not be read"},
          {"5", "with --fail-on: an incident is what it names; else 0 takes the place of 1 and 3"}};
}

std::vector<Explained> environment_variables() {
  return {{"LASTSTRAW_PAGER, PAGER", "What shows --full on a terminal; less -FRX, if neither is set. Empty or cat: nothing does."},
          {"NO_COLOR", "Where it is set and not empty, no colours; nor with TERM=dumb."},
          {"COLUMNS", "The width on a terminal, instead of the terminal's own. What goes to a file is 80 columns wide (see --width)."},
          {"LC_ALL, LC_CTYPE, LANG",
           "In the C or POSIX locale, or one without UTF-8, reports hold no marks outside of ASCII. Languages are chosen with --lang."},
          {"TMPDIR", "Where the script of laststraw collect works; /var/tmp, if not set."}};
}

std::vector<std::string_view> limits() {
  return {
      "Inputs are recognised by content, not by name: laststraw list formats shows all with a sample each. Archives and compressed files (tar, zip, 7z; gz, zst, xz, bz2, lz4) are read in memory; only a binary journal or an old saDD file is copied to a temporary file (in /dev/shm where that can be), which goes when it has been read. Links, pipes and devices in folders and archives are not followed; of files that are mostly holes the data is read, up to 256 MiB.",
      "Limits: 4 GiB unpacked in all, 16 GiB with what is passed over, 100,000 members of archives (folders, links and empty files, too), compressed four times over, an archive in an archive but no deeper, 2000 times the packed size, 1 GiB from standard input; 20,000 kernel reports, 5,000,000 rows of task tables, 100,000 system events, 2000 explained incidents a run. What is left out is named in the report.",
      "scan holds at most --max-memory of the logs at one time (a quarter of the RAM, if not given).",
      "Nothing of the input is executed, written to or sent anywhere."};
}

}  // namespace laststraw::cli
