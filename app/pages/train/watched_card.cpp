#include "app/pages/train/watched_card.h"

#include "app/pages/head_chooser.h"
#include "app/pages/train/watched_view.h"

#include "widgets/util/format.h"

#include <QEvent>
#include <QLabel>
#include <QVBoxLayout>

#include <utility>

namespace weft {

namespace {

constexpr int headingHeight = 30; ///< Of a tool button.

} // namespace

WatchedCard::WatchedCard(QWidget* parent)
    : Card(parent)
    , m_view(new WatchedView(this))
    , m_heads(new HeadChooser(this))
    , m_nothing(new QLabel(this))
{
    m_view->setObjectName(QStringLiteral("watchedView"));
    m_nothing->setProperty("role", QStringLiteral("secondary"));
    m_nothing->setAlignment(Qt::AlignCenter);
    m_nothing->setWordWrap(true);
    // The other cards' headings hold buttons; this one stands as high, so that they line up.
    auto* strut = new QWidget(this);
    strut->setFixedSize(0, headingHeight);
    addHeaderWidget(strut);
    m_heads->setObjectName(QStringLiteral("watchedHeads"));
    addHeaderWidget(m_heads);
    body()->addWidget(m_view, 1);
    body()->addWidget(m_nothing, 1);

    connect(m_heads, &HeadChooser::headChosen, m_view, &WatchedView::setHead);
    connect(&m_source, &WatchedPictures::arrived, m_view, &WatchedView::setPicture);
    connect(&m_source, &WatchedPictures::opening, this, [this](qint64 completed, qint64 total) {
        m_openedShare =
            total > 0 ? static_cast<double>(completed) / static_cast<double>(total) : -1;
        setPictures(Pictures::Opening);
    });
    connect(&m_source, &WatchedPictures::opened, this, [this] { setPictures(Pictures::Shown); });
    connect(&m_source, &WatchedPictures::unavailable, this, [this](const Error& error) {
        setToolTip(Format::error(error));
        setPictures(Pictures::Missing);
    });
    showEpoch(nullptr, {});
}

void WatchedCard::openRun(const RunRecord& record, std::shared_ptr<const DataSource> known)
{
    m_openedShare = -1;
    m_view->clearPictures();
    setToolTip({});
    setPictures(Pictures::Opening);
    m_source.open(record, std::move(known));
    if (m_watched) {
        showEpoch(std::exchange(m_watched, nullptr), m_names);
    }
}

void WatchedCard::closeRun()
{
    m_source.close();
    m_view->clearPictures();
    setPictures(Pictures::None);
}

void WatchedCard::showEpoch(const WatchedPtr& watched, const QStringList& classNames)
{
    if (watched && watched == m_watched && classNames == m_names) {
        return; // Shown already.
    }
    m_watched = watched;
    m_names = classNames;
    m_view->setWatched(watched, classNames);
    m_view->setVisible(watched != nullptr);
    m_nothing->setVisible(watched == nullptr);
    if (watched) {
        std::vector<std::size_t> indices;
        for (const auto& image : watched->images) {
            indices.push_back(image.index);
        }
        m_source.request(indices);
    }
    showHeads();
    retranslate();
}

void WatchedCard::showHeads()
{
    const bool any = m_watched && !m_watched->images.empty();
    m_heads->setHeads(any ? static_cast<int>(m_watched->images.front().heatMap.heads.size()) : 0);
    m_view->setHead(m_heads->head());
}

void WatchedCard::changeEvent(QEvent* event)
{
    Card::changeEvent(event);
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
    }
}

void WatchedCard::setPictures(Pictures state)
{
    m_pictures = state;
    retranslate();
}

void WatchedCard::retranslate()
{
    setTitle(tr("Watched images"));
    m_nothing->setText(tr("The watched images appear with the first look at them."));
    if (!m_watched || m_watched->images.empty()) {
        setNote({});
        return;
    }
    const bool attention = m_watched->images.front().heatMap.kind == HeatMapKind::Attention;
    const QString map = attention ? tr("attention, epoch %1") : tr("Grad-CAM, epoch %1");
    const QString note = map.arg(m_watched->epoch);
    switch (m_pictures) {
    case Pictures::Opening:
        setNote(
            m_openedShare < 0
                ? tr("opening the images… · %1").arg(note)
                : tr("opening the images, %1 · %2").arg(Format::percent(m_openedShare, 0), note));
        break;
    case Pictures::Missing:
        setNote(tr("images not found · %1").arg(note));
        break;
    case Pictures::None:
    case Pictures::Shown:
        setNote(note);
        break;
    }
}

} // namespace weft
