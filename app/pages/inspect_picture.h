#pragma once

#include "app/session/predictor_service.h"

#include "widgets/util/card.h"

class QLabel;
class QPushButton;
class QSlider;

namespace weft {

class HeadChooser;
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
    /// mapText says what the map is. Of several attention heads the chosen one is shown.
    void showMap(const HeatMap& map, const QRectF& crop, const QString& mapText);
    void showProblem(const QString& text); ///< In place of the map.

    /// The picture with its map as the view shows it, large enough to print; null without a
    /// picture.
    [[nodiscard]] QImage composed() const;

    [[nodiscard]] int head() const; ///< Chosen; see mapOfHead().

signals:
    void mapChoiceChanged();
    void headChanged(int head);
    void saveRequested();

protected:
    void changeEvent(QEvent* event) override;

private:
    void retranslate();
    void showHead();

    HeatMapView* m_view = nullptr;
    QLabel* m_opacityLabel = nullptr;
    QSlider* m_opacity = nullptr;
    QPushButton* m_attention = nullptr;
    QPushButton* m_gradCam = nullptr;
    HeadChooser* m_heads = nullptr;
    QPushButton* m_save = nullptr;
    QLabel* m_mapText = nullptr;
    QLabel* m_cell = nullptr;
    HeatMap m_map; ///< With all its heads.
    QRectF m_crop;
    bool m_named = false; ///< The title is an image's name.
};

} // namespace weft
