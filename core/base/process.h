#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace weft {

/// How this process computes: shown in the window and kept in every run's record.
struct ComputeEnvironment
{
    int threads = 1;       ///< Intra-op threads of LibTorch and oneDNN.
    int cores = 1;         ///< Processors that this process may use.
    std::string allocator; ///< For instance "glibc, keeps freed memory".
    std::string device;    ///< "cpu" or "cuda".
    std::string processor; ///< The model name the kernel gives.
    std::string libtorchVersion;
    std::string onednnVersion;
    std::string opencvVersion;
    std::string jpegVersion;  ///< libjpeg-turbo's, which decodes photographs.
    std::string instructions; ///< What oneDNN and LibTorch make use of, of what the processor has.
    std::string blas;         ///< The BLAS that is loaded, as far as can be told.
    std::size_t memoryBytes = 0; ///< Physical memory of the machine.
};

/// Sets the allocator for large tensors; call once, first thing in main(), before threads start.
/// glibc gives every large activation back to the kernel at each step unless told otherwise. Also
/// has a file that grows beyond its limit (setrlimit(2)) fail in place of ending the program.
void configureProcess();

/// Sets LibTorch's intra-op threads (its own default on Debian is one). 0 means all cores.
/// Call from the thread that is going to compute. Returns the number in force.
int configureThreads(int threads);

/// Processors that this process may use (its affinity mask, not the machine's total).
[[nodiscard]] int availableCores();

/// What is in force now. Safe from any thread.
[[nodiscard]] ComputeEnvironment computeEnvironment();

/// Peak resident memory of this process since resetPeakMemory(), or since its start, in bytes.
[[nodiscard]] std::size_t peakMemoryBytes();

/// Begins the peak anew at what is resident now. False where the kernel does not let it: the peak
/// then stays the one since the process's start. See clear_refs in proc(5).
bool resetPeakMemory();

/// Resident memory of this process now, in bytes.
[[nodiscard]] std::size_t residentMemoryBytes();

/// Pages that the kernel had to map for this process so far without reading a disk. A training that
/// keeps its memory adds none.
[[nodiscard]] std::int64_t minorPageFaults();

} // namespace weft
