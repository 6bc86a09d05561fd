// PCP's LOGARCHIVE(5), "Record framing", "Archive label".
#include "pcp/records.hpp"

#include <array>

#include "laststraw/parsers/pcp.hpp"

namespace laststraw {

namespace pcp {

namespace {

constexpr std::uint32_t kMagic = 0x50052600;
constexpr std::size_t kCount = 4;  ///< bytes of the count of a record's bytes, which stands at both of its ends

/// Where version 2 and 3 have the volume's number in the label, and what the label takes with its counts.
constexpr std::size_t kVolumeIn2 = 16, kVolumeIn3 = 20;
constexpr std::size_t kLabel2 = 132, kLabel3 = 808;

}  // namespace

support::Binary binary(std::string_view bytes) {
  support::Binary in(bytes);
  in.big_endian = true;
  return in;
}

std::optional<std::string_view> FramedRecords::next() {
  if (damaged_ || rest_.empty()) return std::nullopt;
  support::Binary in = binary(rest_);
  const std::uint64_t size = in.u32();
  if (in.past_end || size < 2 * kCount || size > rest_.size()) {
    damaged_ = true;
    return std::nullopt;
  }
  in.at = static_cast<std::size_t>(size) - kCount;
  if (in.u32() != size) {
    damaged_ = true;
    return std::nullopt;
  }
  const std::string_view payload = rest_.substr(kCount, static_cast<std::size_t>(size) - 2 * kCount);
  rest_.remove_prefix(static_cast<std::size_t>(size));
  ++count_;
  return payload;
}

std::optional<Micros> read_time(support::Binary& in, int version) {
  constexpr std::uint64_t kEnd = 253402300800;  // 10000-01-01
  std::uint64_t seconds = in.u32();
  if (version != 2) seconds |= std::uint64_t{in.u32()} << 32;  // the lower word first: so wrote pmlogger 6.0.3
  const std::uint64_t fraction = in.u32() / (version == 2 ? 1 : 1000);
  if (in.past_end || seconds >= kEnd || fraction >= 1000000) return std::nullopt;
  return Micros{static_cast<std::int64_t>(seconds * 1000000 + fraction)};
}

}  // namespace pcp

std::optional<PcpLabel> pcp_label(std::string_view bytes) {
  pcp::FramedRecords records(bytes);
  const auto payload = records.next();
  if (!payload) return std::nullopt;
  support::Binary in = pcp::binary(*payload);
  PcpLabel label;
  label.version = static_cast<int>(in.u32() ^ pcp::kMagic);
  label.size = payload->size() + 2 * pcp::kCount;
  if (!(label.version == 2 && label.size == pcp::kLabel2) && !(label.version == 3 && label.size == pcp::kLabel3)) return std::nullopt;
  const std::size_t volume = label.version == 2 ? pcp::kVolumeIn2 : pcp::kVolumeIn3;
  in.at = volume;
  label.volume = static_cast<std::int32_t>(in.u32());
  label.archive = std::string(payload->substr(0, volume)) + std::string(payload->substr(volume + pcp::kCount));
  return label;
}

}  // namespace laststraw
