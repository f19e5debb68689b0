# Checks the names in MCP_COMPONENTS, and that everything that is built has the components that it links.

set(known server server_http httplib client)
foreach(component IN LISTS MCP_COMPONENTS)
  if(NOT component IN_LIST known)
    list(JOIN known ", " names)
    message(FATAL_ERROR "MCP_COMPONENTS: there is no component \"${component}\". The components are ${names}.")
  endif()
endforeach()

# mcp_require_components(<option> <components...>): an error if the option is on and a component is missing.
function(mcp_require_components option)
  if(NOT ${option})
    return()
  endif()
  foreach(component IN LISTS ARGN)
    if(NOT component IN_LIST MCP_COMPONENTS)
      message(FATAL_ERROR
        "${option} needs the component \"${component}\": add it to MCP_COMPONENTS, or set ${option}=OFF.")
    endif()
  endforeach()
endfunction()

mcp_require_components(MCP_BUILD_PROGRAMS server_http httplib client)
mcp_require_components(MCP_BUILD_BRIDGE client server_http)
mcp_require_components(MCP_BUILD_EXAMPLES client)
mcp_require_components(MCP_BUILD_BENCH server_http httplib client)
mcp_require_components(MCP_BUILD_TESTS server_http httplib client)

# The tests run the programs; the bridge starts mcp-server unless it is configured otherwise.
foreach(option MCP_BUILD_TESTS MCP_BUILD_BRIDGE)
  if(${option} AND NOT MCP_BUILD_PROGRAMS)
    message(FATAL_ERROR "${option} needs MCP_BUILD_PROGRAMS=ON.")
  endif()
endforeach()
