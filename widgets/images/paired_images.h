#pragma once

#include <QImage>
#include <QString>
#include <QVector>
#include <QWidget>

namespace weft {

struct ImagePair
{
    QImage upper;
    QImage lower;
    QString name; ///< Shown as a tooltip.
};

/// Two captioned rows of pictures, each above its counterpart. Shows as many as the width holds.
class PairedImages : public QWidget
{
    Q_OBJECT
public:
    explicit PairedImages(QWidget* parent = nullptr);

    void setPairs(QVector<ImagePair> pairs);
    void setCaptions(const QString& upper, const QString& lower);
    /// Shown while there are no pairs.
    void setPlaceholder(const QString& text);

    [[nodiscard]] const QVector<ImagePair>& pairs() const { return m_pairs; }
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

private:
    [[nodiscard]] int side() const;
    [[nodiscard]] QRectF square(int column, int row) const;

    QVector<ImagePair> m_pairs;
    QString m_upper, m_lower;
    QString m_placeholder;
};

} // namespace weft
