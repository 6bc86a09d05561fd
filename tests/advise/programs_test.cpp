// What is given to be put in place, tried on the programs that read it: PostgreSQL 15 starts with it, systemd-analyze verifies it, and
// sysctl.d's grammar takes it. Where a program is not there, its test is skipped.
#include <gtest/gtest.h>
#include <re2/re2.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "advise/samples.hpp"

namespace laststraw::advise {
namespace {

namespace fs = std::filesystem;

/// Everything that the samples' reports give for one file; and what the samples do not ask for, but a playbook writes.
std::vector<std::pair<std::string, std::string>> given_texts(const std::string& file) {
  std::vector<std::pair<std::string, std::string>> texts;
  for (const fs::path& incident : test::incidents())
    for (const IncidentReport& answer : test::report_of(incident).incidents) {
      const auto all = fragment_texts(answer.fragments);
      if (const auto text = all.find(file); text != all.end()) texts.emplace_back(incident.filename().string(), text->second);
    }
  const auto every = [&](std::vector<Fragment> lines) {
    for (const auto& [name, text] : fragment_texts(lines))
      if (name == file) texts.emplace_back("every setting of a playbook", text);
  };
  every({{"postgresql.conf", "max_connections", "40", "x"},
         {"postgresql.conf", "shared_buffers", "32MB", "x"},
         {"postgresql.conf", "huge_pages", "try", "x"},
         {"postgresql.conf", "idle_session_timeout", "10min", "x"},
         {"postgresql.conf", "autovacuum_work_mem", "64MB", "x"},
         {"postgresql.conf", "maintenance_work_mem", "64MB", "x"},
         {"postgresql.conf", "logical_decoding_work_mem", "64MB", "x"},
         {"postgresql.conf", "max_locks_per_transaction", "256", "x"},
         {"postgresql.conf", "log_statement", "all", "x"},
         {"postgresql.conf", "log_temp_files", "10MB", "x"},
         {"systemd", "OOMScoreAdjust", "-900", "x"},
         {"systemd", "Environment", "PG_OOM_ADJUST_FILE=/proc/self/oom_score_adj PG_OOM_ADJUST_VALUE=0", "x"},
         {"systemd", "LimitAS", "320M", "x"},
         {"systemd", "MemoryMax", "1536M", "x"},
         {"systemd", "ManagedOOMPreference", "omit", "x"},
         {"sysctl.conf", "vm.overcommit_memory", "2", "x"},
         {"sysctl.conf", "vm.overcommit_ratio", "80", "x"},
         {"sysctl.conf", "vm.nr_hugepages", "0", "x"}});
  return texts;
}

struct Folder {
  fs::path path;
  Folder() {
    std::string name = (fs::temp_directory_path() / "laststraw-advice-XXXXXX").string();
    path = ::mkdtemp(name.data());
    fs::permissions(path,
                    fs::perms::owner_all | fs::perms::group_exec | fs::perms::others_exec | fs::perms::group_read | fs::perms::others_read);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path, ignored);
  }
};

/// Its status and what it said.
std::pair<int, std::string> run(const std::string& command, const fs::path& said) {
  const int status = std::system(("LC_ALL=C " + command + " > " + said.string() + " 2>&1 < /dev/null").c_str());
  return {status, laststraw::test::slurp(said)};
}

bool is_there(const char* program) { return std::system(("command -v " + std::string(program) + " > /dev/null 2>&1").c_str()) == 0; }

TEST(GivenConfiguration, StartsPostgres15) {
  const fs::path bin = "/usr/lib/postgresql/15/bin";
  if (!fs::exists(bin / "initdb")) GTEST_SKIP() << "Debian's postgresql-15 is not there";
  std::string as;
  if (::geteuid() == 0) {
    if (!is_there("runuser") || std::system("id postgres > /dev/null 2>&1") != 0) GTEST_SKIP() << "PostgreSQL does not run as root";
    as = "runuser -u postgres -- ";
  }
  Folder folder;
  const fs::path data = folder.path / "data", said = folder.path / "said";
  fs::create_directory(data);
  if (!as.empty()) {
    ASSERT_EQ(std::system(("chown postgres " + data.string()).c_str()), 0);
  }
  const auto made = run(as + (bin / "initdb").string() + " -D " + data.string() + " -A trust --no-locale -E UTF8 --no-sync", said);
  ASSERT_EQ(made.first, 0) << made.second;
  const std::string own = "listen_addresses = ''\nunix_socket_directories = '" + data.string() + "'\nfsync = off\n";
  const std::string before = laststraw::test::slurp(data / "postgresql.conf");
  for (const auto& [name, text] : given_texts("postgresql.conf")) {
    std::ofstream(data / "postgresql.conf", std::ios::binary) << before << text << own;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
      const auto shown = run(as + (bin / "postgres").string() + " -D " + data.string() + " -C " + line.substr(0, line.find(' ')), said);
      EXPECT_EQ(shown.first, 0) << name << ": " << line << "\n" << shown.second;
    }
    const std::string control = as + (bin / "pg_ctl").string() + " -w -s -D " + data.string() + " -l " + (data / "log").string();
    const auto started = run(control + " start", said);
    EXPECT_EQ(started.first, 0) << name << "\n" << text << started.second << laststraw::test::slurp(data / "log");
    if (started.first == 0) {
      EXPECT_EQ(run(control + " -m fast stop", said).first, 0);
    }
  }
}

TEST(GivenConfiguration, IsVerifiedBySystemd) {
  if (!is_there("systemd-analyze")) GTEST_SKIP() << "systemd-analyze is not there";
  Folder folder;
  const fs::path unit = folder.path / "laststraw-advice.service", said = folder.path / "said";
  const auto verify = [&](const std::string& text) {
    std::ofstream(unit) << "[Unit]\nDescription=test\n" << text << "ExecStart=/bin/true\n";
    return run("systemd-analyze verify --man=no " + unit.string(), said);
  };
  if (verify("[Service]\nNoSuchSetting=1\n").second.find("NoSuchSetting") == std::string::npos) GTEST_SKIP() << "it does not work here";
  const auto texts = given_texts("systemd");
  EXPECT_GE(texts.size(), 2u) << "a sample gives one";
  for (const auto& [name, text] : texts)
    EXPECT_EQ(verify(text).second.find("laststraw-advice.service:"), std::string::npos) << name << "\n" << text << verify(text).second;
}

/// sysctl.d(5): "variable = value", comments only on lines of their own.
TEST(GivenConfiguration, IsTakenBySysctl) {
  static const RE2 line(R"((?:#.*|[a-z0-9_]+(?:\.[a-z0-9_]+)+ = -?[0-9]+))");
  const auto texts = given_texts("sysctl.conf");
  for (const auto& [name, text] : texts) {
    std::istringstream lines(text);
    for (std::string one; std::getline(lines, one);) EXPECT_TRUE(RE2::FullMatch(one, line)) << name << ": " << one;
  }
  EXPECT_FALSE(texts.empty());
}

}  // namespace
}  // namespace laststraw::advise
