#pragma once

#include "app/session/predictor_service.h"

#include "widgets/util/card.h"

class QLabel;
class QPushButton;
class QSlider;

namespace weft {

class HeatMapView;

/// One image large with its heat map, the choice between the kinds of map, and the cell's value
/// under the mouse.
class InspectPicture : public Card
{
    Q_OBJECT
public:
    explicit InspectPicture(QWidget* parent = nullptr);

    void setAttentionAvailable(bool available); ///< Chooses the map that can be had.
    [[nodiscard]] HeatMapChoice mapChoice() const;

    void clear(const QString& placeholder); ///< Nothing to show, and why.
    void showPicture(const QString& name, const QImage& picture);
    /// mapText says what the map is.
    void showMap(const HeatMap& map, const QRectF& crop, const QString& mapText);
    void showProblem(const QString& text); ///< In place of the map.

    /// The picture with its map as the view shows it, large enough to print; null without a
    /// picture.
    [[nodiscard]] QImage composed() const;

signals:
    void mapChoiceChanged();
    void saveRequested();

protected:
    void changeEvent(QEvent* event) override;

private:
    void retranslate();

    HeatMapView* m_view = nullptr;
    QLabel* m_opacityLabel = nullptr;
    QSlider* m_opacity = nullptr;
    QPushButton* m_attention = nullptr;
    QPushButton* m_gradCam = nullptr;
    QPushButton* m_save = nullptr;
    QLabel* m_mapText = nullptr;
    QLabel* m_cell = nullptr;
    bool m_named = false; ///< The title is an image's name.
};

} // namespace weft
