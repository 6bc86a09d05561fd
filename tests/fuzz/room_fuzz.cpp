// One fuzz target per reader: any bytes, no crash, every line counted once. LASTSTRAW_READER_DOOR names the door.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "laststraw/parsers/readers.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace laststraw;
  Records records;
  records.sources.resize(1);
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const Door door(LASTSTRAW_READER_DOOR);
  if (!door({SourceId{0}, "memory.stat", bytes}, records, [](const PgEntry&) {}).coverage.adds_up()) std::abort();
  return 0;
}
