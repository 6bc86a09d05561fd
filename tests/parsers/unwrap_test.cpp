#include "laststraw/unwrap.hpp"

#include "support/samples.hpp"

namespace laststraw {
namespace {

TEST(Unwrap, PlainTextIsNotWrapped) { EXPECT_FALSE(unwrap({SourceId{0}, "x", "Nov 21 03:02:21 h kernel: x\n"})); }

}  // namespace
}  // namespace laststraw
