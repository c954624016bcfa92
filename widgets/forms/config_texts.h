#pragma once

#include "core/config/config_keys.h"
#include "core/config/validation.h"

#include <QCoreApplication>
#include <QString>

#include <string>

namespace weft {

/// What the configuration's keys, choices and issues are called, in the language of the window.
/// Translated at call time. A name that has no text of its own stands for itself.
class ConfigTexts
{
    Q_DECLARE_TR_FUNCTIONS(weft::ConfigTexts)
public:
    static QString group(const std::string& name); ///< "model" -> "Model"
    static QString label(const std::string& key);  ///< "train.lr" -> "Learning rate"
    static QString explanation(const std::string& key);
    /// "model.backbone", "resnet18" -> "ResNet-18"
    static QString choice(const std::string& key, const std::string& name);
    static QString preset(const std::string& name);
    static QString suffix(const ConfigKey& key);     ///< Behind the number: " px".
    static QString zeroText(const std::string& key); ///< What 0 means: "off"; empty: a number.
    static QString limits(const ConfigKey& key);     ///< "From 1 to 10,000 epochs"
    static QString issue(const ConfigIssue& issue);
};

} // namespace weft
