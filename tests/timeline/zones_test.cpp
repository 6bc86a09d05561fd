// An abbreviation behind a time is no zone: "CST" is -06:00 in Chicago and +08:00 in Shanghai.
#include <gtest/gtest.h>

#include "timeline/world.hpp"

namespace laststraw::timeline {
namespace {

using namespace test;

TEST(Abbreviation, IsNotUtc) {
  World world;
  world.records.pg_logs.push_back({SourceId{1}, {}, local(9h, "CST"), local(11h, "CST")});
  world.builder.add(entry(local(10h, "CST"), 300, death(7)));
  const auto& incidents = world.find();
  ASSERT_EQ(incidents.size(), 1u);
  EXPECT_TRUE(incidents[0].when.zone_unknown);
  EXPECT_EQ(english()(world.timeline->clocks()[1].zone), "CST");
}

TEST(Abbreviation, NorTheZoneOfTheHost) {
  World world;
  world.records.host.collected_at = {utc(12h), {}};
  world.builder.add(entry(local(10h, "CST"), 300, death(7)));
  EXPECT_TRUE(world.find().at(0).when.zone_unknown);
}

TEST(Abbreviation, IsWhatTheSessionIdsSay) {
  World world;
  PgEntry died = entry(local(10h, "CST"), 300, death(7));
  died.session_start = local(8h + 7s, "CST");
  const auto epoch = (kDay + 14h + 7s).time_since_epoch() / 1s;  // -06:00
  char id[32];
  std::snprintf(id, sizeof id, "%llx.12c", static_cast<long long>(epoch));
  died.session_id = id;
  world.builder.add(died);
  const auto& incidents = world.find();
  EXPECT_EQ(incidents.at(0).when.wall, kDay + 16h);
  EXPECT_FALSE(incidents.at(0).when.zone_unknown);
}

TEST(Abbreviation, IsPlacedByTheKernelsLog) {
  World world;
  world.records.oom_reports.push_back(killed(0, utc(16h), 7));
  world.builder.add(entry(local(10h + 100ms, "CST"), 300, death(7)));
  const auto& incidents = world.find();
  ASSERT_EQ(incidents.size(), 1u);
  EXPECT_EQ(incidents[0].when.wall, kDay + 16h) << "the kernel's zone is known, the server's is not";
  EXPECT_FALSE(incidents[0].when.zone_unknown);
}

TEST(Abbreviation, IsTheServersTimezoneWhereThatIsKnown) {
  World world;
  world.records.pg_settings["log_timezone"] = {"America/Chicago", {}, {}};
  world.builder.add(entry(local(10h, "CST"), 300, death(7)));
  EXPECT_EQ(world.find().at(0).when.wall, kDay + 16h);
}

TEST(NoLabel, OfAServersLogIsItsTimezone) {
  World world;
  world.records.pg_settings["log_timezone"] = {"America/Chicago", {}, {}};
  world.records.host.collected_at = {utc(12h), {}};
  world.records.pg_logs.push_back({SourceId{1}, {}, local(9h), local(11h)});
  world.builder.add(entry(local(10h), 300, death(7)));
  EXPECT_EQ(world.find().at(0).when.wall, kDay + 16h);
}

}  // namespace
}  // namespace laststraw::timeline
