// The values in one record of a PCP archive's volume.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "pcp/metadata.hpp"

namespace laststraw::pcp {

/// On one line, and not longer than what can be quoted.
std::string printable(std::string_view text);

/// Where the value stands; it is written as text when somebody asks for it.
struct Value {
  std::string_view record;  ///< its payload
  std::uint32_t type = 0;   ///< of one that stands in its place
  std::uint32_t where = 0;  ///< the value itself, or the place of a block that holds type and value
  bool in_block = false;
  /// nullopt: of a type that is of no use here, or not in the record.
  std::optional<std::string> text() const;
};

struct RecordHead {
  Micros at{};
  std::uint32_t metrics = 0;  ///< 0: a mark, before which values may be missing
};
std::optional<RecordHead> read_head(std::string_view record, int version);

/// What is done with a value of a metric that is read: the instance is -1 where there is only one.
using Take = std::function<void(const Metric& metric, std::int32_t instance, const Value& value)>;

/// Goes through all values; false: the record is damaged. `others` counts those that are not read.
bool for_each_value(std::string_view record, int version, const Metadata& metadata, const Take& take, std::uint64_t& others);

}  // namespace laststraw::pcp
