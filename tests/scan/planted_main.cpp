// planted_archive FOLDER BUNDLES: an archive for scripts/fleet-stories.
#include <cstdlib>
#include <iostream>

#include "scan/planted_archive.hpp"

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: planted_archive FOLDER BUNDLES\n";
    return 2;
  }
  const auto told = laststraw::test::plant(argv[1], LASTSTRAW_SOURCE_DIR "/samples", std::strtoul(argv[2], nullptr, 10));
  std::cout << told.bundles << " bundles, " << told.incidents << " incidents, " << told.twice << " of them twice, " << told.stories.size()
            << " stories\n";
  return 0;
}
