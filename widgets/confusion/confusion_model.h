#pragma once

#include "core/metrics/confusion_matrix.h"

#include <QAbstractTableModel>
#include <QStringList>

namespace weft {

/// A confusion matrix as a table: rows are true classes, columns predicted ones, both in the data
/// set's order.
class ConfusionModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    /// What the cells say.
    enum class Mode {
        Counts, ///< Images.
        Rates,  ///< Shares of the true class's images, in whole per cent.
    };

    enum Role {
        CountRole = Qt::UserRole, ///< qint64, images.
        RateRole,                 ///< double, 0..1 of the true class; 0 for a class without images.
    };

    explicit ConfusionModel(QObject* parent = nullptr);

    /// Classes that names leaves out are called by their number. Keeps the view's place where the
    /// classes stay the same.
    void setMatrix(const ConfusionMatrix& matrix, const QStringList& names);
    void setMode(Mode mode);
    [[nodiscard]] Mode mode() const { return m_mode; }
    [[nodiscard]] const ConfusionMatrix& matrix() const { return m_matrix; }

    /// What a cell shows, without the detour over an index, for a view that draws thousands.
    [[nodiscard]] double rate(int truth, int predicted) const;    ///< As RateRole.
    [[nodiscard]] QString number(int truth, int predicted) const; ///< As Qt::DisplayRole.

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

private:
    [[nodiscard]] QString name(int index) const;
    [[nodiscard]] QString sentence(int truth, int predicted) const;

    ConfusionMatrix m_matrix;
    QStringList m_names;
    std::vector<std::int64_t> m_rowTotals; ///< Of m_matrix, so that a cell costs no row's sum.
    Mode m_mode = Mode::Rates;
};

} // namespace weft
