# SPDX-License-Identifier: GPL-3.0-or-later
# Compiler settings, and the two functions that make targets.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
# Optimised, with assertions. Not cached: project() has put an empty value of this name there.
set(CMAKE_CXX_FLAGS_RELWITHASSERTS "-O2 -g1")
set(CMAKE_C_FLAGS_RELWITHASSERTS "-O2 -g1")

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()

if(DATELINE_SANITIZE)
  add_compile_options(-fsanitize=${DATELINE_SANITIZE} -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${DATELINE_SANITIZE})
endif()

add_library(dateline_options INTERFACE)
target_compile_options(dateline_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion
  # Releases are built from any compiler version and -O3 sees ghosts in inlined library code: warnings stop development builds.
  $<$<NOT:$<CONFIG:Release>>:-Werror>
  $<$<CXX_COMPILER_ID:Clang>:-Wthread-safety>)
target_include_directories(dateline_options INTERFACE ${PROJECT_SOURCE_DIR})

# dateline_library(NAME SOURCES ... LIBS ...): a static library of one folder.
function(dateline_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LIBS" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  target_link_libraries(${name} PUBLIC ${ARG_LIBS} PRIVATE $<BUILD_INTERFACE:dateline_options>)
  target_include_directories(${name} PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>)
endfunction()

# dateline_program(NAME SOURCES ... LIBS ...): with jemalloc, but for sanitizers, which bring their
# own.
function(dateline_program name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LIBS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE ${ARG_LIBS} dateline_options)
  if(NOT DATELINE_SANITIZE)
    target_link_libraries(${name} PRIVATE PkgConfig::jemalloc)
  endif()
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)
endfunction()
