// Archives of Performance Co-Pilot: several files, of which the numbers in one can be told only with the names in another.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "laststraw/parsers/unwrap.hpp"

namespace laststraw {

/// What a file of an archive says of itself.
struct PcpLabel {
  static constexpr std::int32_t kMetadata = -1, kIndex = -2;
  std::string archive;  ///< the same for all files of one archive, and for no other's
  std::int32_t volume = 0;
  int version = 0;
  std::size_t size = 0;  ///< bytes of the label, behind which the file's records stand
};

/// nullopt: it is no file of an archive.
std::optional<PcpLabel> pcp_label(std::string_view bytes);

/// A day of lists of 300 processes, one every 2 minutes, has 216,000.
constexpr std::uint64_t kMostPcpLines = 400000;

/// Of each volume, in their order, the values that this program reads, a line each, with the names that the archive's metadata file has for them:
///   2026-01-05 10:00:00.123456 UTC mem.util.available 22558324 Kbyte
///   2026-01-05 10:00:00.123456 UTC kernel.all.load [1 minute] 3.49
///   2026-01-05 10:00:00.123456 UTC proc [18] rss 54020 Kbyte, ppid 1, psargs postgres: app shop 10.0.0.5(40772) SELECT
///   2026-01-05 10:00:00.123456 UTC mark
/// Without a room: not read, and why. Of a volume with more than `most_lines` not every record is taken.
std::vector<Unwrapped> unwrap_pcp(std::string_view metadata, const std::vector<std::string_view>& volumes,
                                  std::uint64_t most_lines = kMostPcpLines);

}  // namespace laststraw
