# SPDX-License-Identifier: GPL-3.0-or-later
# `cmake --install`: programs, models, protocol, and the client library with its package file, so
# that another project writes find_package(dateline) and links dateline::client.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

install(TARGETS dateline dateline-indexer dateline-server
  RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
# dateline-indexer looks for ../share/dateline/models from its own folder.
install(DIRECTORY ${PROJECT_SOURCE_DIR}/indexer/entities/models/
  DESTINATION ${CMAKE_INSTALL_DATADIR}/dateline/models)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/proto/
  DESTINATION ${CMAKE_INSTALL_DATADIR}/dateline/proto FILES_MATCHING PATTERN "*.proto" PATTERN "service_config*.json")
install(FILES ${PROJECT_SOURCE_DIR}/LICENSES/Apache-2.0.txt
  DESTINATION ${CMAKE_INSTALL_DATADIR}/dateline/proto)

# The units name the programs by the path at which they are installed.
foreach(unit dateline-server dateline-indexer)
  file(READ ${PROJECT_SOURCE_DIR}/deploy/systemd/${unit}.service text)
  string(REPLACE "/usr/bin/" "${CMAKE_INSTALL_FULL_BINDIR}/" text "${text}")
  file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/systemd/${unit}.service CONTENT "@text@" @ONLY)
  install(FILES ${PROJECT_BINARY_DIR}/systemd/${unit}.service DESTINATION lib/systemd/system)
endforeach()
if(DATELINE_TESTS)
  add_test(NAME systemd_units
    COMMAND python3 ${PROJECT_SOURCE_DIR}/tests/systemd_units.py ${PROJECT_BINARY_DIR}/systemd
            ${CMAKE_INSTALL_FULL_BINDIR} ${PROJECT_BINARY_DIR}/bin)
  set_tests_properties(systemd_units PROPERTIES SKIP_RETURN_CODE 77)
endif()

install(DIRECTORY ${PROJECT_SOURCE_DIR}/client/include/ ${PROJECT_BINARY_DIR}/proto/
  DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
  FILES_MATCHING PATTERN "*.h" PATTERN CMakeFiles EXCLUDE PATTERN core EXCLUDE)

foreach(part proto grpc client)
  set_target_properties(dateline_${part} PROPERTIES EXPORT_NAME ${part})
endforeach()
install(TARGETS dateline_proto dateline_grpc dateline_client EXPORT datelineTargets
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
  INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})

set(package ${CMAKE_INSTALL_LIBDIR}/cmake/dateline)
install(EXPORT datelineTargets NAMESPACE dateline:: DESTINATION ${package})
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/datelineConfig.cmake.in
  ${PROJECT_BINARY_DIR}/datelineConfig.cmake INSTALL_DESTINATION ${package})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/datelineConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/datelineConfig.cmake
  ${PROJECT_BINARY_DIR}/datelineConfigVersion.cmake DESTINATION ${package})
