#include "laststraw/parse.hpp"
#include "support/samples.hpp"

namespace laststraw {
namespace {


Records read(test::Read reader, std::string_view text, std::string_view path, Reading* reading = nullptr) {
  Records records;
  const Reading result = test::read_exact(reader, text, records, path);
  EXPECT_TRUE(result.coverage.adds_up());
  if (reading) *reading = result;
  return records;
}

std::string sample(const char* name) { return test::slurp(test::samples_dir() / "unit" / name); }

TEST(Unit, SystemctlShow) {
  Reading reading;
  const Records records = read(read_systemd_show, sample("systemctl-show.txt"), "systemd-show.txt", &reading);
  EXPECT_EQ(reading.coverage.unrecognised, 0u);
  EXPECT_EQ(records.unit.at("OOMPolicy").value, "continue");
  EXPECT_EQ(records.unit.at("OOMPolicy").cite.quote, "OOMPolicy=continue");
}

TEST(Unit, SurvivesDamage) { test::expect_survives_damage(read_systemd_show, sample("systemctl-show.txt"), "systemd-show.txt"); }

}  // namespace
}  // namespace laststraw
