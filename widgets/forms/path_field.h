#pragma once

#include "widgets/forms/config_field.h"

class QAction;
class QLineEdit;

namespace weft {

/// A run's folder (or a file, typed or pasted) as a line with a button that chooses one.
class PathField final : public ConfigField
{
    Q_OBJECT
public:
    PathField(const ConfigKey& key, QWidget* parent);

    [[nodiscard]] QWidget* editor() const override;
    [[nodiscard]] std::string text() const override;
    void setText(const std::string& text) override;
    void retranslate() override;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void choose();
    void drawIcon(); ///< In the theme's colour.

    QLineEdit* m_line;
    QAction* m_choose;
};

} // namespace weft
