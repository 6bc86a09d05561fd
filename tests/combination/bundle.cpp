#include "combination/bundle.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <iterator>

namespace laststraw::combination {

namespace fs = std::filesystem;

namespace {

constexpr std::uintmax_t kMostBytes = std::uintmax_t{2} << 20;
constexpr std::time_t kModified = 1'780'000'000;

/// Nobody else's name.
std::string free_name(const Bundle& bundle, std::string name) {
  const auto taken = [&] { return std::any_of(bundle.begin(), bundle.end(), [&](const File& file) { return file.name == name; }); };
  while (taken()) name = "more/" + name;
  return name;
}

}  // namespace

Bundle read_bundle(const fs::path& folder) {
  Bundle bundle;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file() || entry.path().extension() == ".md" || entry.file_size() > kMostBytes) continue;
    std::ifstream file(entry.path(), std::ios::binary);
    bundle.push_back({entry.path().lexically_relative(folder).string(), {std::istreambuf_iterator<char>(file), {}}});
  }
  std::sort(bundle.begin(), bundle.end(), [](const File& a, const File& b) { return a.name < b.name; });
  return bundle;
}

Bundle mixed(const Bundle& one, const std::vector<Bundle>& all, const Bundle& others, Random& random) {
  Bundle made;
  const auto add = [&](const File& file) { made.push_back({free_name(made, file.name), file.text}); };
  for (const File& file : one) {
    if (random.one_in(4)) continue;
    const Bundle& other = all[random.below(all.size())];
    add(random.one_in(8) && !other.empty() ? other[random.below(other.size())] : file);
    if (random.one_in(8)) add(file);
  }
  while (!others.empty() && random.one_in(3)) add(others[random.below(others.size())]);
  return made;
}

void write_folder(const Bundle& bundle, const fs::path& folder) {
  fs::remove_all(folder);
  fs::create_directories(folder);
  for (const File& file : bundle) {
    const fs::path path = folder / file.name;
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << file.text;
    const timespec times[2] = {{kModified, 0}, {kModified, 0}};
    ::utimensat(AT_FDCWD, path.c_str(), times, 0);
  }
}

std::string tar_of(const Bundle& bundle) {
  std::size_t room = 1 << 16, used = 0;
  for (const File& file : bundle) room += file.text.size() + 4096;
  std::string out(room, '\0');
  archive* const writer = archive_write_new();
  archive_write_set_format_pax_restricted(writer);
  archive_write_open_memory(writer, out.data(), out.size(), &used);
  for (const File& file : bundle) {
    archive_entry* const entry = archive_entry_new();
    archive_entry_set_pathname(entry, file.name.c_str());
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0600);
    archive_entry_set_mtime(entry, kModified, 0);
    archive_entry_set_size(entry, static_cast<la_int64_t>(file.text.size()));
    archive_write_header(writer, entry);
    archive_write_data(writer, file.text.data(), file.text.size());
    archive_entry_free(entry);
  }
  archive_write_close(writer);
  archive_write_free(writer);
  out.resize(used);
  return out;
}

std::string listed(const Bundle& bundle) {
  std::string list;
  for (const File& file : bundle) list += (list.empty() ? "" : " ") + file.name + " (" + std::to_string(file.text.size()) + ")";
  return list;
}

}  // namespace laststraw::combination
