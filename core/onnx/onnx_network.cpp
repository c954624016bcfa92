#include "core/onnx/onnx_network.h"

#include "core/base/atomic_file.h"
#include "core/base/exceptions_p.h"
#include "core/base/recent_cache.h"
#include "core/data/transforms.h"
#include "core/onnx/onnx_check_p.h"
#include "core/onnx/onnx_metadata_p.h"
#include "core/onnx/onnx_opencv_p.h"

#include <opencv2/core/version.hpp>
#include <opencv2/dnn.hpp>

#include <algorithm>
#include <limits>
#include <new>
#include <system_error>

namespace weft {

namespace {

/// A number of images that is met often, and a last one.
constexpr std::size_t keptEngines = 2;

constexpr std::size_t largestFile = std::numeric_limits<int>::max(); ///< Protobuf's own limit.

Error outOfMemory(const std::string& subject)
{
    return {ErrorCode::OutOfMemory, subject, "the memory does not suffice"};
}

/// The values of an output, which has so many of them.
std::vector<float> valuesOf(const cv::Mat& output, std::size_t count)
{
    if (output.type() != CV_32F || output.total() != count || !output.isContinuous()) {
        throw std::runtime_error("OpenCV's DNN module gave an output of another shape");
    }
    const auto* const first = output.ptr<float>();
    return {first, first + count};
}

} // namespace

struct OnnxNetwork::State
{
    std::string subject;
    OnnxMetadata metadata;
    onnx::ModelProto model; ///< Prepared for OpenCV.
    RecentCache<int, cv::dnn::Net> engines{keptEngines};

    cv::dnn::Net& engine(int count)
    {
        return engines.find(count, [this](int images) {
            const auto bytes = withBatch(model, images);
            return cv::dnn::readNetFromONNX(bytes.data(), bytes.size());
        });
    }

    [[nodiscard]] std::size_t valuesOfImage() const
    {
        const auto side = static_cast<std::size_t>(metadata.preprocessing.size);
        return 3 * side * side;
    }

    OnnxScores run(const cv::Mat& input, int count)
    {
        auto& network = engine(count);
        network.setInput(input, "input");
        const auto& config = metadata.config.model;
        const bool attention = config.head == Head::Attention;
        std::vector<cv::String> names{"output"};
        if (attention) {
            names.emplace_back("attention");
        }
        std::vector<cv::Mat> outputs;
        network.forward(outputs, names);
        const auto images = static_cast<std::size_t>(count);
        OnnxScores scores;
        scores.logits = valuesOf(outputs.at(0), images * metadata.classNames.size());
        if (attention) {
            const auto cells = static_cast<std::size_t>(config.grid * config.grid);
            scores.attention = valuesOf(
                outputs.at(1), images * static_cast<std::size_t>(config.attentionHeads) * cells);
        }
        return scores;
    }

    /// What the network takes: pixels as they are, or normalised and by channels.
    [[nodiscard]] cv::Mat inputFor(int count) const
    {
        const int side = metadata.preprocessing.size;
        return {metadata.takesPixels ? std::vector<int>{count, side, side, 3}
                                     : std::vector<int>{count, 3, side, side},
                CV_32F};
    }

    /// Fills one image of an input. interleaved: [size, size, 3].
    void place(cv::Mat& input, int index, std::span<const float> interleaved) const
    {
        auto* const to = input.ptr<float>() + static_cast<std::size_t>(index) * valuesOfImage();
        if (metadata.takesPixels) {
            std::ranges::copy(interleaved, to);
            return;
        }
        const auto pixels = interleaved.size() / 3;
        for (std::size_t i = 0; i < interleaved.size(); ++i) {
            to[i % 3 * pixels + i / 3] = interleaved[i];
        }
    }
};

OnnxNetwork::OnnxNetwork(std::unique_ptr<State> state)
    : m_state(std::move(state))
{
}

OnnxNetwork::~OnnxNetwork() = default;
OnnxNetwork::OnnxNetwork(OnnxNetwork&&) noexcept = default;
OnnxNetwork& OnnxNetwork::operator=(OnnxNetwork&&) noexcept = default;

Result<OnnxNetwork> OnnxNetwork::open(const std::filesystem::path& file)
{
    try {
        std::error_code unknown; // Then reading says why.
        if (const auto size = std::filesystem::file_size(file, unknown);
            !unknown && size > largestFile) {
            return Error{ErrorCode::Unsupported, file.string(), "it is larger than 2 GB"};
        }
        const auto content = readFile(file);
        return content ? read(*content, file.string()) : content.error();
    } catch (const std::bad_alloc&) {
        return outOfMemory(file.string());
    }
}

Result<OnnxNetwork> OnnxNetwork::read(const std::string& content, const std::string& subject)
{
    const auto corrupt = [&](std::string reason) {
        return Error{ErrorCode::Corrupt, subject, std::move(reason)};
    };
    try {
        auto state = std::make_unique<State>();
        state->subject = subject;
        auto& model = state->model;
        if (content.empty() || content.size() > largestFile ||
            !model.ParseFromArray(content.data(), static_cast<int>(content.size()))) {
            return corrupt("it is not an ONNX file, or it ends early");
        }
        auto metadata = unsealOnnx(model, subject);
        if (!metadata) {
            return metadata.error();
        }
        state->metadata = std::move(*metadata);
        if (auto checked = checkOnnx(model, state->metadata, subject); !checked) {
            return checked.error();
        }
        prepareForOpenCv(model);
        state->engine(1);
        return OnnxNetwork(std::move(state));
    } catch (const std::bad_alloc&) {
        return outOfMemory(subject);
    } catch (const cv::Exception& refusal) {
        return Error{ErrorCode::Unsupported, subject,
                     "OpenCV's DNN module refuses it: " + firstLine(refusal.err)};
    } catch (const std::exception& failure) {
        return corrupt(firstLine(failure.what()));
    }
}

const OnnxMetadata& OnnxNetwork::metadata() const
{
    return m_state->metadata;
}

std::string OnnxNetwork::engine()
{
    return "OpenCV DNN " CV_VERSION;
}

Result<OnnxScores> OnnxNetwork::run(std::span<const Image> views)
{
    const auto& subject = m_state->subject;
    const auto& preprocessing = m_state->metadata.preprocessing;
    const auto fits = [&](const Image& view) {
        return view.width == preprocessing.size && view.height == preprocessing.size &&
               view.rgb.size() == m_state->valuesOfImage();
    };
    if (views.empty() || !std::ranges::all_of(views, fits)) {
        return Error{ErrorCode::InvalidArgument, subject,
                     "the pictures are not of the size that the network takes"};
    }
    try {
        const auto count = static_cast<int>(views.size());
        auto input = m_state->inputFor(count);
        std::vector<float> values(m_state->valuesOfImage());
        for (int i = 0; i < count; ++i) {
            const auto& view = views[static_cast<std::size_t>(i)];
            if (m_state->metadata.takesPixels) {
                std::ranges::copy(view.rgb, values.begin());
            } else {
                normalize(view, preprocessing, values);
            }
            m_state->place(input, i, values);
        }
        return m_state->run(input, count);
    } catch (const std::bad_alloc&) {
        return outOfMemory(subject);
    } catch (const std::exception& failure) {
        return Error{ErrorCode::Internal, subject, firstLine(failure.what())};
    }
}

Result<OnnxScores> OnnxNetwork::run(std::span<const float> images, int count)
{
    const auto& subject = m_state->subject;
    const auto room = m_state->valuesOfImage();
    if (count < 1 || images.size() != room * static_cast<std::size_t>(count)) {
        return Error{ErrorCode::InvalidArgument, subject,
                     "the images are not of the size that the network takes"};
    }
    try {
        auto input = m_state->inputFor(count);
        if (!m_state->metadata.takesPixels) {
            std::ranges::copy(images, input.ptr<float>());
            return m_state->run(input, count);
        }
        const auto pixels = room / 3;
        std::vector<float> values(room);
        for (int i = 0; i < count; ++i) {
            const auto image = images.subspan(static_cast<std::size_t>(i) * room, room);
            for (std::size_t k = 0; k < room; ++k) {
                values[k] = image[k % 3 * pixels + k / 3];
            }
            const auto view = denormalized(values, m_state->metadata.preprocessing);
            std::ranges::copy(view.rgb, values.begin());
            m_state->place(input, i, values);
        }
        return m_state->run(input, count);
    } catch (const std::bad_alloc&) {
        return outOfMemory(subject);
    } catch (const std::exception& failure) {
        return Error{ErrorCode::Internal, subject, firstLine(failure.what())};
    }
}

} // namespace weft
