# Installs the programs, and the libraries for find_package(mcp-toolkit COMPONENTS ...). Each component has
# its own file of exported targets, so that a project needs only the libraries of the components it uses.

include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/mcp-toolkit)
set(folder_of_server mcp-server)
set(folder_of_client mcp-client)
set(folder_of_core mcp-core)

foreach(component core server ${MCP_COMPONENTS})
  list(APPEND components ${component})
endforeach()
list(REMOVE_DUPLICATES components)
foreach(component IN LISTS components)
  install(TARGETS mcp_${component} EXPORT mcp-toolkit-${component})
  install(EXPORT mcp-toolkit-${component} NAMESPACE mcp:: DESTINATION ${package_dir}
    FILE mcp-toolkit-${component}-targets.cmake)
  if(DEFINED folder_of_${component})
    install(DIRECTORY ${folder_of_${component}}/include/mcp DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
  endif()
endforeach()
foreach(program mcp-server mcp-pdf-text mcp-client mcp-bridge)
  if(TARGET ${program})
    install(TARGETS ${program} RUNTIME)
  endif()
endforeach()
if(TARGET mcp-client)
  install(FILES ${MCP_CLIENT_DOCUMENTS}/mcp-client.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
  install(FILES ${MCP_CLIENT_DOCUMENTS}/mcp-client.bash RENAME mcp-client
    DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
  install(FILES ${MCP_CLIENT_DOCUMENTS}/_mcp-client
    DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)
  install(FILES ${MCP_CLIENT_DOCUMENTS}/mcp-client.fish
    DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
endif()

configure_package_config_file(cmake/mcp-toolkit-config.cmake.in
  ${PROJECT_BINARY_DIR}/mcp-toolkit-config.cmake INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/mcp-toolkit-config-version.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES
  ${PROJECT_BINARY_DIR}/mcp-toolkit-config.cmake
  ${PROJECT_BINARY_DIR}/mcp-toolkit-config-version.cmake
  DESTINATION ${package_dir})
