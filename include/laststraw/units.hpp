// Sizes and identities. Kilobytes and pages exist only in parsers/; everything else speaks bytes.
#pragma once

#include <compare>
#include <cstdint>

namespace laststraw {

/// A number of bytes. Signed, because differences (margins) are sizes too.
struct Bytes {
  std::int64_t count{};
  auto operator<=>(const Bytes&) const = default;
  Bytes& operator+=(Bytes other) { count += other.count; return *this; }
  Bytes& operator-=(Bytes other) { count -= other.count; return *this; }
};

constexpr Bytes operator+(Bytes a, Bytes b) { return {a.count + b.count}; }
constexpr Bytes operator-(Bytes a, Bytes b) { return {a.count - b.count}; }
constexpr Bytes operator*(Bytes a, std::int64_t n) { return {a.count * n}; }
constexpr Bytes operator/(Bytes a, std::int64_t n) { return {a.count / n}; }
constexpr Bytes kib(std::int64_t n) { return {n * 1024}; }
constexpr Bytes mib(std::int64_t n) { return {n * 1024 * 1024}; }

/// a / b as a fraction; 0 where b is not positive.
constexpr double share(Bytes a, Bytes b) {
  return b.count > 0 ? static_cast<double>(a.count) / static_cast<double>(b.count) : 0.0;
}

/// What is known of a size that cannot be told exactly, such as private memory
/// where the kernel prints only a sum that contains shared pages. low <= high.
struct Interval {
  Bytes low, high;
  constexpr Bytes middle() const { return {low.count / 2 + high.count / 2}; }
  bool operator==(const Interval&) const = default;
};
constexpr Interval exactly(Bytes b) { return {b, b}; }
constexpr Interval operator+(Interval a, Interval b) { return {a.low + b.low, a.high + b.high}; }

/// A process id as the log in question prints it (the kernel's are those of the initial pid namespace).
enum class Pid : std::int32_t {};
constexpr std::int32_t number(Pid pid) { return static_cast<std::int32_t>(pid); }

enum class Uid : std::uint32_t {};

}  // namespace laststraw
