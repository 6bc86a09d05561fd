#include "scan/fingerprint.hpp"

#include <sys/stat.h>

#include <string>

#include "input/files.hpp"
#include "sandbox/sandbox.hpp"

namespace laststraw::scan {

std::uint64_t fingerprint(const Case& one, const ScanOptions& options) {
  std::string text = LASTSTRAW_VERSION "\n" + options.language.name() + "\n" + options.zone + "\n" + std::to_string(options.ram_bytes) +
                     (options.redact ? "\nredacted\n" : "\n") + "rows 2\n" + (sandbox::external_allowed() ? "external\n" : "");
  for (const input::FoundFile& file : one.files) {
    struct stat s {};
    ::stat(file.path.c_str(), &s);
    text += file.shown + "\n" + std::to_string(s.st_size) + " " + std::to_string(s.st_mtim.tv_sec) + "." +
            std::to_string(s.st_mtim.tv_nsec) + " " + std::to_string(s.st_ino);
    try {
      std::string head;
      input::FileReader(file).read(0, 4096, head);
      text += " " + std::to_string(stable_hash(head));
    } catch (const input::InputError&) {  // said when it is searched
    }
    text += "\n";
  }
  return stable_hash(text);
}

}  // namespace laststraw::scan
