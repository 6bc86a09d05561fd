// A PCP archive's metadata file and volume, one behind the other: no crash, every line of what is made of them counted once.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "laststraw/parsers/pcp.hpp"
#include "laststraw/parsers/readers.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace laststraw;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto label = pcp_label(bytes);
  if (!label) return 0;
  const std::size_t volume = bytes.find(bytes.substr(0, 8), label->size);
  if (volume == std::string_view::npos) return 0;
  const Unwrapped unwrapped = unwrap_pcp(bytes.substr(0, volume), {bytes.substr(volume)}).at(0);
  Records records;
  records.sources.resize(1);
  if (!read_pcp({SourceId{0}, "20260105.0", unwrapped.text}, records).coverage.adds_up()) std::abort();
  return 0;
}
