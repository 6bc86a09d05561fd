// Every wrapper on any bytes: no crash, one origin a line.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "laststraw/parsers/unwrap.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace laststraw;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  for (const Wrapper& wrapper : wrappers()) {
    if (!wrapper.recognises(bytes)) continue;
    const Unwrapped unwrapped = wrapper.unwrap({SourceId{0}, "x", bytes});
    if (static_cast<std::size_t>(std::count(unwrapped.text.begin(), unwrapped.text.end(), '\n')) != unwrapped.origins.size()) std::abort();
  }
  return 0;
}
