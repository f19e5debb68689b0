# The packages and flags that every part needs, and the functions that make our targets. Each part finds
# its own libraries in its own CMakeLists.txt.

# Makes the targets that find_package imports visible in all directories, for parts that link them.
set(CMAKE_FIND_PACKAGE_TARGETS_GLOBAL ON)
find_package(Threads REQUIRED)
find_package(nlohmann_json 3.10 REQUIRED)

set(CMAKE_POSITION_INDEPENDENT_CODE ON)

# Flags for the targets of this project, but not for projects that use it.
add_library(mcp_flags INTERFACE)
target_compile_features(mcp_flags INTERFACE cxx_std_20)
target_compile_options(mcp_flags INTERFACE -Wall -Wextra -Wconversion -Wshadow)
# With optimization, g++ 12 warns wrongly of overflows in std::string concatenations (GCC PR 105329,
# 105651) and of uninitialized reads of variants (GCC PR 105562).
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(mcp_flags INTERFACE
    -Wno-array-bounds -Wno-restrict -Wno-stringop-overflow -Wno-stringop-overread -Wno-maybe-uninitialized)
endif()
if(MCP_WERROR)
  target_compile_options(mcp_flags INTERFACE -Werror)
endif()
if(MCP_SANITIZE)
  target_compile_options(mcp_flags INTERFACE
    -fsanitize=${MCP_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(mcp_flags INTERFACE -fsanitize=${MCP_SANITIZE})
endif()
# AddressSanitizer reports these faults as well; without these checks a build takes 40% less time.
if(MCP_SANITIZE MATCHES address)
  target_compile_options(mcp_flags INTERFACE
    -fno-sanitize=null,alignment,object-size,vptr,pointer-overflow)
endif()
# With this check clang 14 emits assembly for coroutines that it cannot assemble itself.
if(MCP_SANITIZE MATCHES undefined AND CMAKE_CXX_COMPILER_ID MATCHES Clang)
  target_compile_options(mcp_flags INTERFACE -fno-sanitize=function)
endif()

# ThreadSanitizer does not support fences. Without them Asio uses locks only, which is enough.
if(MCP_SANITIZE MATCHES thread)
  target_compile_options(mcp_flags INTERFACE -Wno-tsan)
  target_compile_definitions(mcp_flags INTERFACE BOOST_ASIO_DISABLE_FENCED_BLOCK)
endif()

# Precompiled headers: the JSON library and the standard headers take most of the time of a file. They
# are compiled once for all targets, which therefore need the same flags, libraries and programs alike.
set(CMAKE_CXX_COMPILE_OPTIONS_PIE ${CMAKE_CXX_COMPILE_OPTIONS_PIC})
file(CONFIGURE OUTPUT precompiled.cc CONTENT "// Carries the precompiled headers.\n")
add_library(mcp_precompiled OBJECT ${CMAKE_CURRENT_BINARY_DIR}/precompiled.cc)
target_link_libraries(mcp_precompiled PRIVATE mcp_flags nlohmann_json::nlohmann_json Threads::Threads)
target_precompile_headers(mcp_precompiled PRIVATE
  <nlohmann/json.hpp> <functional> <map> <memory> <mutex> <optional> <string> <variant> <vector>)

function(mcp_precompile target)
  target_precompile_headers(${target} REUSE_FROM mcp_precompiled)
endfunction()

# mcp_add_library(<name> <sources...>): the static library mcp_<name>, known as mcp::<name>, with its
# public headers in include/.
function(mcp_add_library name)
  add_library(mcp_${name} STATIC ${ARGN})
  add_library(mcp::${name} ALIAS mcp_${name})
  target_include_directories(mcp_${name} PUBLIC
    $<BUILD_INTERFACE:${CMAKE_CURRENT_SOURCE_DIR}/include>
    $<INSTALL_INTERFACE:include>)
  target_compile_features(mcp_${name} PUBLIC cxx_std_20)
  target_link_libraries(mcp_${name} PRIVATE $<BUILD_INTERFACE:mcp_flags>)
  set_target_properties(mcp_${name} PROPERTIES EXPORT_NAME ${name})
  mcp_precompile(mcp_${name})
endfunction()

# Where programs are built, also by generators that have several configurations: tests look there.
set(MCP_BINARY_DIR $<1:${PROJECT_BINARY_DIR}/bin>)

# mcp_add_program(<name> <sources...>): an executable in <build>/bin.
function(mcp_add_program name)
  add_executable(${name} ${ARGN})
  target_link_libraries(${name} PRIVATE mcp_flags)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${MCP_BINARY_DIR})
  mcp_precompile(${name})
endfunction()

# mcp_use_httplib(<target> <files...>): for the files of a target that include cpp-httplib. Its flags
# differ from those of the precompiled headers, so these files are compiled without them.
function(mcp_use_httplib target)
  set_source_files_properties(${ARGN} PROPERTIES
    COMPILE_OPTIONS "${HTTPLIB_CFLAGS}" SKIP_PRECOMPILE_HEADERS ON SKIP_UNITY_BUILD_INCLUSION ON)
  target_link_libraries(${target} PRIVATE ${HTTPLIB_LIBRARIES})
endfunction()
