#include "app/window/language.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLocale>

namespace weft {

Language::Language(Settings& settings, QObject* parent)
    : QObject(parent)
    , m_settings(settings)
{
    connect(&settings, &Settings::languageChanged, this, &Language::apply);
    apply();
}

Language::~Language()
{
    remove();
}

LanguageChoice Language::inForce() const
{
    if (m_settings.language() != LanguageChoice::System) {
        return m_settings.language();
    }
    const auto languages = QLocale::system().uiLanguages();
    const bool chinese = !languages.isEmpty() && languages.first().startsWith(QLatin1String("zh"));
    return chinese ? LanguageChoice::Chinese : LanguageChoice::English;
}

void Language::apply()
{
    remove();
    const bool chinese = inForce() == LanguageChoice::Chinese;
    // Installed last is asked first.
    if (chinese && m_qt.load(QStringLiteral("qtbase_zh_CN"),
                             QLibraryInfo::path(QLibraryInfo::TranslationsPath))) {
        QCoreApplication::installTranslator(&m_qt);
    }
    // The English one holds the plural forms.
    if (m_weft.load(chinese ? QStringLiteral(":/i18n/weft_zh_CN.qm")
                            : QStringLiteral(":/i18n/weft_en.qm"))) {
        QCoreApplication::installTranslator(&m_weft);
    }
}

void Language::remove()
{
    QCoreApplication::removeTranslator(&m_weft);
    QCoreApplication::removeTranslator(&m_qt);
}

} // namespace weft
