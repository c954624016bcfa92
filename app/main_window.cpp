#include "app/main_window.h"

#include "app/pages/classify_page.h"
#include "app/pages/data_page.h"
#include "app/pages/page.h"
#include "app/session/open_target.h"
#include "app/window/about_dialog.h"
#include "app/window/cache_clearing.h"
#include "app/window/close_guard.h"
#include "app/window/main_menu.h"
#include "app/window/places.h"
#include "app/window/status_line.h"
#include "app/window/top_bar.h"

#include "widgets/util/format.h"
#include "widgets/util/message_bar.h"
#include "widgets/util/navigation_rail.h"

#include <QCloseEvent>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QHBoxLayout>
#include <QIcon>
#include <QMimeData>
#include <QShortcut>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace weft {

namespace {

constexpr QSize defaultSize(1280, 800);
constexpr QSize smallestSize(960, 600);

QStringList localPaths(const QMimeData& data)
{
    QStringList paths;
    const auto urls = data.urls();
    for (const auto& url : urls) {
        if (url.isLocalFile()) {
            paths.append(url.toLocalFile());
        }
    }
    return paths;
}

} // namespace

MainWindow::MainWindow(Workbench& workbench, QWidget* parent)
    : QWidget(parent)
    , m_workbench(workbench)
    , m_menu(new MainMenu(workbench.settings(), this))
    , m_topBar(new TopBar(m_menu, this))
    , m_rail(new NavigationRail(this))
    , m_messages(new MessageBar(this))
    , m_stack(new QStackedWidget(this))
    , m_status(new StatusLine(workbench, this))
    , m_guard(new CloseGuard(workbench, this))
{
    setWindowIcon(QIcon(QStringLiteral(":/weft/icons/weft.svg")));
    setAcceptDrops(true);
    setMinimumSize(smallestSize);
    for (const auto& place : places()) {
        auto* page = place.make(workbench, m_stack);
        m_pages.at(static_cast<std::size_t>(place.id)) = page;
        m_stack->addWidget(page);
        m_rail->addPlace(QLatin1String(place.buttonName),
                         QStringLiteral(":/weft/icons/%1.svg").arg(QLatin1String(place.key)));
        connect(page, &Page::headingChanged, this, [this, page] {
            if (page == m_stack->currentWidget()) {
                showHeading();
            }
        });
    }
    layOut();
    connectShell();
    addShortcuts();
    retranslate();
    if (!restoreGeometry(workbench.settings().windowGeometry())) {
        resize(defaultSize);
    }
    showPage(placeFor(workbench.settings().lastPage()));
    m_guard->offerResume();
}

MainWindow::~MainWindow() = default;

void MainWindow::layOut()
{
    auto* right = new QVBoxLayout;
    right->addWidget(m_messages);
    right->addWidget(m_stack, 1);
    auto* middle = new QHBoxLayout;
    middle->addWidget(m_rail);
    middle->addLayout(right, 1);
    auto* column = new QVBoxLayout(this);
    column->addWidget(m_topBar);
    column->addLayout(middle, 1);
    column->addWidget(m_status);
    for (auto* layout : std::initializer_list<QBoxLayout*>{right, middle, column}) {
        layout->setContentsMargins(0, 0, 0, 0);
        layout->setSpacing(0);
    }
}

void MainWindow::connectShell()
{
    connect(m_rail, &NavigationRail::currentChanged, this, [this](int place) {
        m_stack->setCurrentIndex(place);
        m_workbench.settings().setLastPage(
            QLatin1String(places().at(static_cast<std::size_t>(place)).key));
        showHeading();
    });
    connect(&m_workbench, &Workbench::pageRequested, this, &MainWindow::showPage);
    connect(&m_workbench, &Workbench::messagePosted, m_messages, &MessageBar::post);
    connect(&m_workbench, &Workbench::messageWithdrawn, m_messages, &MessageBar::withdraw);
    connect(m_menu, &MainMenu::pathsChosen, this, &MainWindow::openPaths);
    connect(m_menu, &MainMenu::clearCacheRequested, this,
            [this] { clearFeatureCache(this, m_workbench); });
    connect(m_menu, &MainMenu::quitRequested, this, &QWidget::close);
    connect(m_menu, &MainMenu::aboutRequested, this, [this] {
        auto* about = new AboutDialog(this);
        about->setAttribute(Qt::WA_DeleteOnClose);
        about->open();
    });
    connect(m_guard, &CloseGuard::finishing, this, [this] {
        m_rail->setEnabled(false);
        m_stack->setEnabled(false);
    });
}

void MainWindow::addShortcuts()
{
    for (const auto& place : places()) {
        const int number = static_cast<int>(place.id);
        auto* shortcut =
            new QShortcut(QKeySequence(Qt::CTRL | static_cast<Qt::Key>(Qt::Key_1 + number)), this);
        connect(shortcut, &QShortcut::activated, this, [this, id = place.id] { showPage(id); });
    }
    auto* menu = new QShortcut(QKeySequence(Qt::Key_F10), this);
    connect(menu, &QShortcut::activated, m_topBar, &TopBar::openMenu);
}

void MainWindow::showPage(PageId page)
{
    m_rail->setCurrent(static_cast<int>(page));
    // What had the focus is hidden or disabled by now, and would hand it to the rail.
    m_stack->currentWidget()->setFocus(Qt::OtherFocusReason);
}

PageId MainWindow::currentPage() const
{
    return static_cast<PageId>(m_rail->current());
}

void MainWindow::openPaths(const QStringList& paths)
{
    switch (openTargetOf(paths)) {
    case OpenTarget::Run:
        m_workbench.setOpenRun(paths.first());
        showPage(PageId::Train);
        break;
    case OpenTarget::Source:
        showPage(PageId::Data);
        qobject_cast<DataPage*>(m_pages.at(static_cast<std::size_t>(PageId::Data)))
            ->open(paths.first());
        break;
    case OpenTarget::Weights: {
        auto draft = m_workbench.draft();
        draft.model.weights = paths.first().toStdString();
        m_workbench.setDraft(draft);
        showPage(PageId::Configure);
        break;
    }
    case OpenTarget::Images:
        showPage(PageId::Classify);
        qobject_cast<ClassifyPage*>(m_pages.at(static_cast<std::size_t>(PageId::Classify)))
            ->classifyFiles(paths);
        break;
    case OpenTarget::Network:
        showPage(PageId::Classify);
        qobject_cast<ClassifyPage*>(m_pages.at(static_cast<std::size_t>(PageId::Classify)))
            ->openNetwork(paths.first());
        break;
    case OpenTarget::Nothing:
        if (!paths.isEmpty()) {
            m_workbench.post(
                {.kind = MessageKind::Warning,
                 .text = Format::error({ErrorCode::NotFound, paths.first().toStdString(),
                                        "there is no such file or folder"})});
        }
        break;
    }
}

void MainWindow::retranslate()
{
    const std::array<QString, 9> labels{tr("Data"),    tr("Configure"), tr("Train"),
                                        tr("Inspect"), tr("Classify"),  tr("Runs"),
                                        tr("Compare"), tr("Export"),    tr("Cluster")};
    for (int place = 0; place < static_cast<int>(labels.size()); ++place) {
        const auto& label = labels.at(static_cast<std::size_t>(place));
        m_rail->setLabel(place, label, tr("%1 (Ctrl+%2)").arg(label).arg(place + 1));
    }
    showHeading();
}

void MainWindow::showHeading()
{
    const auto* page = qobject_cast<Page*>(m_stack->currentWidget());
    if (!page) {
        return;
    }
    const QString heading = page->heading();
    m_topBar->setTexts(heading, page->subheading());
    setWindowTitle(heading.isEmpty() ? QStringLiteral("Weft")
                                     : QStringLiteral("%1 – Weft").arg(heading));
}

void MainWindow::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
        // The pages hear of the change after the window does.
        QMetaObject::invokeMethod(this, &MainWindow::showHeading, Qt::QueuedConnection);
    }
    QWidget::changeEvent(event);
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    m_workbench.settings().setWindowGeometry(saveGeometry());
    event->setAccepted(m_guard->mayClose());
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event)
{
    if (openTargetOf(localPaths(*event->mimeData())) != OpenTarget::Nothing) {
        event->acceptProposedAction();
    }
}

void MainWindow::dropEvent(QDropEvent* event)
{
    event->acceptProposedAction();
    openPaths(localPaths(*event->mimeData()));
}

} // namespace weft
