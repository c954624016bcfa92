include(CheckLinkerFlag)
check_linker_flag(CXX -fuse-ld=gold WEFT_HAS_GOLD) # Links a test in a fifth of the other's time.

# weft_test(NAME TIMEOUT SECONDS SOURCES file... [LIBRARIES target...] [LABELS label...])
# A Qt Test program under CTest: offscreen, with a time limit, and with a home of its own, so that no
# test reads or writes the settings and the runs of the person who builds. The first source is
# NAME.cpp and ends with #include "NAME.moc".
function(weft_test name)
    cmake_parse_arguments(arg "" "TIMEOUT" "SOURCES;LIBRARIES;LABELS" ${ARGN})
    # Not by AUTOMOC: handed the target's include directories, moc reads all of LibTorch for each test
    # and finds nothing there that a test's slots need.
    set(moc ${CMAKE_CURRENT_BINARY_DIR}/${name}.moc)
    qt_generate_moc(${name}.cpp ${moc})
    add_executable(${name} ${arg_SOURCES} ${moc})
    set_target_properties(${name} PROPERTIES UNITY_BUILD OFF
        RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
    target_include_directories(${name} PRIVATE ${CMAKE_CURRENT_BINARY_DIR})
    target_link_libraries(${name} PRIVATE Qt6::Test ${arg_LIBRARIES})
    weft_test_code(${name})
    target_link_options(${name} PRIVATE $<$<BOOL:${WEFT_HAS_GOLD}>:-fuse-ld=gold>)
    set(home ${CMAKE_BINARY_DIR}/tests/home/${name})
    file(MAKE_DIRECTORY ${home})
    add_test(NAME ${name} COMMAND ${name})
    set_tests_properties(${name} PROPERTIES TIMEOUT ${arg_TIMEOUT} LABELS "${arg_LABELS}"
        ENVIRONMENT "GOMP_SPINCOUNT=10000;QT_QPA_PLATFORM=offscreen;HOME=${home};XDG_CONFIG_HOME=${home}/config;XDG_DATA_HOME=${home}/data;XDG_CACHE_HOME=${home}/cache;LC_ALL=C.UTF-8")
    if(weft_core_private IN_LIST arg_LIBRARIES OR weft_test_runs IN_LIST arg_LIBRARIES)
        target_precompile_headers(${name} REUSE_FROM weft_test_headers)
    endif()
endfunction()

# What tests and the code that they share are compiled with. They run for a moment: to optimise them
# takes longer than it saves.
function(weft_test_code target)
    target_compile_definitions(${target} PRIVATE
        WEFT_SOURCE_DIR="${CMAKE_SOURCE_DIR}"
        WEFT_BINARY_DIR="${CMAKE_BINARY_DIR}")
    target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O1>)
    weft_target(${target})
endfunction()
