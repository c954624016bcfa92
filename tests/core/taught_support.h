#pragma once

// clang-format off: torch's headers come before Qt's, whose "slots" they do not stand.
#include "core/train/distillation_p.h"
#include "core/train/run_data.h"
#include "core/train/teacher_answers_p.h"
#include "core/train/trainer_p.h"
// clang-format on

#include "frozen_support.h"

#include <ATen/ops/tensor.h>

#include <cmath>

namespace weft::test {

/// Numbers of -1..1 that make_training_goldens.py makes too.
inline at::Tensor wave(std::size_t rows, std::size_t columns, double shift)
{
    std::vector<double> values(rows * columns);
    for (std::size_t i = 0; i < values.size(); ++i) {
        values[i] = std::sin(0.7 * static_cast<double>(i) + shift);
    }
    return at::tensor(values, at::kDouble)
        .to(at::kFloat)
        .view({static_cast<std::int64_t>(rows), static_cast<std::int64_t>(columns)});
}

/// The base of tests whose networks learn from a teacher.
class TaughtRuns : public FrozenRuns
{
protected:
    [[nodiscard]] RunConfig taught() const
    {
        auto config = tinyConfig(m_data);
        config.train.teacher = m_teacher.string();
        return config;
    }

    /// Its frozen backbone sees two views of each image, in turns.
    [[nodiscard]] RunConfig taughtOnViews() const
    {
        auto config = frozenConfig();
        config.data.cachedViews = 2;
        config.train.teacher = m_teacher.string();
        return config;
    }

    static DataSource dataOf(const RunConfig& config) { return *openRunData(config, {}); }

    std::shared_ptr<Teacher> open(const std::vector<std::string>& classNames,
                                  const Preprocessing& preprocessing) const
    {
        return *Teacher::open(m_teacher, {classNames, preprocessing, Precision::Fp32, c10::kCPU});
    }

    TrainingInput inputOf(const RunConfig& config, const DataSource& data) const
    {
        const auto preprocessing = *makePreprocessing(config.data, *data.train);
        TrainingInput input{
            config, data.train, data.validation, preprocessing, data.fingerprint, {}, {}, {}};
        if (!config.train.teacher.empty()) {
            input.teacher = open(data.classNames, preprocessing);
        }
        return input;
    }
};

} // namespace weft::test
