#pragma once

#include "tests/support/window_driver.h"

#include "app/main_window.h"
#include "app/session/workbench.h"
#include "app/window/appearance.h"
#include "app/window/language.h"

#include <QApplication>

namespace weft::testing {

/// One start of the program: everything that main() makes, on a library of the test's own.
struct Program
{
    explicit Program(const QString& library)
    {
        workbench.settings().overrideLibraryFolder(library);
        window.resize(1280, 800);
        window.show();
    }

    template <typename T>
    T* find(const char* name)
    {
        return need<T>(window, name);
    }

    Workbench workbench;
    Appearance appearance{*qApp, workbench.settings()};
    Language language{workbench.settings()};
    MainWindow window{workbench};
};

} // namespace weft::testing
