// PCP's LOGARCHIVE(5), "Metric descriptions", "Instance domains"; units as in <pcp/pmapi.h>, struct pmUnits.
#include "pcp/metadata.hpp"

#include <array>

#include "pcp/records.hpp"

namespace laststraw::pcp {

namespace {

constexpr std::uint32_t kDescription = 1, kDomainOf2 = 2, kDomain = 5, kDomainChange = 6;
constexpr std::uint32_t kNoDomain = 0xffffffff;
/// Told in all: 500 processes of which one comes or goes every 10 s make 4 million a day in version 2.
constexpr std::uint64_t kMostInstances = 8000000;

/// " Kbyte" of a size, as pmUnitsStr(3) has it; empty: something else.
std::string unit_of(std::uint32_t units) {
  constexpr std::array<const char*, 7> kScales{" byte", " Kbyte", " Mbyte", " Gbyte", " Tbyte", " Pbyte", " Ebyte"};
  const std::uint32_t space = units >> 28, time = (units >> 24) & 0xf, count = (units >> 20) & 0xf, scale = (units >> 16) & 0xf;
  return space == 1 && time == 0 && count == 0 && scale < kScales.size() ? kScales.at(scale) : "";
}

class File {
 public:
  explicit File(std::string_view bytes) : bytes_(bytes) {}

  Metadata read() {
    FramedRecords records(bytes_);
    records.next();  // the label
    while (const auto payload = records.next())
      if (!take(*payload)) {
        found_.damaged = records.count();
        break;
      }
    if (records.damaged()) found_.damaged = records.count() + 1;
    leave_out_rivals();
    return std::move(found_);
  }

 private:
  bool take(std::string_view payload) {
    support::Binary in = binary(payload);
    switch (in.u32()) {
      case kDescription:
        return take_description(in, payload);
      case kDomainOf2:
        return take_domain(in, payload, 2, true);
      case kDomain:
        return take_domain(in, payload, 3, true);
      case kDomainChange:
        return take_domain(in, payload, 3, false);
      default:
        return !in.past_end;  // labels, help texts, and what later versions may add
    }
  }

  bool take_description(support::Binary& in, std::string_view payload) {
    const std::uint32_t id = in.u32();
    Metric metric;
    metric.type = in.u32();
    metric.domain = in.u32();
    in.skip(4);  // semantics
    metric.unit = unit_of(in.u32());
    for (std::uint32_t names = in.u32(); names > 0 && !in.past_end; --names) {
      const std::uint32_t length = in.u32();
      const std::size_t begin = in.at;
      in.skip(length);
      if (in.past_end) return false;
      if (!metric.known) metric.known = known(payload.substr(begin, length));
    }
    if (in.past_end) return false;
    if (!metric.known) return true;
    if (metric.domain != kNoDomain) found_.domains.try_emplace(metric.domain);
    found_.metrics.insert_or_assign(id, metric);
    return true;
  }

  bool take_domain(support::Binary& in, std::string_view payload, int version, bool whole) {
    const auto from = read_time(in, version);
    const auto domain = found_.domains.find(in.u32());
    const std::uint64_t count = in.u32();
    if (in.past_end || !from) return false;
    if (domain == found_.domains.end()) return true;  // of no metric that is read
    Observation observation{*from, whole, {}};
    const std::uint64_t numbers = in.at, offsets = numbers + 4 * count, names = offsets + 4 * count;
    if (names > payload.size() || (instances_ += count) > kMostInstances) return false;
    for (std::uint64_t i = 0; i < count; ++i) {
      in.at = static_cast<std::size_t>(numbers + 4 * i);
      const auto instance = static_cast<std::int32_t>(in.u32());
      in.at = static_cast<std::size_t>(offsets + 4 * i);
      const std::uint64_t offset = in.u32();
      if (!whole && offset == 0xffffffff) {
        observation.names.emplace_back(instance, std::nullopt);
        continue;
      }
      if (offset >= payload.size() - names) return false;
      const std::string_view name = payload.substr(static_cast<std::size_t>(names + offset), kMaxQuote);
      observation.names.emplace_back(instance, name.substr(0, name.find('\0')));
    }
    domain->second.push_back(std::move(observation));
    return true;
  }

  void leave_out_rivals() {
    std::array<bool, kKnown.size()> there{};
    const auto place = [](const Known* one) { return static_cast<std::size_t>(one - kKnown.data()); };
    for (const auto& [id, metric] : found_.metrics) there.at(place(metric.known)) = true;
    std::array<bool, kKnown.size()> outdone{};
    for (std::size_t one = 0; one < kKnown.size(); ++one)
      for (std::size_t better = 0; better < one; ++better)
        if (there.at(better) && same_purpose(kKnown.at(better), kKnown.at(one))) outdone.at(one) = true;
    for (auto one = found_.metrics.begin(); one != found_.metrics.end();)
      one = outdone.at(place(one->second.known)) ? found_.metrics.erase(one) : std::next(one);
  }

  std::string_view bytes_;
  std::uint64_t instances_ = 0;
  Metadata found_;
};

}  // namespace

Metadata read_metadata(std::string_view bytes) { return File(bytes).read(); }

}  // namespace laststraw::pcp
