#include "laststraw/parsers/readers.hpp"
#include "support/samples.hpp"

namespace laststraw {
namespace {

using test::read;

std::string sample(const char* name) { return test::slurp(test::samples_dir() / "sysctl" / name); }

TEST(Sysctl, OutputOfSysctlA) {
  Reading reading;
  const Records records = read(read_sysctl, sample("sysctl-a.txt"), "sysctl.txt", &reading);
  EXPECT_EQ(reading.coverage.unrecognised, 0u);
  EXPECT_EQ(integer(records.sysctl, "vm.overcommit_memory"), 0);
  EXPECT_EQ(integer(records.sysctl, "vm.swappiness"), 60);
}

TEST(Sysctl, ConfigurationFile) {
  Reading reading;
  const Records records = read(read_sysctl, sample("made-up-sysctl.conf"), "sysctl.conf", &reading);
  EXPECT_EQ(integer(records.sysctl, "vm.overcommit_memory"), 2);
  EXPECT_EQ(integer(records.sysctl, "vm.swappiness"), 10);
  EXPECT_EQ(integer(records.sysctl, "kernel.shmmax"), 68719476736);
  EXPECT_EQ(reading.coverage.noise, 1u) << "sysctl's own complaint";
}

TEST(Sysctl, TheLastOneWins) {
  EXPECT_EQ(integer(read(read_sysctl, "vm.swappiness=1\nvm.swappiness=2\n", "s").sysctl, "vm.swappiness"), 2);
}

TEST(Sysctl, SurvivesDamage) {
  test::expect_survives_damage(read_sysctl, sample("sysctl-a.txt") + sample("made-up-sysctl.conf"), "sysctl");
}

}  // namespace
}  // namespace laststraw
