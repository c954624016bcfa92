#include "app/cli/interrupt.h"

#include <semaphore.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>

namespace weft::cli {

namespace {

// A signal handler reaches nothing but statics. Both kinds are safe to touch inside one.
std::atomic<int> received{0};
std::atomic<bool> furtherEnds{true};
sem_t arrived;
static_assert(std::atomic<int>::is_always_lock_free && std::atomic<bool>::is_always_lock_free);

extern "C" void onInterrupt(int number)
{
    int none = 0;
    if (!received.compare_exchange_strong(none, number)) {
        if (furtherEnds) {
            _exit(128 + number);
        }
        return;
    }
    const int savedError = errno;
    sem_post(&arrived);
    errno = savedError;
}

void install(void (*handler)(int))
{
    struct sigaction action
    {
    };
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
    // Of a terminal that is closed; nohup has it ignored.
    struct sigaction former
    {
    };
    sigaction(SIGHUP, nullptr, &former);
    if (former.sa_handler != SIG_IGN) {
        sigaction(SIGHUP, &action, nullptr);
    }
}

} // namespace

InterruptWatch::InterruptWatch(std::function<void()> onSignal, FurtherSignals further)
{
    received = 0;
    furtherEnds = further == FurtherSignals::EndAtOnce;
    sem_init(&arrived, 0, 0);
    install(onInterrupt);
    m_thread = std::thread([call = std::move(onSignal)] {
        while (sem_wait(&arrived) != 0 && errno == EINTR) {
        }
        if (received != 0) {
            call();
        }
    });
}

InterruptWatch::~InterruptWatch()
{
    install(SIG_DFL);
    sem_post(&arrived); // Wakes the thread where no signal came.
    m_thread.join();
    sem_destroy(&arrived);
}

int InterruptWatch::signal() const
{
    return received;
}

} // namespace weft::cli
