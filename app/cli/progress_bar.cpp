#include "app/cli/progress_bar.h"

#include "app/cli/output.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <iostream>

namespace weft::cli {

namespace {

constexpr std::size_t barCells = 24;
constexpr std::size_t usualColumns = 80;

std::size_t terminalColumns()
{
    winsize size{};
    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
        return size.ws_col;
    }
    return usualColumns;
}

std::string bar(std::size_t done, std::size_t total)
{
    const auto filled = std::min(done, total) * barCells / total;
    return "[" + std::string(filled, '#') + std::string(barCells - filled, '-') + "] " +
           std::to_string(std::min(done, total) * 100 / total) + " %";
}

} // namespace

ProgressBar::ProgressBar(bool shown)
    : m_shown(shown && isatty(STDERR_FILENO) == 1)
{
}

ProgressBar::~ProgressBar()
{
    clear();
}

void ProgressBar::update(const std::string& label, std::size_t done, std::size_t total,
                         const std::string& rate, double remainingSeconds)
{
    const auto now = Clock::now();
    if (!m_shown || (now - m_last < std::chrono::milliseconds(100) && done != total)) {
        return;
    }
    m_last = now;
    auto line = label + "  " + (total > 0 ? bar(done, total) : std::to_string(done));
    if (!rate.empty()) {
        line += "  " + rate;
    }
    const auto remaining =
        remainingSeconds < 0 ? reckonRemaining(label, done, total) : remainingSeconds;
    if (remaining >= 0) {
        line += "  " + durationText(remaining) + " left";
    }
    // A line that wraps could not be drawn over.
    line.resize(std::min(line.size(), terminalColumns() - 1));
    std::cerr << "\r\x1b[2K" + line << std::flush;
    m_drawn = true;
}

void ProgressBar::clear()
{
    if (m_drawn) {
        std::cerr << "\r\x1b[2K" << std::flush;
        m_drawn = false;
    }
}

double ProgressBar::reckonRemaining(const std::string& label, std::size_t done, std::size_t total)
{
    const auto now = Clock::now();
    if (label != m_label) {
        m_label = label;
        m_begin = now;
    }
    const auto elapsed = std::chrono::duration<double>(now - m_begin).count();
    if (total == 0 || done == 0 || elapsed < 1) {
        return -1;
    }
    return elapsed * static_cast<double>(total - std::min(done, total)) / static_cast<double>(done);
}

bool barsFit(bool json)
{
    return !json || isatty(STDOUT_FILENO) == 0;
}

} // namespace weft::cli
