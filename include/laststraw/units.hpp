// Sizes and identities. Kilobytes and pages exist only in parsers/; everything else speaks bytes.
#pragma once

#include <compare>
#include <cstdint>
#include <limits>
#include <numeric>
#include <string>

namespace laststraw {

/// A number of bytes. Signed, because differences (margins) are sizes too. Sums and products stop at the largest number
/// there is instead of overflowing: logs are hostile input, and a nonsense size must stay a nonsense size.
struct Bytes {
  std::int64_t count{};
  auto operator<=>(const Bytes&) const = default;  // NOLINT(modernize-use-nullptr): clang-tidy 14 sees a null pointer in it
};

constexpr Bytes kLargest{std::numeric_limits<std::int64_t>::max()};

constexpr Bytes operator+(Bytes a, Bytes b) {
  std::int64_t sum = 0;
  if (__builtin_add_overflow(a.count, b.count, &sum)) return {a.count < 0 ? -kLargest.count : kLargest.count};
  return {sum};
}
constexpr Bytes operator-(Bytes a, Bytes b) {
  std::int64_t difference = 0;
  if (__builtin_sub_overflow(a.count, b.count, &difference)) return {a.count < 0 ? -kLargest.count : kLargest.count};
  return {difference};
}
constexpr Bytes operator*(Bytes a, std::int64_t n) {
  std::int64_t product = 0;
  if (__builtin_mul_overflow(a.count, n, &product)) return {(a.count < 0) != (n < 0) ? -kLargest.count : kLargest.count};
  return {product};
}
constexpr Bytes operator/(Bytes a, std::int64_t n) { return {a.count / n}; }
constexpr Bytes& operator+=(Bytes& a, Bytes b) { return a = a + b; }
constexpr Bytes& operator-=(Bytes& a, Bytes b) { return a = a - b; }
constexpr Bytes kib(std::int64_t n) { return Bytes{1024} * n; }
constexpr Bytes mib(std::int64_t n) { return Bytes{std::int64_t{1024} * 1024} * n; }

/// The whole part, cut to what fits: a number out of a log may be anything, and a cast of what does not fit is undefined. NaN, which no
/// reader keeps, is 0.
constexpr std::int64_t to_whole(double value) {
  if (value >= 9.2e18) return kLargest.count;
  if (value <= -9.2e18) return -kLargest.count;
  return value == value ? static_cast<std::int64_t>(value) : 0;
}

/// A size times a factor, cut to what fits.
constexpr Bytes scaled(Bytes a, double factor) { return {to_whole(static_cast<double>(a.count) * factor)}; }

/// As people read it: "440.0 MiB".
std::string human_bytes(Bytes size);
std::string percent(double fraction);  ///< "73 %"

/// a / b as a fraction; 0 where b is not positive.
constexpr double share(Bytes a, Bytes b) { return b.count > 0 ? static_cast<double>(a.count) / static_cast<double>(b.count) : 0.0; }

/// What is known of a size that cannot be told exactly, such as private memory
/// where the kernel prints only a sum that contains shared pages. low <= high.
struct Interval {
  Bytes low, high;
  constexpr Bytes middle() const { return {std::midpoint(low.count, high.count)}; }
  bool operator==(const Interval&) const = default;
};
constexpr Interval exactly(Bytes b) { return {b, b}; }
constexpr Interval operator+(Interval a, Interval b) { return {a.low + b.low, a.high + b.high}; }

/// A process id as the log in question prints it (the kernel's are those of the initial pid namespace).
enum class Pid : std::int32_t {};
constexpr std::int32_t number(Pid pid) { return static_cast<std::int32_t>(pid); }

enum class Uid : std::uint32_t {};

}  // namespace laststraw
