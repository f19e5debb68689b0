# Compresses each file in DIST and writes two sources beside DIST that embed the files in a program:
# page_files.S with their bytes, page_files.cc with their list.
get_filename_component(beside ${DIST} DIRECTORY)
file(GLOB_RECURSE files RELATIVE ${DIST} ${DIST}/*)
list(SORT files)
set(assembly ".section .rodata\n")
set(declarations "")
set(entries "")
set(number 0)
foreach(file IN LISTS files)
  set(packed ${beside}/packed/${number}.gz)
  file(MAKE_DIRECTORY ${beside}/packed)
  execute_process(COMMAND gzip -9nc ${DIST}/${file} OUTPUT_FILE ${packed} COMMAND_ERROR_IS_FATAL ANY)
  file(SHA256 ${DIST}/${file} hash)
  string(SUBSTRING ${hash} 0 32 hash)
  file(SIZE ${packed} size)
  string(APPEND assembly
    ".global mcp_page_file_${number}\nmcp_page_file_${number}:\n.incbin \"${packed}\"\n")
  string(APPEND declarations "extern const char mcp_page_file_${number}[];\n")
  string(APPEND entries
    "    {\"/${file}\", {mcp_page_file_${number}, ${size}}, \"\\\"${hash}\\\"\"},\n")
  math(EXPR number "${number} + 1")
endforeach()
string(APPEND assembly ".section .note.GNU-stack,\"\",@progbits\n")
file(WRITE ${beside}/page_files.S "${assembly}")
file(WRITE ${beside}/page_files.cc "#include \"bridge/gateway/page_file.hpp\"

extern \"C\" {
${declarations}}

namespace mcp::bridge {
std::span<const PageFile> page_files() {
  static constexpr PageFile files[] = {
${entries}  };
  return files;
}
std::string_view page_absence() {
  return {};
}
}  // namespace mcp::bridge
")
