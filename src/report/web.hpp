// The built viewer and the template of its first screen, as CMake put them into the program (layer.cmake).
#pragma once

#include <string_view>

namespace laststraw::report {

extern const std::string_view kViewer;       ///< src/report/web/viewer.html
extern const std::string_view kFirstScreen;  ///< src/report/web/first_screen.tpl
extern const std::string_view kFleet;        ///< src/report/web/fleet.tpl

struct EmbeddedPart {
  std::string_view text, sha256;  ///< the hash in hexadecimal
};
extern const EmbeddedPart kFleetScript;  ///< src/report/web/fleet.js
extern const EmbeddedPart kFleetStyle;   ///< src/report/web/fleet.css

}  // namespace laststraw::report
