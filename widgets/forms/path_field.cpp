#include "widgets/forms/path_field.h"

#include "widgets/util/line_icon.h"
#include "widgets/util/theme.h"

#include <QAction>
#include <QEvent>
#include <QFileInfo>
#include <QLineEdit>
#include <QMenu>
#include <QUrl>

#include <algorithm>

namespace weft {

namespace {

constexpr int iconSide = 16;

} // namespace

PathField::PathField(const ConfigKey& key, QWidget* parent)
    : ConfigField(key, parent)
    , m_line(new QLineEdit(parent))
    , m_choose(m_line->addAction(QIcon(), QLineEdit::TrailingPosition))
    , m_menu(new QMenu(m_line))
{
    adopt(m_line);
    drawIcon();
    m_choose->setObjectName(m_line->objectName() + QStringLiteral("_choose"));
    m_menu->setObjectName(m_line->objectName() + QStringLiteral("_runs"));
    connect(m_line, &QLineEdit::textChanged, this, &ConfigField::edited);
    connect(m_choose, &QAction::triggered, this, &PathField::choose);
}

QWidget* PathField::editor() const
{
    return m_line;
}

std::string PathField::text() const
{
    // What is dropped on a line comes as an address.
    const auto text = m_line->text().trimmed();
    const QUrl address(text);
    return (address.isLocalFile() ? address.toLocalFile() : text).toStdString();
}

void PathField::setText(const std::string& text)
{
    const QSignalBlocker blocker(m_line);
    m_line->setText(QString::fromStdString(text));
}

void PathField::retranslate()
{
    ConfigField::retranslate();
    m_line->setPlaceholderText(key().name == "train.teacher" ? tr("no teacher")
                                                             : tr("random weights"));
    m_choose->setText(tr("Choose a run…"));
    m_choose->setToolTip(m_choose->text());
}

bool PathField::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_line && event->type() == QEvent::PaletteChange) {
        drawIcon();
    }
    return ConfigField::eventFilter(watched, event);
}

void PathField::drawIcon()
{
    m_choose->setIcon(lineIcon(QStringLiteral(":/weft/theme/folder.svg"),
                               tokensOf(m_line->palette()).secondary, iconSide));
}

void PathField::setOffers(const QVector<PathOffer>& offers, const QString& folder)
{
    m_offers = offers;
    m_folder = folder;
}

void PathField::choose()
{
    constexpr qsizetype most = 30; // The newest; a menu of more is no help.
    m_menu->clear();
    for (const auto& offer : m_offers.first(std::min(most, m_offers.size()))) {
        auto name = offer.name;
        auto* const action = m_menu->addAction(name.replace(QLatin1Char('&'), QLatin1String("&&")));
        action->setCheckable(true);
        action->setChecked(offer.path.toStdString() == text());
        connect(action, &QAction::triggered, this, [this, offer] { m_line->setText(offer.path); });
    }
    m_menu->addSeparator();
    connect(m_menu->addAction(tr("Another folder…")), &QAction::triggered, this,
            [this] { browse(QFileDialog::Directory); });
    connect(m_menu->addAction(tr("A file…")), &QAction::triggered, this,
            [this] { browse(QFileDialog::ExistingFile); });
    m_menu->popup(m_line->mapToGlobal(QPoint(0, m_line->height())));
}

void PathField::browse(QFileDialog::FileMode mode)
{
    const bool folders = mode == QFileDialog::Directory;
    const bool teacher = key().name == "train.teacher";
    const auto folder = QFileInfo(m_line->text()).absolutePath();
    auto* dialog =
        new QFileDialog(m_line->window(), folders ? tr("Folder of a run") : tr("File of weights"),
                        m_line->text().isEmpty() ? m_folder : folder,
                        tr("Weights (%1)")
                            .arg(teacher ? QStringLiteral("*.safetensors")
                                         : QStringLiteral("*.safetensors *.pth *.pt *.bin")));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(mode);
    dialog->setOption(QFileDialog::ShowDirsOnly, folders);
    connect(dialog, &QFileDialog::fileSelected, m_line, &QLineEdit::setText);
    dialog->open();
}

} // namespace weft
