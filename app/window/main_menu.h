#pragma once

#include "app/session/settings.h"

#include <QMenu>

#include <cstdint>
#include <optional>

class QAction;
class QActionGroup;

namespace weft {

/// The window's one menu: opening, the settings, About and Quit. Changes the settings itself and
/// asks the window for the rest.
class MainMenu : public QMenu
{
    Q_OBJECT
public:
    explicit MainMenu(Settings& settings, QWidget* window);

signals:
    void pathsChosen(const QStringList& paths);
    void clearCacheRequested();
    void aboutRequested();
    void quitRequested();

protected:
    void changeEvent(QEvent* event) override;

private:
    void addActions();
    QActionGroup* addChoices(QMenu* menu, int count);
    void retranslate();
    void chooseFolder();
    void chooseImages();
    void chooseLibrary();
    void lookAtCache();
    void showCacheSize();

    Settings& m_settings;
    QWidget* m_window;
    QAction* m_openFolder = nullptr;
    QAction* m_openImages = nullptr;
    QAction* m_library = nullptr;
    QAction* m_clearCache = nullptr;
    std::optional<std::uint64_t> m_cacheBytes; ///< Of the feature cache, once known.
    QAction* m_about = nullptr;
    QAction* m_quit = nullptr;
    QMenu* m_themeMenu = nullptr;
    QMenu* m_languageMenu = nullptr;
    QActionGroup* m_themes = nullptr;
    QActionGroup* m_languages = nullptr;
};

} // namespace weft
