# Installs the build BUILD into a fresh prefix, then builds and runs a program with each component from only
# that prefix.

set(work ${BUILD}/tests/install/work)
file(REMOVE_RECURSE ${work})
execute_process(COMMAND ${CMAKE_COMMAND} --install ${BUILD} --prefix ${work}/prefix
  OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
foreach(component server server_http httplib client)
  execute_process(
    COMMAND ${CMAKE_COMMAND} -DPREFIX=${work}/prefix -DCOMPONENT=${component} -DWORK=${work}
      "-DSERVER=${work}/prefix/bin/mcp-server;--root;." -P ${CMAKE_CURRENT_LIST_DIR}/consume.cmake
    COMMAND_ERROR_IS_FATAL ANY)
endforeach()

# An unknown component is an error that names it.
execute_process(
  COMMAND ${CMAKE_COMMAND} -G Ninja -S ${CMAKE_CURRENT_LIST_DIR}/consumer -B ${work}/unknown
    -DCMAKE_PREFIX_PATH=${work}/prefix -DCOMPONENT=unknown
  RESULT_VARIABLE status OUTPUT_QUIET ERROR_VARIABLE said)
if(status EQUAL 0 OR NOT said MATCHES "unknown")
  message(FATAL_ERROR "an unknown component was found, or its error does not name it:\n${said}")
endif()

# The installed files must not name the build directory.
file(GLOB_RECURSE installed ${work}/prefix/*.cmake ${work}/prefix/*.hpp)
foreach(file ${installed})
  file(READ ${file} text)
  string(FIND "${text}" "${BUILD}/mcp-" at)
  if(NOT at EQUAL -1)
    message(FATAL_ERROR "${file} names the build directory")
  endif()
endforeach()
