# weft_test(NAME TIMEOUT SECONDS SOURCES file... [LIBRARIES target...] [LABELS label...])
# A Qt Test program under CTest: offscreen, with a time limit, and with a home of its own, so that no
# test reads or writes the settings and the runs of the person who builds.
function(weft_test name)
    cmake_parse_arguments(arg "" "TIMEOUT" "SOURCES;LIBRARIES;LABELS" ${ARGN})
    add_executable(${name} ${arg_SOURCES})
    set_target_properties(${name} PROPERTIES AUTOMOC ON
        RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
    target_link_libraries(${name} PRIVATE Qt6::Test ${arg_LIBRARIES})
    target_compile_definitions(${name} PRIVATE
        WEFT_SOURCE_DIR="${CMAKE_SOURCE_DIR}"
        WEFT_BINARY_DIR="${CMAKE_BINARY_DIR}")
    weft_target(${name})
    set(home ${CMAKE_BINARY_DIR}/tests/home/${name})
    file(MAKE_DIRECTORY ${home})
    add_test(NAME ${name} COMMAND ${name})
    set_tests_properties(${name} PROPERTIES TIMEOUT ${arg_TIMEOUT} LABELS "${arg_LABELS}"
        ENVIRONMENT "GOMP_SPINCOUNT=10000;QT_QPA_PLATFORM=offscreen;HOME=${home};XDG_CONFIG_HOME=${home}/config;XDG_DATA_HOME=${home}/data;XDG_CACHE_HOME=${home}/cache;LC_ALL=C.UTF-8")
endfunction()
