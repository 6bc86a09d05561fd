// The memory part of a kernel report alone: what it shows is said, and no kill is made of it.
#include "laststraw/parsers/readers.hpp"
#include "support/samples.hpp"
#include "text/language.hpp"

namespace laststraw {
namespace {

std::string note_of(const std::string& text) {
  Records records;
  const Reading reading = test::read_exact(read_kernel_log, text, records, "dmesg.txt", [](const PgEntry&) {});
  EXPECT_TRUE(records.oom_reports.empty());
  return english()(reading.note);
}

std::string sample() { return test::slurp(test::samples_dir() / "system_log" / "made-up-memory-part.log"); }

TEST(BareMemInfo, WhatItShowsIsSaid) {
  const std::string note = note_of(sample());
  for (const char* words : {"whose head and end are missing", "line 1: Node 0 Normal had 39.2 MiB free, below its min mark, 43.3 MiB: full",
                            "10.5 GiB of its 11.2 GiB were the memory of processes and shared memory",
                            "shared memory 1.1 GiB, slab 107.4 MiB, page tables 68.6 MiB", "2.0 MiB of 2.0 GiB of swap were free"})
    EXPECT_NE(note.find(words), std::string::npos) << words << "\nnot in: " << note;
}

TEST(BareMemInfo, NothingIsMissingWhereSomebodyAskedForIt) {
  EXPECT_EQ(note_of("[91002.700000] sysrq: Show Memory\n" + sample()), "");
  EXPECT_EQ(note_of("[91002.700000] kworker/1:2: page allocation failure: order:4, mode:0xcc0(GFP_KERNEL)\n" + sample()), "");
}

TEST(BareMemInfo, AZoneAboveItsMarksIsNotFull) {
  EXPECT_NE(note_of("[5.100000] Node 0 Normal free:904208kB min:44304kB low:55380kB high:66456kB\n").find("not full"), std::string::npos);
}

}  // namespace
}  // namespace laststraw
