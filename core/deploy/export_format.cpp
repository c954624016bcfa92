#include "core/deploy/export_format.h"

#include <array>
#include <cstddef>

namespace weft {

namespace {

struct Names
{
    const char* name;
    const char* ending;
};

/// In the order of ExportFormat.
constexpr std::array<Names, exportFormats> names{{{"onnx", ".onnx"},
                                                  {"onnx-int8", ".onnx"},
                                                  {"onnx-int8-calibrated", ".onnx"},
                                                  {"safetensors", ".safetensors"},
                                                  {"torchscript", ".pt"},
                                                  {"weft-int8", ""},
                                                  {"tables", ""},
                                                  {"report", ".html"}}};

const Names& namesOf(ExportFormat format)
{
    return names[static_cast<std::size_t>(format)];
}

} // namespace

const char* exportFormatName(ExportFormat format)
{
    return namesOf(format).name;
}

const char* exportFileEnding(ExportFormat format)
{
    return namesOf(format).ending;
}

} // namespace weft
