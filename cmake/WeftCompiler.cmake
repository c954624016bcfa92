# Compiler settings shared by every target: warnings, linters and sanitisers.
function(weft_target target)
    target_include_directories(${target} PUBLIC ${CMAKE_SOURCE_DIR})
    target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor)
    if(WEFT_WARNINGS_AS_ERRORS)
        target_compile_options(${target} PRIVATE -Werror)
    endif()
    if(WEFT_SANITIZE)
        target_compile_options(${target} PUBLIC -fsanitize=${WEFT_SANITIZE} -fno-omit-frame-pointer)
        target_link_options(${target} PUBLIC -fsanitize=${WEFT_SANITIZE})
    endif()
    if(WEFT_LINT)
        find_program(CLANG_TIDY_PROGRAM clang-tidy)
        if(CLANG_TIDY_PROGRAM)
            set_target_properties(${target} PROPERTIES CXX_CLANG_TIDY ${CLANG_TIDY_PROGRAM})
        endif()
        find_program(CLAZY_PROGRAM clazy-standalone)
        get_target_property(libraries ${target} LINK_LIBRARIES)
        if(CLAZY_PROGRAM AND libraries MATCHES "Qt6|weft_widgets")
            get_target_property(sources ${target} SOURCES)
            set(qt_sources ${sources})
            list(FILTER qt_sources INCLUDE REGEX "\\.cpp$")
            add_custom_command(TARGET ${target} POST_BUILD
                COMMAND ${CLAZY_PROGRAM} -p ${CMAKE_BINARY_DIR} --checks=level0 ${qt_sources}
                WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR} VERBATIM
                COMMENT "clazy on ${target}")
        endif()
    endif()
endfunction()

# What most of the code that sees LibTorch includes, for precompiled headers.
set(WEFT_TORCH_HEADERS <torch/types.h> <torch/nn/module.h> <torch/nn/pimpl.h>)
