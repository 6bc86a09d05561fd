// sysstat's binary data files (saDD). From 11.7.1 on (format magic 0x2175) the file says how large each structure is and how
// many fields of 8, sizeof(long) and 4 bytes it has, so that files of any version, either byte order and 32-bit machines can be
// read. sysstat sa.h and sa_common.c (v11.7.1 to v12.7.9); docs/reference/postgres.md 4.2. A "line" is a record.
#include "laststraw/parsers/readers.hpp"
#include "sandbox/broker.hpp"
#include "sysstat_file/quantities.hpp"

namespace laststraw {

namespace {

using sysstat::Activity;
using sysstat::Structure;

/// sa.h, types of records; those up to 15 that have no name are of later versions, and empty but for extra structures.
constexpr std::uint8_t kStats = 1, kRestart = 2, kLastStats = 3, kComment = 4, kLastType = 15;
/// What follows the header of a restart (a number of CPUs) and of a comment (sa.h MAX_COMMENT_LEN).
constexpr std::uint64_t kRestartSize = 4, kCommentSize = 64;

/// The formats sadf can convert: 0x2170, 0x2171, 0x2173, of either byte order.
bool is_old(std::string_view bytes) {
  if (bytes.size() < 4) return false;
  const bool little = static_cast<unsigned char>(bytes[0]) == 0x96;
  const auto low = static_cast<unsigned char>(bytes[little ? 2 : 3]), high = static_cast<unsigned char>(bytes[little ? 3 : 2]);
  return high == 0x21 && low >= 0x70 && low < 0x75;
}

class File {
 public:
  File(const SourceText& source, Records& records) : in_(source.bytes), quantities_(records, source.id) {}

  Reading read() {
    Reading reading;
    reading.format = "sysstat_file";
    reading.note = sysstat::read_header(in_, header_);
    if (!reading.note.empty()) {
      reading.coverage = {1, 0, 0, 1};
      return reading;
    }
    reading.note = note_later_forms();
    std::uint32_t number = 0;
    while (!in_.at_end()) {
      ++number;
      if (!read_record(number)) {
        reading.note = say("record {0} is cut or damaged; what comes before it was read", number);
        ++reading.coverage.unrecognised;
        break;
      }
      ++reading.coverage.parsed;
    }
    reading.coverage.lines = number;
    return reading;
  }

 private:
  Sentence note_later_forms() const {
    std::string names;
    for (const Activity& activity : header_.activities)
      if (const std::string_view name = sysstat::later_form(activity); !name.empty()) names.append(names.empty() ? "" : ", ").append(name);
    return names.empty() ? Sentence{} : say("written by a later sysstat, whose form of {0} is not known; it was not read", names);
  }

  bool read_record(std::uint32_t number) {
    const std::size_t begin = in_.at;
    const Structure fields = sysstat::read_structure(in_, header_.record_types, header_.long_size);
    const auto type = static_cast<std::uint8_t>(in_.number(1));
    in_.at = begin;
    in_.skip(header_.record_size);
    if (in_.past_end || type > kLastType) return false;
    const std::uint64_t extra = sysstat::field(fields.u32, 0).value_or(0);
    if (type == kStats || type == kLastStats)
      return sysstat::skip_extra(in_, extra) && read_stats(number, fields.u64.at(0), fields.u64.at(1));
    if (type == kRestart) {
      quantities_.restart();
      in_.skip(kRestartSize);
    } else if (type == kComment) {
      in_.skip(kCommentSize);
    }
    return !in_.past_end && sysstat::skip_extra(in_, extra);
  }

  bool read_stats(std::uint32_t number, std::uint64_t uptime, std::uint64_t time) {
    if (time > 10'000'000'000) return false;
    quantities_.begin(time, uptime, number);
    for (const Activity& activity : header_.activities) {
      const std::uint32_t nr = activity.has_nr ? in_.u32() : activity.nr;
      const std::uint64_t items = std::uint64_t{nr} * activity.nr2, bytes = items * activity.size;
      if (in_.past_end || (activity.size > 0 && bytes / activity.size != items) || bytes > sysstat::kMaxRecordBytes) return false;
      const std::size_t begin = in_.at;
      in_.skip(bytes);
      if (in_.past_end) return false;
      const std::size_t end = in_.at;
      if (bytes == 0 || !sysstat::later_form(activity).empty()) continue;
      in_.at = begin;
      quantities_.add(activity.id, sysstat::read_structure(in_, activity.types, header_.long_size));
      in_.at = end;
    }
    return true;
  }

  sysstat::Cursor in_;
  sysstat::Header header_;
  sysstat::Quantities quantities_;
};

}  // namespace

Reading read_sysstat_file(const SourceText& source, Records& records) {
  if (const std::string_view bytes = source.bytes; is_old(bytes))
    if (const auto converted = sandbox::run_sadf(bytes)) {
      SourceText described = source;
      described.bytes = *converted;
      Reading reading = File(described, records).read();
      if (reading.note.empty()) reading.note = say("written by sysstat before 11.7.1; converted by sadf -c");
      return reading;
    }
  return File(source, records).read();
}

}  // namespace laststraw
