# mcp_embed(<target> <symbol> <file> [<namespace>]): embeds the text of a file in the target, as
#   namespace <namespace> { extern const std::string_view <symbol>; }
# The namespace is mcp::bridge::embedded if it is left out.
# CMake configures again when the file changes.
function(mcp_embed target symbol file)
  set(namespace mcp::bridge::embedded)
  if(ARGC GREATER 3)
    set(namespace ${ARGV3})
  endif()
  get_filename_component(path ${file} ABSOLUTE)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${path})
  file(READ ${path} text)
  file(CONFIGURE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/${symbol}.cc @ONLY CONTENT [==[
#include <string_view>

namespace @namespace@ {
extern const std::string_view @symbol@;
const std::string_view @symbol@ = R"embedded(@text@)embedded";
}  // namespace @namespace@
]==])
  target_sources(${target} PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/${symbol}.cc)
endfunction()
