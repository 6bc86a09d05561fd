// sysstat's binary data files (saDD). From 11.7.1 on (format magic 0x2175) the file says how large each structure is and how
// many fields of 8, sizeof(long) and 4 bytes it has, so that files of any version and either byte order can be read.
// sysstat sa.h and sa_common.c; docs/reference/postgres.md 4.2. A "line" is a record.
#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

#include "laststraw/parsers/readers.hpp"
#include "support/series.hpp"
#include "sysstat_file/convert.hpp"

namespace laststraw {

namespace {

constexpr std::uint16_t kMagic = 0xd596, kFormat = 0x2175;
constexpr std::size_t kMagicSize = 76;
constexpr std::uint32_t kMaxActivities = 1024;
constexpr std::uint64_t kMaxRecordBytes = std::uint64_t{1} << 28;

/// The file's bytes; reading past the end gives 0 and says so.
class Bytes8 {
 public:
  explicit Bytes8(std::string_view bytes) : bytes_(bytes) {}

  bool swapped = false;
  std::size_t at = 0;
  bool past_end = false;

  std::uint64_t number(std::size_t size) {
    std::uint64_t value = 0;
    if (size > 8 || bytes_.size() < size || at > bytes_.size() - size) {
      past_end = true;
      return 0;
    }
    for (std::size_t i = 0; i < size; ++i) {
      const std::size_t from = swapped ? i : size - 1 - i;
      value = (value << 8) | static_cast<unsigned char>(bytes_[at + from]);
    }
    at += size;
    return value;
  }
  std::uint32_t u32() { return static_cast<std::uint32_t>(number(4)); }
  std::uint64_t u64() { return number(8); }
  void skip(std::uint64_t size) {
    if (size > bytes_.size() - std::min(at, bytes_.size()))
      past_end = true;
    else
      at += static_cast<std::size_t>(size);
  }
  bool at_end() const { return at >= bytes_.size(); }

 private:
  std::string_view bytes_;
};

/// How many fields of each size a structure has, in this order (sa.h MAP_SIZE).
struct Types {
  std::uint32_t u64 = 0, longs = 0, u32 = 0;
};

struct Activity {
  std::uint32_t id = 0, nr = 0, nr2 = 0, size = 0;
  bool has_nr = false;
  Types types;
};

/// sa.h, types of records.
constexpr std::uint8_t kStats = 1, kRestart = 2, kLastStats = 3, kComment = 4;
/// sa.h, activities.
constexpr std::uint32_t kSwap = 4, kPaging = 5, kMemory = 7, kQueue = 9, kHuge = 34, kPsiMemory = 42;

/// The formats sadf can convert: 0x2170, 0x2171, 0x2173, of either byte order.
bool is_old(std::string_view bytes) {
  if (bytes.size() < 4) return false;
  const bool little = static_cast<unsigned char>(bytes[0]) == 0x96;
  const auto low = static_cast<unsigned char>(bytes[little ? 2 : 3]), high = static_cast<unsigned char>(bytes[little ? 3 : 2]);
  return high == 0x21 && low >= 0x70 && low < 0x75;
}

class File {
 public:
  File(const SourceText& source, Records& records) : in_(source.bytes), series_(records, source.id) {}

  Reading read() {
    Reading reading;
    reading.format = "sysstat_file";
    reading.note = read_header();
    if (!reading.note.empty()) {
      reading.coverage = {1, 0, 0, 1};
      return reading;
    }
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
  Types types() {
    Types t;
    t.u64 = in_.u32(), t.longs = in_.u32(), t.u32 = in_.u32();
    return t;
  }

  /// Empty, or why the file cannot be read.
  Sentence read_header() {
    const auto magic = static_cast<std::uint16_t>(in_.number(2));
    in_.swapped = magic != kMagic;
    const auto format = static_cast<std::uint16_t>(in_.number(2));
    if (format != kFormat)
      return say(
          "written by sysstat before 11.7.1 (format 0x{0}); convert it first: sadf -c FILE > NEWFILE, or give the text of sar -A -f FILE",
          hex(format));
    in_.skip(4);  // the version that wrote it
    const std::uint32_t header_size = in_.u32();
    in_.at = kMagicSize;
    in_.skip(16);  // ust_time, hz
    in_.skip(4);   // cpu_nr
    const std::uint32_t activities = in_.u32();
    in_.skip(4 + 24);  // year, act_types_nr, rec_types_nr
    const std::uint32_t activity_size = in_.u32();
    record_size_ = in_.u32();
    const std::uint32_t extra = in_.u32();
    in_.skip(2);  // day, month
    long_size_ = static_cast<std::size_t>(in_.number(1));
    if (in_.past_end || activities > kMaxActivities || activity_size < 36 || activity_size > 4096 || record_size_ < 24 ||
        record_size_ > 4096 || header_size > 65536 || (long_size_ != 4 && long_size_ != 8))
      return say("its header is damaged");
    in_.at = kMagicSize;
    in_.skip(header_size);
    for (std::uint32_t i = 0; i < activities; ++i) {
      const std::size_t begin = in_.at;
      Activity activity;
      activity.id = in_.u32();
      in_.skip(4);
      activity.nr = in_.u32(), activity.nr2 = in_.u32();
      activity.has_nr = in_.u32() != 0;
      activity.size = in_.u32();
      activity.types = types();
      in_.at = begin;
      in_.skip(activity_size);
      if (in_.past_end || activity.size > kMaxRecordBytes) return say("its list of activities is damaged");
      activities_.push_back(activity);
    }
    return skip_extra(extra) ? std::string() : "its header is damaged";
  }

  static std::string hex(std::uint16_t value) {
    std::string text;
    for (int shift = 12; shift >= 0; shift -= 4) text += "0123456789abcdef"[(value >> shift) & 0xf];
    return text;
  }

  /// Structures of later versions: {nr, size, next, types}, then nr x size bytes; a chain while `next` says so.
  bool skip_extra(std::uint32_t next) {
    for (int n = 0; next != 0; ++n) {
      const std::uint32_t count = in_.u32(), size = in_.u32();
      next = in_.u32();
      in_.skip(12);
      in_.skip(std::uint64_t{count} * size);
      if (in_.past_end || n > 1000) return false;
    }
    return true;
  }

  bool read_record(std::uint32_t number) {
    const std::size_t begin = in_.at;
    const std::uint64_t uptime = in_.u64(), time = in_.u64();
    const std::uint32_t extra = in_.u32();
    const auto type = static_cast<std::uint8_t>(in_.number(1));
    in_.at = begin;
    in_.skip(record_size_);
    if (in_.past_end) return false;
    if (type == kStats || type == kLastStats) return skip_extra(extra) && read_stats(number, uptime, time);
    have_before_ = false;
    if (type == kRestart)
      in_.skip(4);
    else if (type == kComment)
      in_.skip(64);
    else if (type > 15)
      return false;
    return !in_.past_end && skip_extra(extra);
  }

  bool read_stats(std::uint32_t number, std::uint64_t uptime, std::uint64_t time) {
    if (time > 10'000'000'000) return false;
    stamp_.civil = std::chrono::seconds{time};
    stamp_.utc_offset = std::chrono::minutes{0};
    stamp_.resolution = std::chrono::seconds{1};
    // Rates are differences over the time since the record before; uptime counts hundredths of a second.
    seconds_ = have_before_ && uptime > uptime_before_ ? static_cast<double>(uptime - uptime_before_) / 100.0 : 0;
    for (Activity& activity : activities_) {
      const std::uint32_t nr = activity.has_nr ? in_.u32() : activity.nr;
      const std::uint64_t bytes = std::uint64_t{nr} * activity.nr2 * activity.size;
      if (in_.past_end || (activity.size > 0 && bytes / activity.size != std::uint64_t{nr} * activity.nr2) || bytes > kMaxRecordBytes)
        return false;
      const std::size_t begin = in_.at;
      if (nr > 0 && activity.size > 0) keep(activity, number);
      in_.at = begin;
      in_.past_end = false;
      in_.skip(bytes);
      if (in_.past_end) return false;
    }
    uptime_before_ = uptime;
    have_before_ = true;
    return true;
  }

  /// The fields of a structure, all of its types in their order.
  std::vector<std::uint64_t> fields(const Activity& activity) {
    std::vector<std::uint64_t> found;
    const std::size_t begin = in_.at;
    constexpr std::uint32_t kMaxFields = 64;
    const auto within = [&](std::size_t size) { return in_.at + size <= begin + activity.size && found.size() < kMaxFields; };
    for (std::uint32_t i = 0; i < activity.types.u64 && within(8); ++i) found.push_back(in_.number(8));
    // Longs are 8 bytes each in the file whatever machine wrote it, but for files of 32-bit machines.
    for (std::uint32_t i = 0; i < activity.types.longs && within(long_size_); ++i) found.push_back(in_.number(long_size_));
    for (std::uint32_t i = 0; i < activity.types.u32 && within(4); ++i) found.push_back(in_.number(4));
    return found;
  }

  void keep(const Activity& activity, std::uint32_t number) {
    const std::vector<std::uint64_t> f = fields(activity);
    const auto kb = [&](std::size_t i, const char* name) {
      if (i < f.size()) series_.add(name, stamp_, static_cast<double>(f[i]) * 1024, number);
    };
    const auto plain = [&](std::size_t i, const char* name, double factor) {
      if (i < f.size()) series_.add(name, stamp_, static_cast<double>(f[i]) * factor, number);
    };
    const auto rate = [&](std::size_t i, const char* name) {
      if (i >= f.size()) return;
      auto [before, fresh] = counters_.try_emplace(name, f[i]);
      if (!fresh && seconds_ > 0 && f[i] >= before->second)
        series_.add(name, stamp_, static_cast<double>(f[i] - before->second) / seconds_, number);
      before->second = f[i];
    };
    switch (activity.id) {
      case kMemory: {
        constexpr std::array<const char*, 18> kNames{"mem_free_bytes",  "buffers_bytes",       "cached_bytes",
                                                     "mem_total_bytes", "swap_free_bytes",     "swap_total_bytes",
                                                     nullptr,           "committed_bytes",     nullptr,
                                                     nullptr,           "dirty_bytes",         "anon_bytes",
                                                     "slab_bytes",      "kernel_stack_bytes",  "page_tables_bytes",
                                                     nullptr,           "mem_available_bytes", "shmem_bytes"};
        for (std::size_t i = 0; i < kNames.size(); ++i)
          if (kNames[i]) kb(i, kNames[i]);
        if (f.size() > 5 && f[5] >= f[4]) series_.add("swap_used_bytes", stamp_, static_cast<double>(f[5] - f[4]) * 1024, number);
        break;
      }
      case kSwap:
        rate(0, "swap_in_pages_per_s"), rate(1, "swap_out_pages_per_s");
        break;
      case kPaging:
        rate(3, "major_faults_per_s"), rate(5, "kswapd_scan_pages_per_s"), rate(6, "direct_scan_pages_per_s"), rate(7, "steal_pages_per_s");
        break;
      case kQueue:
        plain(0, "run_queue", 1), plain(1, "blocked_tasks", 1), plain(2, "tasks", 1), plain(3, "load_1", 0.01);
        break;
      case kHuge:
        kb(0, "huge_free_bytes");
        if (f.size() > 1 && f[1] >= f[0]) series_.add("huge_used_bytes", stamp_, static_cast<double>(f[1] - f[0]) * 1024, number);
        break;
      case kPsiMemory:
        plain(2, "psi_memory_some_avg10_percent", 0.01);
        plain(5, "psi_memory_full_avg10_percent", 0.01);
        break;
      default:
        break;
    }
  }

  Bytes8 in_;
  support::SeriesGatherer series_;
  std::vector<Activity> activities_;
  std::uint32_t record_size_ = 0;
  std::size_t long_size_ = 8;
  Stamp stamp_;
  double seconds_ = 0;
  std::uint64_t uptime_before_ = 0;
  bool have_before_ = false;
  std::map<std::string, std::uint64_t> counters_;
};

}  // namespace

Reading read_sysstat_file(const SourceText& source, Records& records) {
  if (const std::string_view bytes = source.bytes; is_old(bytes))
    if (const auto converted = sysstat::convert(bytes)) {
      SourceText described = source;
      described.bytes = *converted;
      Reading reading = File(described, records).read();
      if (reading.note.empty()) reading.note = say("written by sysstat before 11.7.1; converted by sadf -c");
      return reading;
    }
  return File(source, records).read();
}

}  // namespace laststraw
