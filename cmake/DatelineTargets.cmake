# SPDX-License-Identifier: GPL-3.0-or-later
# The functions that make targets.

# dateline_needs_grpc(RESULT LIBRARIES...): whether one of the libraries leads to gRPC.
function(dateline_needs_grpc result)
  set(seen)
  set(open ${ARGN})
  while(open)
    list(POP_FRONT open library)
    string(REGEX REPLACE "\\$<LINK_ONLY:(.*)>" "\\1" library "${library}")
    if(library MATCHES "^gRPC::")
      set(${result} TRUE PARENT_SCOPE)
      return()
    endif()
    if(TARGET "${library}" AND NOT library IN_LIST seen)
      list(APPEND seen ${library})
      get_target_property(more ${library} INTERFACE_LINK_LIBRARIES)
      if(more)
        list(APPEND open ${more})
      endif()
    endif()
  endwhile()
  set(${result} FALSE PARENT_SCOPE)
endfunction()

# Without DATELINE_RPC a target that needs gRPC is still known, but no build of everything makes it.
function(dateline_leave_out_grpc name)
  if(NOT DATELINE_RPC)
    dateline_needs_grpc(needs_grpc ${ARGN})
    set_target_properties(${name} PROPERTIES EXCLUDE_FROM_ALL ${needs_grpc})
  endif()
endfunction()

# dateline_library(NAME SOURCES ... LIBS ...): a static library of one folder.
function(dateline_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LIBS" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  target_link_libraries(${name} PUBLIC ${ARG_LIBS} PRIVATE $<BUILD_INTERFACE:dateline_options>)
  target_include_directories(${name} PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>)
  dateline_leave_out_grpc(${name} ${ARG_LIBS})
endfunction()

# dateline_program(NAME SOURCES ... LIBS ...): with jemalloc, except under sanitizers, which bring
# their own allocator.
function(dateline_program name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LIBS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE ${ARG_LIBS} dateline_options)
  if(NOT DATELINE_SANITIZE)
    target_link_libraries(${name} PRIVATE PkgConfig::jemalloc)
  endif()
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)
  dateline_leave_out_grpc(${name} ${ARG_LIBS})
endfunction()

# Names of all targets that are made in a folder and below.
function(dateline_targets_below folder result)
  get_property(targets DIRECTORY ${folder} PROPERTY BUILDSYSTEM_TARGETS)
  get_property(folders DIRECTORY ${folder} PROPERTY SUBDIRECTORIES)
  foreach(below ${folders})
    dateline_targets_below(${below} more)
    list(APPEND targets ${more})
  endforeach()
  set(${result} ${targets} PARENT_SCOPE)
endfunction()

# The last step of a configuration: settings of all targets. Makes dateline_objects,
# which compiles every source and links nothing.
function(dateline_finish_targets)
  set_target_properties(dateline_proto dateline_grpc PROPERTIES CXX_CLANG_TIDY "")
  dateline_targets_below(${PROJECT_SOURCE_DIR} targets)
  set(objects)
  foreach(target ${targets})
    get_target_property(type ${target} TYPE)
    get_target_property(left_out ${target} EXCLUDE_FROM_ALL)
    if(type MATCHES "^(STATIC_LIBRARY|EXECUTABLE|MODULE_LIBRARY)$" AND NOT left_out)
      list(APPEND objects $<TARGET_OBJECTS:${target}>)
    endif()
    get_target_property(header ${target} PRECOMPILE_HEADERS)
    get_target_property(reused ${target} PRECOMPILE_HEADERS_REUSE_FROM)
    if((header OR reused) AND CMAKE_CXX_COMPILER_ID STREQUAL GNU)
      target_compile_options(${target} PRIVATE -fpch-preprocess)  # or ccache cannot cache it
    endif()
  endforeach()
  add_custom_target(dateline_objects DEPENDS ${objects})
endfunction()
