// Binary journals (/var/log/journal/*/*.journal), through libsystemd: the format has too many variants (compression,
// compact and keyed-hash files) to read it again. https://systemd.io/JOURNAL_FILE_FORMAT: "LPKSHHRH".
#include <systemd/sd-journal.h>

#include <array>
#include <cstring>
#include <memory>

#include "sandbox/broker.hpp"
#include "unwrap/forms.hpp"
#include "unwrap/journal_entry.hpp"

namespace laststraw::unwrap_forms {

namespace {

constexpr std::array<const char*, 9> kFields{
    "MESSAGE", "SYSLOG_IDENTIFIER", "_COMM", "_PID", "SYSLOG_PID", "_HOSTNAME", "_TRANSPORT", "PRIORITY", "_SOURCE_MONOTONIC_TIMESTAMP"};

struct CloseJournal {
  void operator()(sd_journal* journal) const { sd_journal_close(journal); }
};

std::string field(sd_journal* journal, const char* name) {
  const void* data = nullptr;
  std::size_t length = 0;
  if (sd_journal_get_data(journal, name, &data, &length) < 0) return {};
  const std::size_t skip = std::strlen(name) + 1;  // "NAME="
  return length < skip ? std::string() : std::string(static_cast<const char*>(data) + skip, length - skip);
}

}  // namespace

static bool is_journal_file(std::string_view bytes) { return bytes.substr(0, 8) == "LPKSHHRH"; }

static Unwrapped journal_file(const SourceText& source) {
  Unwrapped unwrapped;
  const sandbox::NamedCopy file(source.bytes);  // libsystemd opens files that have a name
  int fd = file.fd();
  sd_journal* opened = nullptr;
  const int error = fd < 0 ? -EIO : sd_journal_open_files_fd(&opened, &fd, 1, 0);
  const std::unique_ptr<sd_journal, CloseJournal> journal(opened);
  if (error < 0) {
    unwrapped.note = say("libsystemd cannot open this journal ({0}); try: journalctl --file FILE -o export", std::strerror(-error));
    return unwrapped;
  }
  sd_journal_set_data_threshold(journal.get(), 1 << 20);
  std::uint32_t number = 0;
  int more = 0;
  while ((more = sd_journal_next(journal.get())) > 0) {
    ++number;
    JournalEntry entry;
    for (const char* name : kFields) entry.set(name, field(journal.get(), name));
    std::uint64_t time = 0;
    sd_id128_t boot{};
    if (sd_journal_get_realtime_usec(journal.get(), &time) >= 0) entry.realtime = std::to_string(time);
    if (sd_journal_get_monotonic_usec(journal.get(), &time, &boot) >= 0) entry.monotonic = std::to_string(time);
    add_entry(entry, number, number, unwrapped);
  }
  if (more < 0) unwrapped.note = say("the journal is damaged after entry {0}: {1}", number, std::strerror(-more));
  return unwrapped;
}

namespace {
constexpr Format kJournalFileFormat[] = {
    {"journal file", "systemd's binary journals, through libsystemd", {}, "systemd.io/JOURNAL_FILE_FORMAT", "framings/system.journal.zst"},
};
}  // namespace

const Wrapper wrapper::journal_file{.form = "journal file",
                                    .title = "systemd journal files (.journal), through libsystemd",
                                    .recognises = is_journal_file,
                                    .unwrap = unwrap_forms::journal_file,
                                    .room = "kernel_oom",
                                    .formats = kJournalFileFormat};

}  // namespace laststraw::unwrap_forms
