# cmake -D FILES="zh_CN.mo;..." -D OUT=catalogues.cpp -P embed.cmake: compiled catalogues as C++.
set(arrays "")
set(rows "")
foreach(file IN LISTS FILES)
  get_filename_component(language ${file} NAME_WE)
  file(READ ${file} bytes HEX)
  string(REGEX REPLACE "(..)" "0x\\1," bytes ${bytes})
  string(APPEND arrays "constexpr unsigned char k_${language}[] = {${bytes}};\n")
  string(APPEND rows "    {\"${language}\", {reinterpret_cast<const char*>(k_${language}), sizeof k_${language}}},\n")
endforeach()
file(WRITE ${OUT} "#include \"text/catalogues.hpp\"

namespace laststraw {

namespace {
${arrays}}  // namespace

std::span<const CompiledCatalogue> catalogues() {
  static const CompiledCatalogue kAll[] = {
${rows}  };
  return kAll;
}

}  // namespace laststraw
")
