# SPDX-License-Identifier: GPL-3.0-or-later
# Libraries from Debian, each as one imported target.
find_package(Threads REQUIRED)
find_package(Protobuf REQUIRED)
find_package(gRPC CONFIG REQUIRED)
find_package(absl REQUIRED)
find_package(Boost 1.81 REQUIRED)
find_package(ICU REQUIRED COMPONENTS uc i18n)
find_package(ZLIB REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(simdjson REQUIRED)
find_package(fmt REQUIRED)
find_package(CLI11 REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(zstd REQUIRED IMPORTED_TARGET libzstd)
pkg_check_modules(gumbo REQUIRED IMPORTED_TARGET gumbo)
pkg_check_modules(xxhash REQUIRED IMPORTED_TARGET libxxhash)
pkg_check_modules(jemalloc REQUIRED IMPORTED_TARGET jemalloc)

# Xapian's CMake config gives variables; this is the target.
find_package(Xapian REQUIRED)
add_library(Xapian::Xapian INTERFACE IMPORTED)
set_target_properties(Xapian::Xapian PROPERTIES
  INTERFACE_LINK_LIBRARIES "${XAPIAN_LIBRARIES}"
  INTERFACE_INCLUDE_DIRECTORIES "${XAPIAN_INCLUDE_DIR}")

# dateline_find_library(TARGET header library): a library without a package file.
function(dateline_find_library target header library)
  find_path(${library}_INCLUDE ${header} REQUIRED)
  find_library(${library}_LIBRARY ${library} REQUIRED)
  add_library(${target} INTERFACE IMPORTED)
  target_include_directories(${target} SYSTEM INTERFACE ${${library}_INCLUDE})
  target_link_libraries(${target} INTERFACE ${${library}_LIBRARY})
endfunction()
dateline_find_library(Roaring::Roaring roaring/roaring.h roaring)
dateline_find_library(Cld2::Cld2 cld2/public/compact_lang_det.h cld2)
dateline_find_library(Snowball::Stemmer libstemmer.h stemmer)
