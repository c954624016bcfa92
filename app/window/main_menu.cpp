#include "app/window/main_menu.h"

#include "app/session/job.h"

#include "widgets/util/format.h"

#include "core/features/feature_cache.h"

#include <QAction>
#include <QActionGroup>
#include <QEvent>
#include <QFileDialog>
#include <QFileInfo>

namespace weft {

namespace {

constexpr int choices = 3; ///< Of themes and of languages: the system's and two more.

} // namespace

MainMenu::MainMenu(Settings& settings, QWidget* window)
    : QMenu(window)
    , m_settings(settings)
    , m_window(window)
{
    setObjectName(QStringLiteral("mainMenu"));
    addActions();
    // The menu is shown now and then, but its shortcuts work always.
    window->addActions({m_openFolder, m_openImages, m_quit});

    connect(m_openFolder, &QAction::triggered, this, &MainMenu::chooseFolder);
    connect(m_openImages, &QAction::triggered, this, &MainMenu::chooseImages);
    connect(m_library, &QAction::triggered, this, &MainMenu::chooseLibrary);
    connect(m_clearCache, &QAction::triggered, this, &MainMenu::clearCacheRequested);
    connect(m_about, &QAction::triggered, this, &MainMenu::aboutRequested);
    connect(m_quit, &QAction::triggered, this, &MainMenu::quitRequested);
    connect(m_themes, &QActionGroup::triggered, this, [this](QAction* action) {
        m_settings.setTheme(static_cast<ThemeChoice>(action->data().toInt()));
    });
    connect(m_languages, &QActionGroup::triggered, this, [this](QAction* action) {
        m_settings.setLanguage(static_cast<LanguageChoice>(action->data().toInt()));
    });
    connect(this, &QMenu::aboutToShow, this, [this] {
        m_themes->actions().at(static_cast<int>(m_settings.theme()))->setChecked(true);
        m_languages->actions().at(static_cast<int>(m_settings.language()))->setChecked(true);
        lookAtCache();
    });
    retranslate();
}

void MainMenu::addActions()
{
    m_openFolder = addAction(QString());
    m_openFolder->setShortcut(QKeySequence::Open);
    m_openImages = addAction(QString());
    m_openImages->setShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_O));
    addSeparator();
    m_themeMenu = addMenu(QString());
    m_themes = addChoices(m_themeMenu, choices);
    m_languageMenu = addMenu(QString());
    m_languages = addChoices(m_languageMenu, choices);
    m_library = addAction(QString());
    m_clearCache = addAction(QString());
    addSeparator();
    m_about = addAction(QString());
    m_quit = addAction(QString());
    m_quit->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_Q));

    m_openFolder->setObjectName(QStringLiteral("openFolderAction"));
    m_openImages->setObjectName(QStringLiteral("openImagesAction"));
    m_library->setObjectName(QStringLiteral("runsFolderAction"));
    m_clearCache->setObjectName(QStringLiteral("clearCacheAction"));
    m_about->setObjectName(QStringLiteral("aboutAction"));
    m_quit->setObjectName(QStringLiteral("quitAction"));
}

QActionGroup* MainMenu::addChoices(QMenu* menu, int count)
{
    auto* group = new QActionGroup(this);
    for (int i = 0; i < count; ++i) {
        auto* action = menu->addAction(QString());
        action->setCheckable(true);
        action->setData(i);
        group->addAction(action);
    }
    return group;
}

void MainMenu::retranslate()
{
    m_openFolder->setText(tr("Open folder…"));
    m_openImages->setText(tr("Open images…"));
    m_library->setText(tr("Runs folder…"));
    showCacheSize();
    m_about->setText(tr("About Weft"));
    m_quit->setText(tr("Quit"));
    m_themeMenu->setTitle(tr("Theme"));
    const auto themes = m_themes->actions();
    themes[0]->setText(tr("As the system", "theme"));
    themes[1]->setText(tr("Light"));
    themes[2]->setText(tr("Dark"));
    m_languageMenu->setTitle(tr("Language"));
    const auto languages = m_languages->actions();
    languages[0]->setText(tr("As the system", "language"));
    // Each language in its own words, so that one who cannot read the other finds it.
    languages[1]->setText(QStringLiteral("English"));
    languages[2]->setText(QStringLiteral("简体中文"));
}

void MainMenu::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
    }
    QMenu::changeEvent(event);
}

void MainMenu::lookAtCache()
{
    // On another thread, for the folder may lie on a disk that is asleep.
    Job::run<std::uint64_t>(
        this,
        [](std::stop_token, const ProgressCallback&) {
            return FeatureCache::standard().usedBytes();
        },
        [this](std::uint64_t bytes) {
            m_cacheBytes = bytes;
            showCacheSize();
        });
}

void MainMenu::showCacheSize()
{
    m_clearCache->setText(m_cacheBytes
                              ? tr("Clear feature cache (%1)").arg(Format::bytes(*m_cacheBytes))
                              : tr("Clear feature cache"));
    m_clearCache->setEnabled(m_cacheBytes.value_or(0) > 0);
}

void MainMenu::chooseFolder()
{
    auto* dialog = new QFileDialog(m_window, tr("Open folder"), m_settings.lastFolder());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& folder) {
        m_settings.setLastFolder(folder);
        emit pathsChosen({folder});
    });
    dialog->open();
}

void MainMenu::chooseImages()
{
    auto* dialog = new QFileDialog(m_window, tr("Open images"), m_settings.lastFolder());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    dialog->setNameFilter(
        tr("Images (%1)").arg(QStringLiteral("*.jpg *.jpeg *.png *.bmp *.webp *.tif *.tiff")));
    connect(dialog, &QFileDialog::filesSelected, this, [this](const QStringList& files) {
        m_settings.setLastFolder(QFileInfo(files.first()).absolutePath());
        emit pathsChosen(files);
    });
    dialog->open();
}

void MainMenu::chooseLibrary()
{
    auto* dialog = new QFileDialog(m_window, tr("Folder of the runs"), m_settings.libraryFolder());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, this,
            [this](const QString& folder) { m_settings.setLibraryFolder(folder); });
    dialog->open();
}

} // namespace weft
