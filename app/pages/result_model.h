#pragma once

#include "app/session/predictor_service.h"

#include <QAbstractTableModel>
#include <QStringList>
#include <QVector>

#include <vector>

namespace weft {

enum class ResultState { Waiting, Done, Failed };

/// One image that was given to classify, and what came of it.
struct ClassifiedImage
{
    QString name;  ///< What the table shows.
    QString file;  ///< Empty: pasted.
    QImage pasted; ///< Null: read from file.
    ResultState state = ResultState::Waiting;
    Classification classification;
    QRectF crop; ///< Where the heat map lies, relative to the picture.
    QImage thumbnail;
    Error error;
};

/// The images of the Classify page, in the order they came.
class ResultModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column {
        PictureColumn,
        FileColumn,
        ClassColumn,
        ProbabilityColumn,
        SecondColumn,
        TimeColumn,
        ColumnCount
    };
    enum Role { SortRole = Qt::UserRole, StateRole };

    explicit ResultModel(QObject* parent = nullptr);

    void append(const QVector<ClassifiedImage>& images);
    void setReply(int row, const PredictionReply& reply); ///< Ignored for a row that is gone.
    void setWaiting();                    ///< All rows: another network is to answer.
    void failWaiting(const Error& error); ///< Rows still waiting will not be answered.
    void clear();
    void setClassNames(const QStringList& names); ///< Of the network that answers from now on.
    void retranslate();

    [[nodiscard]] const ClassifiedImage& image(int row) const { return m_images[row]; }
    [[nodiscard]] int answered() const; ///< Rows that are not waiting.
    [[nodiscard]] QString className(int index) const { return m_classNames.value(index); }

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

private:
    [[nodiscard]] QString text(const ClassifiedImage& image, int column) const;
    [[nodiscard]] QVariant sortValue(const ClassifiedImage& image, int column) const;
    void changed(int first, int last);

    QVector<ClassifiedImage> m_images;
    QStringList m_classNames;
};

} // namespace weft
