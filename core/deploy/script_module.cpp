#include "core/deploy/script_module_p.h"
#include "core/deploy/script_source.h"

#include <ATen/ops/tensor.h>

#include <memory>
#include <utility>

namespace weft {

namespace {

using torch::jit::Module;

/// The modules of a network by their dotted names, made as they are asked for.
class ModuleTree
{
public:
    ModuleTree()
        : m_unit(std::make_shared<torch::jit::CompilationUnit>())
    {
        m_modules.emplace(std::string(), make());
    }

    Module& at(const std::string& path)
    {
        if (const auto known = m_modules.find(path); known != m_modules.end()) {
            return known->second;
        }
        const auto [parent, name] = split(path);
        auto& holder = at(parent);
        auto& child = m_modules.emplace(path, make()).first->second;
        holder.register_module(name, child);
        return child;
    }

    static std::pair<std::string, std::string> split(const std::string& path)
    {
        const auto dot = path.rfind('.');
        return dot == std::string::npos ? std::pair(std::string(), path)
                                        : std::pair(path.substr(0, dot), path.substr(dot + 1));
    }

private:
    /// Each module has a type of its own, for types are where attributes are known.
    Module make()
    {
        Module module(c10::QualifiedName("__torch__.weft.Network"), m_unit, true);
        module.register_attribute("training", c10::BoolType::get(), false);
        return module;
    }

    std::shared_ptr<torch::jit::CompilationUnit> m_unit;
    std::map<std::string, Module> m_modules;
};

/// What a norm counts and measures is no parameter.
bool isBuffer(const std::string& name)
{
    return name == "running_mean" || name == "running_var" || name == "num_batches_tracked";
}

} // namespace

Module makeScriptModule(const ModelConfig& model, const TensorMap& tensors)
{
    ModuleTree tree;
    for (const auto& [path, tensor] : tensors) {
        const auto [holder, name] = ModuleTree::split(path);
        const auto values = tensor.detach();
        tree.at(holder).register_parameter(name, values, isBuffer(name));
    }
    auto& network = tree.at({});
    for (const auto& [name, order] : scriptOrders(model)) {
        network.register_buffer(name, at::tensor(order, at::kLong));
    }
    network.define(scriptSource(model));
    return network;
}

} // namespace weft
