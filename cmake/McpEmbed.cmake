# mcp_embed(<target> <symbol> <file>): embeds the text of a file in the target, as
#   namespace mcp::bridge::embedded { extern const std::string_view <symbol>; }
# CMake configures again when the file changes.
function(mcp_embed target symbol file)
  get_filename_component(path ${file} ABSOLUTE)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${path})
  file(READ ${path} text)
  file(CONFIGURE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/${symbol}.cc @ONLY CONTENT [==[
#include <string_view>

namespace mcp::bridge::embedded {
extern const std::string_view @symbol@;
const std::string_view @symbol@ = R"embedded(@text@)embedded";
}  // namespace mcp::bridge::embedded
]==])
  target_sources(${target} PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/${symbol}.cc)
endfunction()
