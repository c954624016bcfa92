#pragma once

#include "app/session/thumbnail_loader.h"

#include "core/data/data_source.h"

#include <QWidget>

#include <memory>

class QComboBox;
class QLabel;
class QPushButton;
class QSortFilterProxyModel;
class QTreeView;

namespace weft {

class Card;
class ClassCountModel;
class FactRow;
class SkippedFileModel;
class ThumbnailModel;
class ThumbnailView;

/// What an opened source holds: key figures, the classes, the images, and what was left out.
class SourceOverview : public QWidget
{
    Q_OBJECT
public:
    explicit SourceOverview(QWidget* parent = nullptr);

    void setSource(std::shared_ptr<const DataSource> source); ///< Null empties it.

signals:
    void configureRequested();

protected:
    void changeEvent(QEvent* event) override;

private:
    void buildClasses();
    void buildImages();
    void buildLeftOut();
    void showFacts();
    void showCounts();
    void showImages();
    void showLeftOut();
    void retranslate();
    [[nodiscard]] QString formatName() const;
    [[nodiscard]] DatasetPtr shownSet() const;
    [[nodiscard]] int selectedClass() const; ///< -1: all.

    std::shared_ptr<const DataSource> m_source;
    ThumbnailLoader m_loader;

    Card* m_factCard;
    FactRow* m_facts;
    QLabel* m_attribution;
    QPushButton* m_configure;
    Card* m_classCard;
    ClassCountModel* m_counts;
    QSortFilterProxyModel* m_sorted;
    QTreeView* m_classes;
    Card* m_imageCard;
    QComboBox* m_part;
    ThumbnailModel* m_thumbnails;
    ThumbnailView* m_images;
    Card* m_leftOutCard;
    QLabel* m_warnings;
    SkippedFileModel* m_skipped;
    QTreeView* m_skippedTable;
};

} // namespace weft
