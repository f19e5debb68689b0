# Builds consumer/COMPONENT.cc with the package installed in PREFIX, and runs it:
#
#   cmake -DPREFIX=DIR -DCOMPONENT=NAME -DWORK=DIR [-DSERVER=PROGRAM;ARGUMENT...] -P consume.cmake
#
# SERVER: the command that the client starts. The program is then WORK/COMPONENT/consumer.

function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT status EQUAL 0)
    message(FATAL_ERROR "${COMPONENT}: failed: ${ARGN}\n${output}")
  endif()
endfunction()

set(build ${WORK}/${COMPONENT})
run(${CMAKE_COMMAND} -G Ninja -S ${CMAKE_CURRENT_LIST_DIR}/consumer -B ${build}
  -DCMAKE_PREFIX_PATH=${PREFIX} -DCOMPONENT=${COMPONENT})
run(${CMAKE_COMMAND} --build ${build})

if(COMPONENT STREQUAL server)
  file(WRITE ${build}/messages "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\
\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},\"clientInfo\":{\"name\":\"consumer\",\"version\":\"1\"}}}\n")
  execute_process(COMMAND ${build}/consumer INPUT_FILE ${build}/messages
    OUTPUT_VARIABLE answer COMMAND_ERROR_IS_FATAL ANY)
  if(NOT answer MATCHES "\"serverInfo\"")
    message(FATAL_ERROR "server: no answer to initialize: ${answer}")
  endif()
else()
  run(${build}/consumer ${SERVER})
endif()
message("${COMPONENT}: built and ran")
