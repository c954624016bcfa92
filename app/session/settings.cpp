#include "app/session/settings.h"

#include "core/store/run_library.h"

#include <QStandardPaths>

namespace weft {

namespace {

constexpr qsizetype maxRecent = 8;

/// A remembered choice among three. What a damaged file holds instead is the system's choice, 0.
int choiceOf(const QVariant& value)
{
    const int choice = value.toInt();
    return choice >= 0 && choice <= 2 ? choice : 0;
}

} // namespace

Settings::Settings(QObject* parent)
    : QObject(parent)
{
}

ThemeChoice Settings::theme() const
{
    return static_cast<ThemeChoice>(choiceOf(m_store.value(QStringLiteral("theme"))));
}

void Settings::setTheme(ThemeChoice theme)
{
    if (theme == this->theme()) {
        return;
    }
    m_store.setValue(QStringLiteral("theme"), static_cast<int>(theme));
    emit themeChanged(theme);
}

LanguageChoice Settings::language() const
{
    return static_cast<LanguageChoice>(choiceOf(m_store.value(QStringLiteral("language"))));
}

void Settings::setLanguage(LanguageChoice language)
{
    if (language == this->language()) {
        return;
    }
    m_store.setValue(QStringLiteral("language"), static_cast<int>(language));
    emit languageChanged(language);
}

QString Settings::lastPage() const
{
    return m_store.value(QStringLiteral("lastPage")).toString();
}

void Settings::setLastPage(const QString& page)
{
    m_store.setValue(QStringLiteral("lastPage"), page);
}

QString Settings::lastFolder() const
{
    return m_store.value(QStringLiteral("lastFolder")).toString();
}

void Settings::setLastFolder(const QString& folder)
{
    m_store.setValue(QStringLiteral("lastFolder"), folder);
}

QString Settings::exportFolder() const
{
    const auto chosen = m_store.value(QStringLiteral("exportFolder")).toString();
    return chosen.isEmpty() ? QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation)
                            : chosen;
}

void Settings::setExportFolder(const QString& folder)
{
    m_store.setValue(QStringLiteral("exportFolder"), folder);
}

QStringList Settings::recentSources() const
{
    return m_store.value(QStringLiteral("recentSources")).toStringList();
}

void Settings::addRecentSource(const QString& source)
{
    auto recent = recentSources();
    recent.removeAll(source);
    recent.prepend(source);
    m_store.setValue(QStringLiteral("recentSources"), recent.mid(0, maxRecent));
    emit recentSourcesChanged();
}

QString Settings::libraryFolder() const
{
    if (!m_libraryOverride.isEmpty()) {
        return m_libraryOverride;
    }
    const auto chosen = m_store.value(QStringLiteral("libraryFolder")).toString();
    return chosen.isEmpty() ? QString::fromStdString(defaultLibrary().string()) : chosen;
}

void Settings::setLibraryFolder(const QString& folder)
{
    if (folder == libraryFolder()) {
        return;
    }
    m_libraryOverride.clear();
    m_store.setValue(QStringLiteral("libraryFolder"), folder);
    emit libraryFolderChanged(folder);
}

void Settings::overrideLibraryFolder(const QString& folder)
{
    if (folder == libraryFolder()) {
        return;
    }
    m_libraryOverride = folder;
    emit libraryFolderChanged(folder);
}

QByteArray Settings::windowGeometry() const
{
    return m_store.value(QStringLiteral("windowGeometry")).toByteArray();
}

void Settings::setWindowGeometry(const QByteArray& geometry)
{
    m_store.setValue(QStringLiteral("windowGeometry"), geometry);
}
QString Settings::unfinishedRun() const
{
    return m_store.value(QStringLiteral("unfinishedRun")).toString();
}

void Settings::setUnfinishedRun(const QString& directory)
{
    m_store.setValue(QStringLiteral("unfinishedRun"), directory);
}

} // namespace weft
