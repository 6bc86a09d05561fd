// A state of scan --resume with any records: those with a good checksum are believed, so each line of the input is given one.
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zlib.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "scan/state.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace laststraw::scan;
  static const int file = ::memfd_create("state", 0);
  static const std::string path = "/proc/self/fd/" + std::to_string(file);
  std::string text = "laststraw state 2\n";
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  std::string name;
  while (!rest.empty()) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    std::array<char, 16> checksum{};
    std::snprintf(checksum.data(), checksum.size(), "%08lx ", ::crc32_z(0, reinterpret_cast<const Bytef*>(line.data()), line.size()));
    text.append(checksum.data()).append(line) += '\n';
    name = line.substr(line.rfind('\t') == std::string_view::npos ? 0 : line.rfind('\t') + 1);
  }
  if (::ftruncate(file, 0) != 0 || ::pwrite(file, text.data(), text.size(), 0) != static_cast<ssize_t>(text.size())) std::abort();
  State state(path);
  for (const std::uint64_t fingerprint : {std::uint64_t{1}, std::uint64_t{7}})
    for (const std::string& one : {std::string("a"), name}) {
      if (state.has(one, fingerprint)) state.known(one, fingerprint);
      state.deaths(one, fingerprint);
      state.unfinished(one, fingerprint);
    }
  return 0;
}
