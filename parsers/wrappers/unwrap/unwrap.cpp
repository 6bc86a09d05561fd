#include "laststraw/unwrap.hpp"

#include <algorithm>
#include <array>

#include "unwrap/forms.hpp"

namespace laststraw {

void Unwrapped::add(std::string_view message, const LineOrigin& origin) {
  while (true) {
    const std::size_t end = message.find('\n');
    text.append(message.substr(0, end));
    text += '\n';
    origins.push_back(origin);
    if (end == std::string_view::npos || end + 1 == message.size()) return;
    message.remove_prefix(end + 1);
  }
}

std::string_view Unwrapped::keep(std::string_view word) {
  constexpr std::size_t kLookBack = 64;          // few programs write to one log
  const std::size_t known = std::min(words_.size(), kLookBack);
  for (std::size_t i = words_.size(); i > words_.size() - known; --i)
    if (words_[i - 1] == word) return words_[i - 1];
  return words_.emplace_back(word);
}

namespace {

constexpr std::array kWrappers{
    Wrapper{"journal file", "systemd journal files (.journal), through libsystemd", unwrap_forms::is_journal_file, unwrap_forms::journal_file, "kernel_oom"},
    Wrapper{"journal export", "journalctl -o export", unwrap_forms::is_journal_export, unwrap_forms::journal_export, "kernel_oom"},
    Wrapper{"journal json", "journalctl -o json, json-pretty, json-sse, json-seq", unwrap_forms::is_journal_json, unwrap_forms::journal_json, "kernel_oom"},
    Wrapper{"journal verbose", "journalctl -o verbose", unwrap_forms::is_journal_verbose, unwrap_forms::journal_verbose, "kernel_oom"},
    Wrapper{"dmesg json", "dmesg --json", unwrap_forms::is_dmesg_json, unwrap_forms::dmesg_json, "kernel_oom"},
    Wrapper{"container json", "docker's json-file log driver", unwrap_forms::is_container_json, unwrap_forms::container_json, {}},
    Wrapper{"container cri", "containerd and CRI-O logs", unwrap_forms::is_cri, unwrap_forms::cri, {}},
    Wrapper{"operator json", "CloudNativePG logs", unwrap_forms::is_operator_json, unwrap_forms::operator_json, {}},
    Wrapper{"cloud json", "Cloud SQL (textPayload) and Azure (properties.message) exports", unwrap_forms::is_cloud_json, unwrap_forms::cloud_json, {}},
    Wrapper{"line prefix", "kubectl logs --timestamps and --prefix, docker compose logs, CloudWatch, Heroku, svlogd", unwrap_forms::is_prefixed, unwrap_forms::prefixed, {}},
    Wrapper{"paste", "mail quotes, HTML entities, ANSI colours, a byte order mark, UTF-16", unwrap_forms::is_paste, unwrap_forms::paste, {}},
    Wrapper{"wrapped", "a kernel log wrapped at 60 to 80 columns by a mail program", unwrap_forms::is_wrapped, unwrap_forms::wrapped, {}},
};

}  // namespace

std::span<const Wrapper> wrappers() { return kWrappers; }

std::optional<Unwrapped> unwrap(const SourceText& source) {
  for (const Wrapper& wrapper : kWrappers)
    if (wrapper.recognises(source.bytes)) {
      Unwrapped unwrapped = wrapper.unwrap(source);
      unwrapped.form = wrapper.form;
      unwrapped.room = wrapper.room;
      return unwrapped;
    }
  return std::nullopt;
}

}  // namespace laststraw
