// A report that can leave the company.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "laststraw/records.hpp"
#include "report/document.hpp"

namespace laststraw::report {

class Replacements;

/// Redacts documents and incidents of a scan with one table of placeholders: the same host is host1 in all of them. Not for several
/// threads at a time.
class Redactor {
 public:
  Redactor();
  ~Redactor();
  Document document(Document document, const std::vector<std::string>& hosts);
  CaseIncident line(CaseIncident one);

 private:
  std::unique_ptr<Replacements> names_;
};

/// Every machine's name that the logs print.
std::vector<std::string> hosts_of(const Records& records);

}  // namespace laststraw::report
