#include "core/base/exceptions_p.h"
#include "core/bench/timing.h"
#include "core/deploy/export_proof_p.h"
#include "core/deploy/export_stopped.h"

#include <ATen/ops/from_blob.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>

namespace weft {

namespace {

using Clock = std::chrono::steady_clock;

constexpr int warmUpRounds = 2;
constexpr int leastTimedRounds = 5;
constexpr double timingSeconds = 0.5;

std::string text(const char* format, double first, double second)
{
    std::array<char, 160> buffer{};
    std::snprintf(buffer.data(), buffer.size(), format, first, second);
    return buffer.data();
}

/// Gathers what the scores of the images come to.
class ScoreComparison
{
public:
    explicit ScoreComparison(const ProofImages& images)
        : m_images(images)
    {
    }

    void add(std::size_t index, std::span<const float> exported)
    {
        const auto own = m_images.scoresOf(index);
        const auto before = bestClass(own);
        const auto after = bestClass(exported);
        const auto label = m_images.images->label(index);
        m_right += static_cast<int>(before) == label;
        m_exportedRight += static_cast<int>(after) == label;
        ++m_proof.images;
        for (std::size_t i = 0; i < own.size(); ++i) {
            const double difference = std::abs(double{exported[i]} - double{own[i]});
            // Not a number is never the larger one: it has to be carried on by hand.
            if (!(difference <= m_proof.maxAbsDifference)) {
                m_proof.maxAbsDifference = std::isfinite(difference) ? difference : INFINITY;
            }
        }
        if (before != after) {
            m_proof.changed.push_back({index, m_images.images->name(index), label,
                                       topOf(own, before), topOf(exported, after)});
        }
    }

    [[nodiscard]] ExportProof result() &&
    {
        const auto share = [&](std::size_t right) {
            return m_proof.images > 0
                       ? static_cast<double>(right) / static_cast<double>(m_proof.images)
                       : 0;
        };
        m_proof.accuracy = share(m_right);
        m_proof.exportedAccuracy = share(m_exportedRight);
        m_proof.unreadable = m_images.images->size() - m_proof.images;
        return std::move(m_proof);
    }

private:
    [[nodiscard]] static ClassProbability topOf(std::span<const float> scores, std::size_t best)
    {
        return {static_cast<int>(best), probabilitiesOf(scores)[best]};
    }

    const ProofImages& m_images;
    ExportProof m_proof;
    std::size_t m_right = 0;
    std::size_t m_exportedRight = 0;
};

/// The two take turns, so that a slow moment of the machine meets both.
Result<void> timeInTurns(SecondEngine& engine, PreparedNetwork& own, std::vector<float> picture,
                         int size, std::stop_token stop, ExportProof& proof)
{
    const auto pixels = at::from_blob(picture.data(), {1, 3, size, size}, at::kFloat);
    std::array<std::vector<double>, 2> milliseconds;
    const auto timed = [](const auto& work) {
        const auto before = Clock::now();
        work();
        return std::chrono::duration<double, std::milli>(Clock::now() - before).count();
    };
    const auto end = Clock::now() + std::chrono::duration<double>(timingSeconds);
    for (int round = 0; round < warmUpRounds + leastTimedRounds || Clock::now() < end; ++round) {
        if (stop.stop_requested()) {
            return exportStopped();
        }
        std::optional<Error> failure;
        const double before = timed([&] { [[maybe_unused]] auto output = own.forward(pixels); });
        const double after = timed([&] {
            if (const auto scores = engine.scores(picture, size, 1); !scores) {
                failure = scores.error();
            }
        });
        if (failure) {
            return *failure;
        }
        if (round >= warmUpRounds) {
            milliseconds[0].push_back(before);
            milliseconds[1].push_back(after);
        }
    }
    proof.milliseconds = summarize(std::move(milliseconds[0])).medianMs;
    proof.exportedMilliseconds = summarize(std::move(milliseconds[1])).medianMs;
    return {};
}

} // namespace

Result<ExportProof> proveEngine(SecondEngine& engine, ExportFormat format,
                                const ProofImages& images, PreparedNetwork& own,
                                std::stop_token stop, const ProgressCallback& progress)
{
    const int size = images.preprocessing.size;
    ScoreComparison comparison(images);
    std::vector<float> picture;
    const auto compare = [&](const ProofBatch& batch) -> Result<void> {
        const auto scores = engine.scores(batch.pixels, size, batch.count);
        if (!scores) {
            return scores.error();
        }
        if (scores->size() != static_cast<std::size_t>(batch.count) * images.classes) {
            return Error{ErrorCode::Corrupt, {}, "its scores are not those of the run's classes"};
        }
        for (std::size_t i = 0; i < batch.indices.size(); ++i) {
            if (images.read[batch.indices[i]]) {
                comparison.add(batch.indices[i],
                               std::span(*scores).subspan(i * images.classes, images.classes));
            }
        }
        if (picture.empty()) {
            picture.assign(batch.pixels.begin(),
                           batch.pixels.begin() + std::ptrdiff_t{3} * size * size);
        }
        return {};
    };
    if (auto compared = forEachBatch(images.images, images.preprocessing, stop, progress, compare);
        !compared) {
        return compared.error();
    }
    auto proof = std::move(comparison).result();
    if (proof.images != images.readable()) {
        return Error{ErrorCode::Unreadable,
                     {},
                     "validation images that could be read a moment ago cannot be read any more"};
    }
    proof.engine = engine.name();
    proof.emulated = !isExact(format) && !engine.computesInt8();
    if (auto timed = timeInTurns(engine, own, std::move(picture), size, stop, proof); !timed) {
        return timed.error();
    }
    return proof;
}

Result<ExportProof> proveFile(ExportFormat format, const std::filesystem::path& file,
                              const ProofImages& images, PreparedNetwork& own, std::stop_token stop,
                              const ProgressCallback& progress)
{
    try {
        const auto engine = openSecondEngine(format, file);
        if (!engine) {
            return engine.error();
        }
        auto proof = proveEngine(**engine, format, images, own, stop, progress);
        if (!proof) {
            return Error{proof.error().code, file.string(), proof.error().reason};
        }
        return proof;
    } catch (...) {
        auto error = errorFromException(file.string());
        if (error.code == ErrorCode::Internal) {
            error.code = ErrorCode::Corrupt;
        }
        return error;
    }
}

std::optional<Error> objectionTo(const ExportProof& proof, const ExportTarget& target,
                                 const ExportRequest& request)
{
    const auto refuse = [&](std::string reason) {
        return Error{ErrorCode::WriteFailed, target.file.string(), std::move(reason)};
    };
    if (!std::isfinite(proof.maxAbsDifference)) {
        return refuse("the exported network gives scores that are no numbers");
    }
    if (isExact(target.format) && !(proof.maxAbsDifference <= request.tolerance)) {
        return refuse(text("a score of the exported network differs by %.3g, "
                           "and %.3g is allowed",
                           proof.maxAbsDifference, request.tolerance));
    }
    const double lost = proof.accuracy - proof.exportedAccuracy;
    if (!isExact(target.format) && !(lost <= request.accuracyLoss + 1e-9)) {
        return refuse(text("the exported network loses %.2f points of accuracy, "
                           "and %.2f are allowed",
                           lost * 100, request.accuracyLoss * 100));
    }
    return {};
}

} // namespace weft
