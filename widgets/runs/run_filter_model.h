#pragma once

#include <QSortFilterProxyModel>
#include <QString>
#include <QStringList>

namespace weft {

/// A RunTableModel sorted by value and narrowed to the runs that hold every word of a filter in
/// their name, data, network or notes, in any case and order.
class RunFilterModel : public QSortFilterProxyModel
{
    Q_OBJECT
public:
    explicit RunFilterModel(QObject* parent = nullptr);

    void setFilter(const QString& words);

protected:
    [[nodiscard]] bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

private:
    QStringList m_words;
};

} // namespace weft
