# Installs the libraries so that others use them with find_package(mcp-toolkit).

include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

install(TARGETS mcp_core mcp_server mcp_client EXPORT mcp-toolkit)
install(TARGETS mcp-server mcp-client RUNTIME)
foreach(component mcp-core mcp-server mcp-client)
  install(DIRECTORY ${component}/include/mcp DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
endforeach()

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/mcp-toolkit)
install(EXPORT mcp-toolkit NAMESPACE mcp:: DESTINATION ${package_dir} FILE mcp-toolkit-targets.cmake)
configure_package_config_file(cmake/mcp-toolkit-config.cmake.in
  ${PROJECT_BINARY_DIR}/mcp-toolkit-config.cmake INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/mcp-toolkit-config-version.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES
  ${PROJECT_BINARY_DIR}/mcp-toolkit-config.cmake
  ${PROJECT_BINARY_DIR}/mcp-toolkit-config-version.cmake
  DESTINATION ${package_dir})
