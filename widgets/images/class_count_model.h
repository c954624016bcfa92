#pragma once

#include <QAbstractTableModel>
#include <QStringList>
#include <QVector>

namespace weft {

/// How many images of each class train and how many validate: one row a class.
class ClassCountModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { NameColumn, TrainColumn, ValidationColumn, BarColumn, ColumnCount };
    enum Role {
        SortRole = Qt::UserRole, ///< Text or number, whatever the column sorts by.
        TrainShareRole,          ///< Training images over the largest class's total, 0..1.
        ValidationShareRole,     ///< The same for validation images.
    };

    using QAbstractTableModel::QAbstractTableModel;

    /// The three lists are as long as one another.
    void setCounts(QStringList names, QVector<qint64> train, QVector<qint64> validation);
    void retranslate(); ///< After the language has changed.

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

private:
    [[nodiscard]] QVariant sortKey(const QModelIndex& index) const;
    [[nodiscard]] QString text(const QModelIndex& index) const;

    QStringList m_names;
    QVector<qint64> m_train;
    QVector<qint64> m_validation;
    qint64 m_largest = 1; ///< Total of the largest class.
};

} // namespace weft
