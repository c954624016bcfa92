#pragma once

#include "core/config/config_keys.h"

#include <QObject>

#include <string>

class QWidget;

namespace weft {

/// The editor of one configuration key. Speaks the texts of configValue() and setConfigValue().
class ConfigField : public QObject
{
    Q_OBJECT
public:
    /// A combo box, spin box, check box or line edit (for a text: a path's), by the key's kind;
    /// named "field_" and the key with _ for the dot.
    [[nodiscard]] static ConfigField* make(const ConfigKey& key, QWidget* parent);

    [[nodiscard]] const ConfigKey& key() const { return m_key; }
    [[nodiscard]] virtual QWidget* editor() const = 0;
    [[nodiscard]] virtual std::string text() const = 0;
    /// Does not emit edited().
    virtual void setText(const std::string& text) = 0;
    virtual void retranslate();
    /// What stands for 0, where that says more than a number; nothing where the field is none.
    virtual void setZeroText(const QString& /*text*/) {}

signals:
    void edited(); ///< By the person.

protected:
    ConfigField(const ConfigKey& key, QObject* parent);
    /// Names the editor and keeps the wheel from changing a value that is only scrolled past.
    void adopt(QWidget* widget);
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    ConfigKey m_key;
};

} // namespace weft
