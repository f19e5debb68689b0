# Installs the build into a fresh prefix, then configures, builds and runs consumer/ with nothing but
# that prefix.

function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT status EQUAL 0)
    message(FATAL_ERROR "failed: ${ARGN}\n${output}")
  endif()
endfunction()

set(work ${BUILD}/tests/install/work)
file(REMOVE_RECURSE ${work})
run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${work}/prefix)
run(${CMAKE_COMMAND} -G ${GENERATOR} -S ${CMAKE_CURRENT_LIST_DIR}/consumer -B ${work}/build
  -DCMAKE_CXX_COMPILER=${COMPILER} -DCMAKE_PREFIX_PATH=${work}/prefix)
run(${CMAKE_COMMAND} --build ${work}/build)
run(${work}/build/consumer ${work}/prefix/bin/mcp-server)

# Nothing of the build may be named in what is installed.
file(GLOB_RECURSE installed ${work}/prefix/*.cmake ${work}/prefix/*.hpp)
foreach(file ${installed})
  file(READ ${file} text)
  string(FIND "${text}" "${BUILD}/mcp-" at)
  if(NOT at EQUAL -1)
    message(FATAL_ERROR "${file} names the build directory")
  endif()
endforeach()
