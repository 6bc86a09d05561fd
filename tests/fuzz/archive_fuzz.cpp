// The archive reader on any bytes, with small limits.
#include <cstdint>
#include <string_view>

#include "input/archive.hpp"
#include "input/sections.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace laststraw::input;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  ArchiveBudget budget(ArchiveLimits{std::uint64_t{16} << 20, 100, 1000, 2});
  if (is_archive(bytes)) read_archive(bytes, budget, [](std::string_view, std::string_view) { return true; });
  split_sections(bytes);
  return 0;
}
