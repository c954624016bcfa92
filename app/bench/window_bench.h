#pragma once

class QApplication;

namespace weft {

struct WindowBenchOptions
{
    double seconds = 3; ///< For each case.
    bool json = false;  ///< One JSON object a line in place of lines for people.
};

/// Measures the real window with runs and settings of its own in a temporary folder: how long the
/// first frame took since the process began, what watching a training costs it and how long the
/// event loop made others wait meanwhile, and how long frames take in very large views. Prints a
/// line a case, as weft-cli bench does. Call in place of making the window, before any Settings
/// exist, on the main thread.
///
/// Blocks. Returns the program's exit code: 0, 1 after a failure with a line on standard error, or
/// 128 + the number of the signal that ended it.
[[nodiscard]] int runWindowBench(QApplication& application, const WindowBenchOptions& options);

} // namespace weft
