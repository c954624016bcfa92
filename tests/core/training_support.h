#pragma once

#include "core/store/checkpoint_p.h"
#include "core/train/train_run.h"

#include <functional>
#include <string>
#include <variant>
#include <vector>

namespace weft::test {

/// Keeps all events; may act on each as it comes, on the training thread.
class RecordingSink : public EventSink
{
public:
    void handle(const TrainingEvent& event) override;

    template <typename T>
    [[nodiscard]] std::vector<T> all() const
    {
        std::vector<T> found;
        for (const auto& event : events) {
            if (const auto* one = std::get_if<T>(&event)) {
                found.push_back(*one);
            }
        }
        return found;
    }

    std::vector<TrainingEvent> events;
    std::function<void(const TrainingEvent&)> react;
};

/// Folders of PNGs, 12 x 12: three classes whose colours differ, with noise, named "red" and so on.
void writeColourFolder(const std::filesystem::path& folder, int imagesPerClass);

/// A network and a run of 3 epochs of 6 steps that take a second or two, on a folder with 20
/// images a class.
RunConfig tinyConfig(const std::filesystem::path& data);

/// What two runs that are equal to the last bit have in common: of every step all but the speed,
/// and of every epoch all but the times.
std::vector<std::vector<double>> curveOf(const std::vector<StepEvent>& steps,
                                         const std::vector<EpochEvent>& epochs);

/// The same of a run that has been recorded.
std::vector<std::vector<double>> curveOf(const std::filesystem::path& run);

/// Whether both hold the same tensors under the same names, to the last bit.
bool equalTensors(const TensorMap& some, const TensorMap& others);

/// Whether the last checkpoints of two runs hold the same weights and the same optimiser state.
bool sameWeights(const std::filesystem::path& left, const std::filesystem::path& right);

/// The event, where it is of a step.
const StepEvent* asStep(const TrainingEvent& event);

} // namespace weft::test
