#pragma once

#include <QStringList>
#include <QWidget>

class QLabel;
class QMimeData;

namespace weft {

/// The local files and folders of a drag or of the clipboard; empty where none of them is a folder
/// or has an image's ending. Others beside an image stay in the list, so that whoever takes it can
/// say why they are not shown.
[[nodiscard]] QStringList droppedImageFiles(const QMimeData* mime);

/// A dashed area that takes image files and folders, with a link for those who would rather pick.
class DropZone : public QWidget
{
    Q_OBJECT
public:
    explicit DropZone(QWidget* parent = nullptr);

    /// text has a %1 where the link stands and, where there is a link for folders too, a %2.
    void setText(const QString& text, const QString& link, const QString& folderLink = {});
    /// Shown as while a drag hovers: for a page that takes drops anywhere.
    void setActive(bool active);

    [[nodiscard]] QSize sizeHint() const override { return {320, 64}; }

signals:
    void filesDropped(const QStringList& files);
    void openRequested();
    void openFolderRequested();

protected:
    void paintEvent(QPaintEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void updateLabel();

    QLabel* m_label = nullptr;
    QString m_text;
    QString m_link;
    QString m_folderLink;
    bool m_active = false;
};

} // namespace weft
