// A bundle of several servers of one machine (laststraw collect: a folder pgclusters/NAME each): what each one's own files say counts for that server alone.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "input/inputs.hpp"
#include "laststraw/incident.hpp"
#include "laststraw/records.hpp"

namespace laststraw {

/// "pgclusters/15-main" of "bundle.tar.gz/pgclusters/15-main/config/pg_settings.csv"; empty: it is of no server in particular.
std::string_view server_folder(std::string_view shown);

class Servers {
 public:
  /// With fewer than two servers everything counts for everything, as without them.
  explicit Servers(const std::vector<input::Input>& inputs);

  /// Puts what is known of that server in the place of what is known of all, while it lives.
  class Within {
   public:
    Within(Servers& servers, Records& records, std::string_view folder);
    ~Within();
    Within(const Within&) = delete;
    Within& operator=(const Within&) = delete;

   private:
    Servers& servers_;
    Records& records_;
    std::string folder_;
  };

  /// After all was read: what all servers say alike counts for all, too.
  void share(Records& records) const;
  /// Whose incident it is, by the log that tells of it; empty: there are not several, or nothing tells.
  std::string whose(const Incident& incident, const Records& records) const;
  bool several() const { return own_.size() > 1; }

 private:
  struct Own {
    Settings pg_settings;
    std::vector<RoleSetting> role_settings;
    std::vector<StatementStats> statement_stats;
    CgroupMemory cgroup;
    Unit unit;
    ProcLimits limits;
    std::optional<Cited<std::int64_t>> oom_score_adj;
    std::optional<Cited<std::string>> process_cgroup;
  };
  void exchange(Records& records, std::string_view folder);

  std::map<std::string, Own, std::less<>> own_;
};

}  // namespace laststraw
