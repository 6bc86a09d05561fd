// A report that can leave the company.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "laststraw/records.hpp"

namespace laststraw::report {

class Replacements;

/// Redacts reports and lines of a scan with one table of placeholders: the same host is host1 in all of them. Not for several
/// threads at a time.
class Redactor {
 public:
  Redactor();
  ~Redactor();
  std::string document(const std::string& json, const std::vector<std::string>& hosts);
  std::string line(const std::string& line);

 private:
  std::unique_ptr<Replacements> names_;
};

/// Every machine's name that the logs print.
std::vector<std::string> hosts_of(const Records& records);

}  // namespace laststraw::report
