// dmesg --json (util-linux 2.38+), one member a line:
//   {"dmesg":[{"pri":4,"time":123.456789,"msg":"..."}]}
#include "support/grammar.hpp"
#include "support/settings.hpp"
#include "unwrap/json_lines.hpp"

namespace laststraw::unwrap_forms {

using grammar::x3::char_;
using grammar::x3::lit;
using grammar::x3::omit;
using grammar::x3::raw;
using nlohmann::json;

namespace {

const auto member = omit[*char_(" \t{,}")] >> '"' >> raw[+char_("a-z")] >> '"' >> omit[*lit(' ')] >> ':' >> omit[*lit(' ')];
const auto dmesg_time = grammar::u64 >> '.' >> raw[+char_("0-9")];

}  // namespace

static bool is_dmesg_json(std::string_view bytes) {
  const std::string_view head = support::trim(bytes.substr(0, 200));
  return !head.empty() && head.front() == '{' && contains(head, "\"dmesg\"");
}

static Unwrapped dmesg_json(const SourceText& source) {
  Unwrapped unwrapped;
  LineOrigin origin;
  Lines lines = source.lines();
  Line line;
  while (lines.next(line)) {
    grammar::Chars name;
    std::string_view rest = line.text;
    if (!grammar::take(rest, member, name)) continue;
    while (!rest.empty() && (rest.back() == ',' || rest.back() == ' ')) rest.remove_suffix(1);
    if (grammar::view(name) == "pri") {
      origin = origin_of(line);
      std::uint32_t priority = 0;
      if (grammar::take(rest, grammar::u32, priority) && priority < 8) origin.priority = static_cast<int>(priority);
    } else if (grammar::view(name) == "time") {
      std::uint64_t seconds = 0;
      grammar::x3::uint_parser<std::uint32_t, 10, 6, 6> six;
      std::uint32_t micros = 0;
      if (grammar::take(rest, grammar::u64, seconds) && seconds < 4'000'000'000u && grammar::take(rest, lit('.')) &&
          grammar::take(rest, six, micros))
        origin.stamp.since_boot = std::chrono::seconds{seconds} + Micros{micros};
    } else if (grammar::view(name) == "msg") {
      const json message = json::parse(rest.begin(), rest.end(), nullptr, false);
      origin.last_line = line.at.last_line;
      if (origin.first_line == 0) origin.first_line = line.at.first_line;
      origin.program = "kernel";
      if (message.is_string()) unwrapped.add(message.get_ref<const std::string&>(), origin);
      origin = {};
    }
  }
  return unwrapped;
}

namespace {
constexpr Format kDmesgJsonFormat[] = {
    {"dmesg json",
     "dmesg --json, util-linux 2.38 and later",
     "{\n   \"dmesg\": [\n      {\n         \"pri\": 4,\n         \"time\":   558.748185,\n         \"msg\": \"python3 invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0\"\n      }\n   ]\n}",
     "util-linux dmesg.c",
     {}},
};
}  // namespace

const Wrapper wrapper::dmesg_json{.form = "dmesg json",
                                  .title = "dmesg --json",
                                  .recognises = is_dmesg_json,
                                  .unwrap = unwrap_forms::dmesg_json,
                                  .room = "kernel_oom",
                                  .formats = kDmesgJsonFormat};

}  // namespace laststraw::unwrap_forms
