#pragma once

#include <chrono>
#include <cstddef>
#include <string>

namespace weft::cli {

/// One line on standard error that is drawn over again: label, bar, share, rate and remaining time.
/// Draws nothing where standard error is not a terminal. One thread at a time.
class ProgressBar
{
public:
    /// shown false: never draws.
    explicit ProgressBar(bool shown = true);
    ~ProgressBar();
    ProgressBar(const ProgressBar&) = delete;
    ProgressBar& operator=(const ProgressBar&) = delete;

    /// At most ten times a second, but for the last one. total 0: no bar yet, the count only.
    /// rate: for instance "812 images/s"; remainingSeconds negative: reckoned from the time so far.
    void update(const std::string& label, std::size_t done, std::size_t total,
                const std::string& rate = {}, double remainingSeconds = -1);

    /// Takes the line away, so that something else can be printed.
    void clear();

private:
    using Clock = std::chrono::steady_clock;

    [[nodiscard]] double reckonRemaining(const std::string& label, std::size_t done,
                                         std::size_t total);

    bool m_shown = false;
    bool m_drawn = false;
    std::string m_label; ///< Of the work whose start is m_begin.
    Clock::time_point m_begin = Clock::now();
    Clock::time_point m_last;
};

/// Whether bars may be drawn beside the output that was asked for: not where JSON lines go to the
/// same terminal.
[[nodiscard]] bool barsFit(bool json);

} // namespace weft::cli
