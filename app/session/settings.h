#pragma once

#include <QByteArray>
#include <QObject>
#include <QSettings>
#include <QString>
#include <QStringList>

namespace weft {

enum class ThemeChoice { System, Light, Dark };
enum class LanguageChoice { System, English, Chinese };

/// What is remembered between two starts of the window; one change signal each. Lives in the
/// window's thread.
class Settings : public QObject
{
    Q_OBJECT
public:
    explicit Settings(QObject* parent = nullptr);

    [[nodiscard]] ThemeChoice theme() const;
    void setTheme(ThemeChoice theme);
    [[nodiscard]] LanguageChoice language() const;
    void setLanguage(LanguageChoice language);
    [[nodiscard]] QString lastPage() const;
    void setLastPage(const QString& page);
    [[nodiscard]] QString lastFolder() const; ///< Where the file dialogs open.
    void setLastFolder(const QString& folder);
    /// Where exported files go; the documents' folder while none was chosen.
    [[nodiscard]] QString exportFolder() const;
    void setExportFolder(const QString& folder);
    [[nodiscard]] QStringList recentSources() const; ///< Newest first, at most 8.
    void addRecentSource(const QString& source);
    /// Folder of the runs; the default one while none was chosen.
    [[nodiscard]] QString libraryFolder() const;
    void setLibraryFolder(const QString& folder);
    /// Another folder until the program ends, or until one is chosen; nothing is remembered.
    void overrideLibraryFolder(const QString& folder);
    [[nodiscard]] QByteArray windowGeometry() const;
    void setWindowGeometry(const QByteArray& geometry);
    /// The run whose training had not ended when the window was last seen: paused and kept, or cut
    /// off. Empty: none.
    [[nodiscard]] QString unfinishedRun() const;
    void setUnfinishedRun(const QString& directory);

signals:
    void themeChanged(weft::ThemeChoice theme);
    void languageChanged(weft::LanguageChoice language);
    void recentSourcesChanged();
    void libraryFolderChanged(const QString& folder);

private:
    QSettings m_store;
    QString m_libraryOverride;
};

} // namespace weft
