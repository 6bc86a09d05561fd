#include "input/pcp_archives.hpp"

#include <algorithm>
#include <filesystem>
#include <map>

namespace laststraw::input {

namespace {

struct Volume {
  std::int32_t number = 0;
  Input* input = nullptr;
};
struct Archive {
  Input* metadata = nullptr;
  std::vector<Volume> volumes;
};

std::map<std::string, Archive> archives_of(std::vector<Input>& inputs) {
  std::map<std::string, Archive> archives;
  for (Input& input : inputs) {
    if (!input.room || input.room->name != "pcp" || !input.wrappings.empty()) continue;
    const auto label = pcp_label(input.bytes);
    if (!label || label->volume == PcpLabel::kIndex) continue;
    Archive& archive = archives[label->archive];
    if (label->volume >= 0)
      archive.volumes.push_back({label->volume, &input});
    else if (!archive.metadata)
      archive.metadata = &input;
  }
  return archives;
}

void leave_out(Input& volume, const Sentence& why) {
  volume.room = nullptr;
  add_note(volume.note, why);
}

void join(Archive& archive) {
  std::stable_sort(archive.volumes.begin(), archive.volumes.end(), [](const Volume& a, const Volume& b) { return a.number < b.number; });
  std::vector<std::string_view> volumes;
  for (const Volume& volume : archive.volumes) volumes.push_back(volume.input->bytes);
  std::vector<Unwrapped> texts = unwrap_pcp(archive.metadata->bytes, volumes);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    Input& input = *archive.volumes[i].input;
    if (texts[i].room.empty())
      leave_out(input, texts[i].note);
    else if (!texts[i].note.empty())
      add_note(input.note, texts[i].note);
    if (input.room) input.wrappings.push_back(std::make_shared<const Unwrapped>(std::move(texts[i])));
  }
}

}  // namespace

void join_pcp_archives(std::vector<Input>& inputs) {
  for (auto& [label, archive] : archives_of(inputs))
    if (archive.metadata && archive.volumes.empty())
      add_note(archive.metadata->note, say("the names of a PCP archive, whose volumes are not among the inputs"));
    else if (archive.metadata)
      join(archive);
    else
      for (const Volume& volume : archive.volumes)
        leave_out(*volume.input,
                  say("a volume of a PCP archive, whose .meta file is not among the inputs: nothing says what its numbers are"));
}

std::vector<std::string> files_named(const std::string& path) {
  std::error_code error;
  if (path == "-" || std::filesystem::exists(path, error) ||
      !(std::filesystem::exists(path + ".meta", error) || std::filesystem::exists(path + ".index", error)))
    return {path};
  const std::filesystem::path base(path);
  const std::string lead = base.filename().string() + ".";
  std::vector<std::string> found;
  for (std::filesystem::directory_iterator at(base.has_parent_path() ? base.parent_path() : std::filesystem::path("."), error);
       at != std::filesystem::directory_iterator(); at.increment(error)) {
    const std::string name = at->path().filename().string();
    if (!name.starts_with(lead)) continue;
    const std::string suffix = name.substr(lead.size());
    const std::string part = suffix.substr(0, suffix.find('.'));
    const bool volume = !part.empty() && part.find_first_not_of("0123456789") == std::string::npos;
    if (volume || part == "meta" || part == "index") found.push_back((base.parent_path() / name).string());
  }
  std::sort(found.begin(), found.end());
  return found.empty() ? std::vector{path} : found;
}

}  // namespace laststraw::input
