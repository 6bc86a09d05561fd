// PCP's LOGARCHIVE(5), "pmResult", "pmValueSet", "pmValue", "pmValueBlock". Of what the page leaves open, libpcp 6.0.3 wrote as pmlogger: the place
// of a block counts 4-byte words from 3 before the payload, and a metric without values (an error) has no format.
#include "pcp/values.hpp"

#include <array>
#include <bit>
#include <charconv>

#include "pcp/records.hpp"

namespace laststraw::pcp {

namespace {

/// <pcp/pmapi.h>, PM_TYPE_*.
constexpr std::uint32_t kInt32 = 0, kUnsigned32 = 1, kInt64 = 2, kUnsigned64 = 3, kFloat = 4, kDouble = 5, kString = 6;
constexpr std::uint32_t kInPlace = 0;
constexpr std::size_t kWordsBefore = 3, kBlockHead = 4;

template <class Number>
std::string written(Number number) {
  std::array<char, 64> digits{};
  const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), number);
  return {digits.data(), error == std::errc{} ? end : digits.data()};
}

std::optional<std::string> of_type32(std::uint32_t type, std::uint32_t value) {
  switch (type) {
    case kInt32:
      return written(static_cast<std::int32_t>(value));
    case kUnsigned32:
      return written(value);
    case kFloat:
      return written(std::bit_cast<float>(value));
    default:
      return std::nullopt;
  }
}

std::optional<std::string> of_type(std::uint32_t type, std::string_view bytes) {
  const auto number = [&](std::size_t size) -> std::optional<std::uint64_t> {
    support::Binary in = binary(bytes);
    const std::uint64_t value = in.number(size);
    return in.past_end ? std::nullopt : std::optional(value);
  };
  if (type == kString) return printable(bytes);
  const bool wide = type == kInt64 || type == kUnsigned64 || type == kDouble;
  const auto value = type <= kDouble ? number(wide ? 8 : 4) : std::nullopt;
  if (!value) return std::nullopt;
  switch (type) {
    case kInt64:
      return written(static_cast<std::int64_t>(*value));
    case kUnsigned64:
      return written(*value);
    case kDouble:
      return written(std::bit_cast<double>(*value));
    default:
      return of_type32(type, static_cast<std::uint32_t>(*value));
  }
}

}  // namespace

std::string printable(std::string_view text) {
  text = text.substr(0, kMaxQuote);
  std::string out(text.substr(0, text.find('\0')));
  for (char& c : out)
    if (static_cast<unsigned char>(c) < ' ') c = ' ';
  return out;
}

std::optional<std::string> Value::text() const {
  if (!in_block) return of_type32(type, where);
  if (where < kWordsBefore) return std::nullopt;
  support::Binary in = binary(record);
  in.skip(std::uint64_t{where - kWordsBefore} * 4);
  const std::uint32_t head = in.u32();
  const std::uint32_t size = head & 0xffffff;
  const std::size_t begin = in.at;
  if (in.past_end || size < kBlockHead) return std::nullopt;
  in.skip(size - kBlockHead);
  return in.past_end ? std::nullopt : of_type(head >> 24, record.substr(begin, size - kBlockHead));
}

std::optional<RecordHead> read_head(std::string_view record, int version) {
  support::Binary in = binary(record);
  const auto at = read_time(in, version);
  if (!at) return std::nullopt;
  const std::uint32_t metrics = in.u32();
  return in.past_end ? std::nullopt : std::optional(RecordHead{*at, metrics});
}

bool for_each_value(std::string_view record, int version, const Metadata& metadata, const Take& take, std::uint64_t& others) {
  support::Binary in = binary(record);
  in.skip(version == 2 ? 8 : 12);
  for (std::uint32_t left = in.u32(); left > 0 && !in.past_end; --left) {
    const auto metric = metadata.metrics.find(in.u32());
    const auto count = static_cast<std::int32_t>(in.u32());
    if (count <= 0) continue;
    const bool in_block = in.u32() != kInPlace;
    const std::size_t begin = in.at;
    in.skip(std::uint64_t{static_cast<std::uint32_t>(count)} * 8);
    if (in.past_end) return false;
    if (metric == metadata.metrics.end()) {
      others += static_cast<std::uint32_t>(count);
      continue;
    }
    const std::size_t end = in.at;
    for (in.at = begin; in.at < end;) {
      const auto instance = static_cast<std::int32_t>(in.u32());
      take(metric->second, instance, {record, metric->second.type, in.u32(), in_block});
    }
  }
  return !in.past_end;
}

}  // namespace laststraw::pcp
