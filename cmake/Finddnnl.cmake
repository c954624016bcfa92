# oneDNN without the OpenCL that Debian's own dnnl-config.cmake insists on.
find_path(dnnl_INCLUDE_DIR dnnl.hpp)
find_library(dnnl_LIBRARY dnnl)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(dnnl REQUIRED_VARS dnnl_LIBRARY dnnl_INCLUDE_DIR)
if(dnnl_FOUND AND NOT TARGET weft_dnnl)
    add_library(weft_dnnl INTERFACE IMPORTED)
    set_target_properties(weft_dnnl PROPERTIES
        INTERFACE_INCLUDE_DIRECTORIES "${dnnl_INCLUDE_DIR}"
        INTERFACE_LINK_LIBRARIES "${dnnl_LIBRARY}")
endif()
