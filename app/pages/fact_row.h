#pragma once

#include <QString>
#include <QVector>
#include <QWidget>

class QHBoxLayout;

namespace weft {

/// A name in small type and the figure below it.
struct Fact
{
    QString name;
    QString value;
    QString detail; ///< Tool tip; may be empty.
};

/// Key figures side by side.
class FactRow : public QWidget
{
    Q_OBJECT
public:
    explicit FactRow(QWidget* parent = nullptr);

    void setFacts(const QVector<Fact>& facts);

private:
    QHBoxLayout* m_row;
};

} // namespace weft
