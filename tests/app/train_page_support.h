#pragma once

#include "app/pages/train/watched_view.h"
#include "app/pages/train_page.h"
#include "app/session/workbench.h"

#include <QLabel>
#include <QTest>

#include <filesystem>

namespace weft::test {

/// What the window leaves to a page at 1280x800.
inline constexpr QSize pageSize{1192, 734};

/// The Train page in a workbench of its own, on the screen.
struct Shown
{
    Shown()
    {
        page.resize(pageSize);
        page.show();
        if (!QTest::qWaitForWindowExposed(&page)) {
            QTest::qFail("the page does not show", __FILE__, __LINE__);
        }
    }

    template <typename T>
    T* find(const char* name)
    {
        return page.findChild<T*>(QString::fromLatin1(name));
    }

    bool open(const std::filesystem::path& run)
    {
        workbench.setOpenRun(QString::fromStdString(run.string()));
        return QTest::qWaitFor([this] { return find<WatchedView>("watchedView")->isVisible(); });
    }

    bool pictures(int count)
    {
        return QTest::qWaitFor(
            [&] { return find<WatchedView>("watchedView")->pictureCount() == count; });
    }

    bool says(const QString& text)
    {
        for (const auto* label : page.findChildren<QLabel*>()) {
            if (label->isVisible() && label->text().contains(text)) {
                return true;
            }
        }
        return false;
    }

    Workbench workbench;
    TrainPage page{workbench};
};

} // namespace weft::test
