# SPDX-License-Identifier: GPL-3.0-or-later
# Compiler settings.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
# Optimised, with assertions. Not cached: project() has put an empty value of this name there.
set(CMAKE_CXX_FLAGS_RELWITHASSERTS "-O2 -g1")
set(CMAKE_C_FLAGS_RELWITHASSERTS "-O2 -g1")

find_program(CCACHE ccache)
if(CCACHE)
  # Without these two ccache does not cache what uses a precompiled header.
  set(launcher ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE})
  set(CMAKE_C_COMPILER_LAUNCHER ${launcher})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${launcher})
endif()

if(CMAKE_CXX_COMPILER_ID STREQUAL Clang)
  # Names of templates as Debian's libraries have them, which g++ 12 made.
  add_compile_options(-fclang-abi-compat=17)
endif()
if(DATELINE_SANITIZE)
  add_compile_options(-fsanitize=${DATELINE_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${DATELINE_SANITIZE})
  add_compile_definitions(DATELINE_SANITIZED)  # clang and g++ have no common name for it
endif()
if(DATELINE_SANITIZE MATCHES "thread")
  if(DATELINE_RPC)
    # Debian's gRPC is built without the sanitizer: hundreds of false reports.
    message(FATAL_ERROR "ThreadSanitizer needs -D DATELINE_RPC=OFF")
  endif()
  add_compile_options("$<$<COMPILE_LANGUAGE:CXX>:SHELL:-include ${PROJECT_SOURCE_DIR}/tests/support/tsan_mutex.h>")
  add_compile_definitions(BOOST_ASIO_DISABLE_FENCED_BLOCK)  # the sanitizer does not know fences
endif()
if(DATELINE_LIBFUZZER)
  # Everything is instrumented, so that the fuzzer sees which branches an input takes.
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

add_library(dateline_options INTERFACE)
target_compile_options(dateline_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion
  # Releases are built from any compiler version and -O3 sees ghosts in inlined library code: warnings stop development builds.
  $<$<NOT:$<CONFIG:Release>>:-Werror>
  # The last one: std::stable_sort of g++ 12 calls what g++ 12 calls deprecated.
  $<$<CXX_COMPILER_ID:Clang>:-Wthread-safety;-Werror=thread-safety;-Wno-deprecated-declarations>)
target_include_directories(dateline_options INTERFACE ${PROJECT_SOURCE_DIR})
