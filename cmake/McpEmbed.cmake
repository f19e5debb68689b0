# mcp_embed(<target> <symbol> <file>): the text of a file in the target, as
#   namespace mcp::bridge::embedded { extern const std::string_view <symbol>; }
# A change of the file is a reason to configure again.
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
