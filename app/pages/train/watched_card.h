#pragma once

#include "app/pages/train/run_story.h"
#include "app/pages/train/watched_pictures.h"

#include "widgets/util/card.h"

class QLabel;

namespace weft {

class HeadChooser;
class WatchedView;

/// The watched images with their heat maps of one epoch.
class WatchedCard : public Card
{
    Q_OBJECT
public:
    explicit WatchedCard(QWidget* parent = nullptr);

    /// Another run: its pictures are fetched anew. known: see WatchedPictures.
    void openRun(const RunRecord& record, std::shared_ptr<const DataSource> known);
    void closeRun();
    void showEpoch(const WatchedPtr& watched, const QStringList& classNames); ///< Null: none.

protected:
    void changeEvent(QEvent* event) override;

private:
    enum class Pictures { None, Opening, Shown, Missing };

    void setPictures(Pictures state);
    void showHeads();
    void retranslate();

    WatchedView* m_view = nullptr;
    HeadChooser* m_heads = nullptr;
    QLabel* m_nothing = nullptr;
    WatchedPictures m_source;
    WatchedPtr m_watched;
    QStringList m_names;
    Pictures m_pictures = Pictures::None;
    double m_openedShare = -1; ///< Negative: not known.
};

} // namespace weft
