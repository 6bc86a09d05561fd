#include "scan/planted_archive.hpp"

#include <chrono>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace laststraw::test {

namespace {

namespace fs = std::filesystem;
using namespace std::chrono;

constexpr sys_days kFirst = 2026y / October / 4;  // a Sunday
constexpr int kDays = 42;

void replace_all(std::string& text, const std::string& what, const std::string& with) {
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size()) text.replace(at, what.size(), with);
}

std::string printed(const char* pattern, auto... values) {
  char text[512];
  std::snprintf(text, sizeof text, pattern, values...);
  return text;
}

std::string time_text(sys_seconds at, char between) {
  const sys_days day = floor<days>(at);
  const year_month_day date{day};
  const hh_mm_ss clock{at - day};
  return printed("%04d-%02u-%02u%c%02d:%02d:%02d", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                 static_cast<unsigned>(date.day()), between, static_cast<int>(clock.hours().count()),
                 static_cast<int>(clock.minutes().count()), static_cast<int>(clock.seconds().count()));
}

struct Planted {
  std::string host;
  sys_seconds at;
  std::string statement, role;
  long private_kb = 450516;
  std::string work_mem = "4MB";
};

class Archive {
 public:
  Archive(const fs::path& root, const fs::path& samples) : root_(root) {
    std::ifstream file(samples / "system_log/global-6.12-syslog.log", std::ios::binary);
    report_.assign(std::istreambuf_iterator<char>(file), {});
    if (report_.empty()) throw std::runtime_error("planted_archive: no sample");
  }

  std::size_t bundles() const { return number_; }

  void add(const Planted& one) {
    const fs::path folder = next(one.host);
    const int pid = 20000 + static_cast<int>(number_);
    write(folder / "kern.log", kernel_log(one, pid));
    write(folder / "postgresql.json", server_log(one, pid));
    write(folder / "postgresql.conf", "shared_buffers = 64MB\nmax_connections = 50\nwork_mem = " + one.work_mem + "\n");
    last_ = kernel_log(one, pid);
  }
  /// The kernel log of the last one, as another archive has it: times to the second.
  void add_copy_of_last() {
    std::string text = last_;
    for (std::size_t at = 0; (at = text.find("+00:00 ", at)) != std::string::npos; ++at) text.erase(at - 7, 7), at -= 7;
    write(next("copy") / "messages", text);
  }
  void add_quiet() { write(next("quiet") / "kern.log", "2026-10-05T10:00:00.000000+00:00 quiet kernel: [    1.000000] all is well\n"); }

 private:
  fs::path next(const std::string& host) {
    const fs::path folder = root_ / (host + "-" + std::to_string(10000 + ++number_));
    fs::create_directories(folder);
    return folder;
  }
  static void write(const fs::path& file, const std::string& text) { std::ofstream(file, std::ios::binary) << text; }

  std::string kernel_log(const Planted& one, int pid) const {
    std::string text = report_;
    replace_all(text, "2026-11-21T03:02:21", time_text(one.at, 'T'));
    replace_all(text, "db-lab", one.host);
    replace_all(text, "[    372]   101   372", printed("[  %5d]   101 %5d", pid, pid));
    replace_all(text, "pid=372,", "pid=" + std::to_string(pid) + ",");
    replace_all(text, "process 372 ", "process " + std::to_string(pid) + " ");
    replace_all(text, "113628   112629", printed("%6ld   %6ld", one.private_kb / 4 + 999, one.private_kb / 4));
    replace_all(text, "anon-rss:450516kB", "anon-rss:" + std::to_string(one.private_kb) + "kB");
    return text;
  }

  static std::string server_log(const Planted& one, int pid) {
    const auto line = [&](sys_seconds at, int of, const std::string& session, const std::string& more, const std::string& message) {
      return R"({"timestamp":")" + time_text(at, ' ') + R"(.700 UTC","pid":)" + std::to_string(of) + R"(,"session_id":"6b010d13.)" +
             session + R"(","line_num":1,"session_start":")" + time_text(one.at - 600s, ' ') +
             R"( UTC","txid":0,"error_severity":"LOG","message":")" + message + "\"" + more + "}\n";
    };
    const std::string postmaster = R"(,"backend_type":"postmaster","query_id":0)";
    const std::string who = R"(,"user":")" + one.role + R"(","dbname":"shop","application_name":")" + one.role + R"(_app")";
    return line(one.at - 600s, pid, "4e20", who + R"(,"backend_type":"client backend")",
                "connection authorized: user=" + one.role + " database=shop application_name=" + one.role + "_app") +
           line(one.at, 330, "14a", R"(,"detail":"Failed process was running: )" + one.statement + "\"" + postmaster,
                "server process (PID " + std::to_string(pid) + ") was terminated by signal 9: Killed") +
           line(one.at, 330, "14a", postmaster, "terminating any other active server processes") +
           line(one.at + 1s, 330, "14a", postmaster, "all server processes terminated; reinitializing") +
           line(one.at + 31s, 330, "14a", postmaster, "database system is ready to accept connections");
  }

  fs::path root_;
  std::string report_, last_;
  std::size_t number_ = 0;
};

std::string constant(int n) { return std::to_string(1000 + n); }

void plant_nightly(Archive& archive, PlantedArchive& told) {
  std::size_t n = 0;
  for (int day = 0; day < 7; ++day)
    for (const char* host : {"db1", "db2", "db3"}) {
      archive.add({host, kFirst + days(14 + day) + 3h + 1min + seconds(n % 3 * 20),
                   "select array_agg(x) from orders where day = " + constant(day), "nightly"});
      ++n;
      if (day < 3) archive.add_copy_of_last(), ++told.twice;
    }
  told.stories.push_back({"array_agg(x)", n, 3, "every day at about 03:01 UTC", false, false, true, ""});
}

void plant_weekly_growth(Archive& archive, PlantedArchive& told) {
  constexpr long kSizes[] = {350000, 380000, 410000, 430000, 450516};
  int week = 0;
  for (const long size : kSizes) {
    archive.add(
        {"db4", kFirst + weeks(week) + 5h, "select string_agg(body, ',') from mails where week = " + constant(week), "digest", size});
    ++week;
  }
  told.stories.push_back({"string_agg(body", 5, 1, "every Sunday at about 05:00 UTC", true, false, false, ""});
}

void plant_change(Archive& archive, PlantedArchive& told) {
  archive.add({"db5", kFirst + 100h, "select json_agg(a) from basket", "basket"});
  for (const int hour : {500, 530, 610, 830})
    archive.add({"db5", kFirst + hours(hour) + minutes(hour % 59), "select xmlagg(b) from invoices where id > " + constant(hour), "billing",
                 450516, "256MB"});
  told.stories.push_back({"xmlagg(b)", 4, 1, "", false, false, false, "work_mem 256.0 MiB instead of 4.0 MiB"});
}

void plant_new_and_over(Archive& archive, PlantedArchive& told) {
  for (const int hour : {60, 91, 115})
    archive.add(
        {"db7", kFirst + hours(hour) + minutes(hour % 53), "select jsonb_agg(c) from events where id = " + constant(hour), "events"});
  told.stories.push_back({"jsonb_agg(c)", 3, 1, "", false, false, true, ""});
  for (const int hour : {24 * (kDays - 4) + 5, 24 * (kDays - 1) + 9})
    archive.add({"db6", kFirst + hours(hour) + minutes(hour % 47), "select array_agg(d) from carts where id = " + constant(hour), "carts"});
  told.stories.push_back({"array_agg(d)", 2, 1, "", false, true, false, ""});
}

}  // namespace

PlantedArchive plant(const fs::path& root, const fs::path& samples, std::size_t bundles) {
  Archive archive(root, samples);
  PlantedArchive told;
  plant_nightly(archive, told);
  plant_weekly_growth(archive, told);
  plant_change(archive, told);
  plant_new_and_over(archive, told);
  told.incidents = archive.bundles() - told.twice;
  for (std::size_t n = 0; archive.bundles() < bundles; ++n) {
    if (n % 4 == 3) {
      archive.add_quiet();
      continue;
    }
    const std::string number = std::to_string(n);
    archive.add({"alone" + number, kFirst + minutes(n * 7919 % (kDays * 1440)),
                 "select max(e" + number + ") from t" + number + " group by f" + number, "role" + number});
    ++told.incidents;
  }
  told.bundles = archive.bundles();
  return told;
}

}  // namespace laststraw::test
