#pragma once

#include "core/base/result.h"
#include "core/config/run_config.h"
#include "core/data/dataset.h"
#include "core/data/preprocessing.h"
#include "core/inference/prepared_network_p.h"

#include <c10/core/Device.h>

#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace weft {

/// What a student's run is to its teacher.
struct TeacherTask
{
    std::vector<std::string> classNames;
    Preprocessing preprocessing;
    Precision precision = Precision::Fp32; ///< That the teacher computes in.
    c10::Device device = c10::kCPU;
};

/// A trained run's network whose answers a student learns from. In evaluation mode, without
/// gradients. One thread at a time; LibTorch's exceptions pass.
class Teacher
{
public:
    /// See findTeacher(); of a run the best checkpoint is taken. Fails as findTeacher() and
    /// readTeacherWeights() do, with Corrupt where the weights are not the network's, and with
    /// InvalidArgument where it tells other classes apart, or the same ones in another order, or
    /// sees images of another size, on which a convolutional network's answers are those to objects
    /// of another size. Other means and deviations are no obstacle: see logits().
    [[nodiscard]] static Result<std::shared_ptr<Teacher>> open(const std::filesystem::path& from,
                                                               const TeacherTask& task);

    /// Scores, [N, K] float32 on the device, of pixels that are normalised as the student's. They
    /// are normalised anew where the teacher was trained with other statistics, so that it sees
    /// the same pictures.
    [[nodiscard]] at::Tensor logits(const at::Tensor& pixels);

    /// Top-1, 0..1, on images in the student's evaluation views. Fails as evaluate() does.
    [[nodiscard]] Result<double> accuracy(const DatasetPtr& images, int loaderThreads,
                                          std::stop_token stop);

    [[nodiscard]] const std::string& fingerprint() const { return m_fingerprint; } ///< Of weights.

    /// Of the data set and the split that it was trained with.
    [[nodiscard]] const std::string& dataFingerprint() const { return m_dataFingerprint; }

private:
    Teacher(Classifier model, TeacherTask task, const Preprocessing& own);

    PreparedNetwork m_network;
    TeacherTask m_task;
    Preprocessing m_own;   ///< The student's views with the teacher's statistics.
    at::Tensor m_factor;   ///< [1, 3, 1, 1]; undefined where the statistics are the same.
    at::Tensor m_addition; ///< The same.
    std::string m_fingerprint;
    std::string m_dataFingerprint;
};

} // namespace weft
