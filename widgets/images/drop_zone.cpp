#include "widgets/images/drop_zone.h"

#include "widgets/util/theme.h"

#include "core/data/image.h"

#include <QDragEnterEvent>
#include <QDropEvent>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QMimeData>
#include <QPainter>
#include <QUrl>

#include <algorithm>

namespace weft {

QStringList droppedImageFiles(const QMimeData* mime)
{
    QStringList files;
    if (mime == nullptr || !mime->hasUrls()) {
        return files;
    }
    for (const auto& url : mime->urls()) {
        if (url.isLocalFile()) {
            files.append(url.toLocalFile());
        }
    }
    const bool useful = std::any_of(files.cbegin(), files.cend(), [](const QString& file) {
        return QFileInfo(file).isDir() || isImageFile(file.toStdString());
    });
    return useful ? files : QStringList();
}

DropZone::DropZone(QWidget* parent)
    : QWidget(parent)
    , m_label(new QLabel(this))
{
    setAcceptDrops(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_label->setAlignment(Qt::AlignCenter);
    m_label->setTextFormat(Qt::RichText);
    m_label->setTextInteractionFlags(Qt::LinksAccessibleByMouse | Qt::LinksAccessibleByKeyboard);
    m_label->setFocusPolicy(Qt::StrongFocus);
    connect(m_label, &QLabel::linkActivated, this, [this](const QString& link) {
        if (link == QLatin1String("folder")) {
            emit openFolderRequested();
        } else {
            emit openRequested();
        }
    });
    auto* row = new QHBoxLayout(this);
    row->addWidget(m_label);
}

void DropZone::setText(const QString& text, const QString& link, const QString& folderLink)
{
    m_text = text;
    m_link = link;
    m_folderLink = folderLink;
    const QString whole = text.arg(link);
    setAccessibleName(folderLink.isEmpty() ? whole : whole.arg(folderLink));
    updateLabel();
}

void DropZone::setActive(bool active)
{
    if (m_active != active) {
        m_active = active;
        update();
    }
}

void DropZone::updateLabel()
{
    const auto& tokens = tokensOf(palette());
    const auto anchor = [&tokens](const char* target, const QString& text) {
        return QStringLiteral("<a href=\"%1\" style=\"color:%2;text-decoration:none\">%3</a>")
            .arg(QLatin1String(target), tokens.accent.name(), text.toHtmlEscaped());
    };
    QString inside = m_text.toHtmlEscaped().arg(anchor("open", m_link));
    if (!m_folderLink.isEmpty()) {
        inside = inside.arg(anchor("folder", m_folderLink));
    }
    const auto text =
        QStringLiteral("<span style=\"color:%1\">%2</span>").arg(tokens.secondary.name(), inside);
    if (m_label->text() != text) {
        m_label->setText(text);
    }
}

void DropZone::paintEvent(QPaintEvent* /*event*/)
{
    const auto& tokens = tokensOf(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(m_active ? tokens.accentSoft : tokens.surface);
    painter.setPen(QPen(m_active ? tokens.accent : tokens.line, 2, Qt::DashLine));
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), metrics::radius,
                            metrics::radius);
}

void DropZone::dragEnterEvent(QDragEnterEvent* event)
{
    if (!droppedImageFiles(event->mimeData()).isEmpty()) {
        event->acceptProposedAction();
        setActive(true);
    }
}

void DropZone::dragLeaveEvent(QDragLeaveEvent* event)
{
    QWidget::dragLeaveEvent(event);
    setActive(false);
}

void DropZone::dropEvent(QDropEvent* event)
{
    setActive(false);
    const auto files = droppedImageFiles(event->mimeData());
    if (!files.isEmpty()) {
        event->acceptProposedAction();
        emit filesDropped(files);
    }
}

void DropZone::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        updateLabel();
    }
}

} // namespace weft
