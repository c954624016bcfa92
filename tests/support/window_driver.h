#pragma once

#include <QApplication>
#include <QDropEvent>
#include <QMimeData>
#include <QSignalSpy>
#include <QTest>
#include <QUrl>
#include <QWidget>
#include <QWindow>

namespace weft::testing {

/// The one child of that name, which the test needs: fails loudly where it is missing.
template <typename T>
T* need(const QWidget& window, const char* name)
{
    auto* found = window.findChild<T*>(QString::fromLatin1(name));
    if (!found) {
        qFatal("the window has no %s", name);
    }
    return found;
}

/// A left click in the middle of a control, as a person would make it: it must be seen and enabled.
inline void click(QWidget* control)
{
    QTRY_VERIFY2_WITH_TIMEOUT(control->isVisible() && control->isEnabled(),
                              qPrintable(control->objectName()), 5000);
    QTest::mouseClick(control, Qt::LeftButton, {}, control->rect().center());
}

/// Drags files in from outside and lets them go over a widget, through the native window's events.
inline void dropFiles(QWidget* target, const QStringList& files)
{
    QMimeData data;
    QList<QUrl> urls;
    for (const auto& file : files) {
        urls.append(QUrl::fromLocalFile(file));
    }
    data.setUrls(urls);
    auto* window = target->window();
    const auto position = target->mapTo(window, target->rect().center());
    auto* handle = window->windowHandle();
    QDragEnterEvent enter(position, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(handle, &enter);
    QVERIFY2(enter.isAccepted(), "the window does not take the files");
    QDragMoveEvent move(position, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(handle, &move);
    QDropEvent drop(position, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(handle, &drop);
    QVERIFY(drop.isAccepted());
}

} // namespace weft::testing
