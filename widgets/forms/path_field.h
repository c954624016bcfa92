#pragma once

#include "widgets/forms/config_field.h"
#include "widgets/forms/path_offer.h"

#include <QFileDialog>

class QAction;
class QLineEdit;
class QMenu;

namespace weft {

/// A run's folder (or a file, typed or pasted) as a line with a button that chooses one.
class PathField final : public ConfigField
{
    Q_OBJECT
public:
    PathField(const ConfigKey& key, QWidget* parent);

    [[nodiscard]] QWidget* editor() const override;
    [[nodiscard]] std::string text() const override;
    void setText(const std::string& text) override;
    void retranslate() override;

    /// What the button offers, before any other folder, and where the search for one begins.
    void setOffers(const QVector<PathOffer>& offers, const QString& folder);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void choose();
    void browse(QFileDialog::FileMode mode); ///< For any folder or file.
    void drawIcon();                         ///< In the theme's colour.

    QLineEdit* m_line;
    QAction* m_choose;
    QMenu* m_menu;
    QVector<PathOffer> m_offers;
    QString m_folder;
};

} // namespace weft
