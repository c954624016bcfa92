#pragma once

#include "app/session/settings.h"

#include <QObject>
#include <QTranslator>

namespace weft {

/// Keeps the installed translations in step with the setting, while the program runs.
class Language : public QObject
{
    Q_OBJECT
public:
    explicit Language(Settings& settings, QObject* parent = nullptr);
    ~Language() override;

    /// What the setting and the system come to: English or Chinese, never System.
    [[nodiscard]] LanguageChoice inForce() const;

private:
    void apply();
    void remove();

    Settings& m_settings;
    QTranslator m_weft;
    QTranslator m_qt; ///< Qt's own texts, such as those of the file dialog.
};

} // namespace weft
