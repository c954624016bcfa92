#include "core/base/process.h"

#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <dlfcn.h>
#include <dnnl.h>
#include <jconfig.h>
#include <malloc.h>
#include <opencv2/core/utility.hpp>
#include <opencv2/core/version.hpp>
#include <sched.h>
#include <sys/resource.h>
#include <torch/version.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <climits>
#include <csignal>
#include <fstream>
#include <sstream>
#include <string_view>

namespace weft {

namespace {

/// The value after "key" and a colon in one of the kernel's "key : value" tables.
std::string kernelValue(const char* table, std::string_view key)
{
    std::ifstream file(table);
    for (std::string line; std::getline(file, line);) {
        if (!line.starts_with(key)) {
            continue;
        }
        const auto colon = line.find(':');
        if (colon == std::string::npos) {
            continue;
        }
        const auto start = line.find_first_not_of(" \t", colon + 1);
        return start == std::string::npos ? std::string() : line.substr(start);
    }
    return {};
}

/// A line of /proc/self/status, which counts in kB; 0 where there is none.
std::size_t statusBytes(std::string_view key)
{
    std::istringstream text(kernelValue("/proc/self/status", key));
    std::size_t kilobytes = 0;
    text >> kilobytes;
    return kilobytes * 1024;
}

/// The file name of the BLAS among the libraries that are mapped into this process.
std::string loadedBlas()
{
    std::ifstream maps("/proc/self/maps");
    std::string found;
    for (std::string line; std::getline(maps, line);) {
        const auto slash = line.find('/');
        if (slash == std::string::npos) {
            continue;
        }
        const auto path = line.substr(slash);
        for (const auto* name : {"openblas", "libmkl_rt", "libblis", "libblas"}) {
            if (path.find(name) == std::string::npos) {
                continue;
            }
            // The reference BLAS is named only where nothing better is there.
            if (found.empty() || std::string_view(name) != "libblas") {
                found = path.substr(path.find_last_of('/') + 1);
            }
            break;
        }
    }
    return found;
}

using GetText = char* (*)();
using SetNumber = void (*)(int);

/// OpenBLAS is found by name at run time, because any BLAS may stand behind libblas.so.3.
template <typename Function>
Function blasFunction(const char* name)
{
    return reinterpret_cast<Function>(dlsym(RTLD_DEFAULT, name));
}

std::string blasDescription()
{
    if (const auto config = blasFunction<GetText>("openblas_get_config")) {
        return config();
    }
    const auto library = loadedBlas();
    return library.empty() ? "unknown" : library;
}

/// "AVX2" and the like. LibTorch tells it in its description of itself alone.
std::string torchInstructions()
{
    constexpr std::string_view key = "CPU capability usage: ";
    const auto text = at::show_config();
    const auto start = text.find(key);
    return start == std::string::npos
               ? "unknown"
               : text.substr(start + key.size(), text.find('\n', start) - start - key.size());
}

/// What configureProcess() did to the allocator, which is one for the whole process as well.
std::atomic<bool> keepsFreedMemory = false;

} // namespace

void configureProcess()
{
    // A tensor of more than 128 kB would otherwise be mapped and unmapped at every step, and each
    // of its pages be cleared by the kernel again. See mallopt(3).
    const bool mmapRaised = mallopt(M_MMAP_THRESHOLD, INT_MAX) == 1;
    const bool trimRaised = mallopt(M_TRIM_THRESHOLD, INT_MAX) == 1;
    // Training runs on a worker thread, and a thread's own arena is made of 64 MB heaps that go
    // back to the kernel whatever the thresholds: with one arena for all, the thresholds hold
    // there too (twelve times quicker in 20 rounds of 1 GB in blocks of 3 to 98 MB).
    const bool oneArena = mallopt(M_ARENA_MAX, 1) == 1;
    keepsFreedMemory = mmapRaised && trimRaised && oneArena;
    // A limit of file size is an error of writing then, which is told, and no end of the program.
    std::signal(SIGXFSZ, SIG_IGN);
    // The loader decodes images on threads of its own: OpenCV's would only compete with them.
    cv::setNumThreads(1);
}

int configureThreads(int threads)
{
    const int wanted = threads > 0 ? threads : availableCores();
    at::set_num_threads(wanted);
    // OpenBLAS keeps a pool beside LibTorch's OpenMP one. Two pools that spin on the same cores
    // cost more in a network's many small products than the second pool wins in its few large
    // ones.
    if (const auto set = blasFunction<SetNumber>("openblas_set_num_threads")) {
        set(1);
    }
    return at::get_num_threads();
}

int availableCores()
{
    cpu_set_t mask;
    CPU_ZERO(&mask);
    if (sched_getaffinity(0, sizeof mask, &mask) == 0) {
        return std::max(1, CPU_COUNT(&mask));
    }
    return std::max(1, static_cast<int>(sysconf(_SC_NPROCESSORS_ONLN)));
}

ComputeEnvironment computeEnvironment()
{
    ComputeEnvironment environment;
    environment.threads = at::get_num_threads();
    environment.cores = availableCores();
    environment.allocator = keepsFreedMemory ? "glibc, keeps freed memory" : "glibc";
    environment.device = "cpu";
    environment.processor = kernelValue("/proc/cpuinfo", "model name");
    environment.libtorchVersion = TORCH_VERSION;
    const auto* onednn = dnnl_version();
    environment.onednnVersion = std::to_string(onednn->major) + '.' +
                                std::to_string(onednn->minor) + '.' + std::to_string(onednn->patch);
    environment.opencvVersion = CV_VERSION;
    environment.jpegVersion = std::to_string(LIBJPEG_TURBO_VERSION_NUMBER);
    // Both can be held back by the environment (ONEDNN_MAX_CPU_ISA, ATEN_CPU_CAPABILITY).
    environment.instructions = "oneDNN " + std::to_string(dnnl_get_effective_cpu_isa()) +
                               ", LibTorch " + torchInstructions();
    environment.blas = blasDescription();
    environment.memoryBytes = static_cast<std::size_t>(sysconf(_SC_PHYS_PAGES)) *
                              static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    return environment;
}

std::size_t peakMemoryBytes()
{
    return statusBytes("VmHWM");
}

bool resetPeakMemory()
{
    std::ofstream file("/proc/self/clear_refs");
    file << "5\n" << std::flush;
    return file.good();
}

std::size_t residentMemoryBytes()
{
    return statusBytes("VmRSS");
}

std::int64_t minorPageFaults()
{
    rusage usage{};
    return getrusage(RUSAGE_SELF, &usage) == 0 ? usage.ru_minflt : 0;
}

} // namespace weft
