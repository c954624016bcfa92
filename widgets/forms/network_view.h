#pragma once

#include "core/model/network_description.h"

#include <QRectF>
#include <QVector>
#include <QWidget>

namespace weft {

/// The network as a chain of stages, each with its output's shape, its parameters and the options
/// that it has, and the sequence's with the way in which the grid is read. Where the width does not
/// hold the chain, it goes on in the next row.
class NetworkView : public QWidget
{
    Q_OBJECT
public:
    explicit NetworkView(QWidget* parent = nullptr);

    /// training: what it says of the backbone is drawn, too.
    void setNetwork(const NetworkDescription& network, const TrainConfig& training = {});
    /// Shown in place of the chain: why there is none.
    void setProblem(const QString& text);

    [[nodiscard]] const NetworkDescription& network() const { return m_network; }
    /// Where a stage is drawn.
    [[nodiscard]] QRectF stageRect(int stage) const;

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;
    [[nodiscard]] bool hasHeightForWidth() const override { return true; }
    [[nodiscard]] int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    [[nodiscard]] QString nameOf(const NetworkStage& stage) const;
    [[nodiscard]] QString fullNameOf(const NetworkStage& stage) const; ///< With its remarks.
    [[nodiscard]] QString headName() const;
    [[nodiscard]] QStringList remarksOn(const NetworkStage& stage) const;
    [[nodiscard]] QStringList backboneRemarks() const;
    [[nodiscard]] QStringList linesOf(const NetworkStage& stage) const;
    [[nodiscard]] qreal boxHeight() const;
    [[nodiscard]] QVector<QRectF> layOut(int width) const;
    void paintStage(QPainter& painter, const QRectF& box, const NetworkStage& stage) const;
    void paintArrows(QPainter& painter, const QVector<QRectF>& boxes) const;
    void describe();

    NetworkDescription m_network;
    TrainConfig m_training;
    QString m_problem;
};

} // namespace weft
