#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace weft {

/// Which trunk reads the image. Names on the command line: resnet18, resnet18-cifar, resnet20,
/// resnet34, resnet50, efficientnet-b0.
enum class Backbone {
    ResNet18,      ///< He et al. 2015, 7x7 stem and max-pool; 512 channels at 1/32.
    ResNet18Cifar, ///< The same with a 3x3 stem of stride 1 and no max-pool; 512 channels at 1/8.
    ResNet20,      ///< He et al. 2015, section 4.2, projection shortcuts; 64 channels at 1/4.
    ResNet34,      ///< 7x7 stem and max-pool; 512 channels at 1/32.
    ResNet50, ///< Bottlenecks, with their stride in the 3x3 convolution; 2048 channels at 1/32.
    EfficientNetB0, ///< Tan and Le 2019; 1280 channels at 1/32.
};

/// What turns the sequence into class scores. Names: last, final, attention, mean, gap.
enum class Head {
    Last,      ///< out[:, -1], as the article prints it; the backward direction has seen one cell.
    Final,     ///< Last state of the forward direction beside the first of the backward one.
    Attention, ///< Softmax over the cells, weighted sum.
    Mean,      ///< Mean over the cells.
    Gap,       ///< No BiLSTM: global average pooling of the trunk, the plain CNN baseline.
};

/// How images become tensors. Names: article, small.
enum class TransformKind {
    Article, ///< Resize, centre crop, ImageNet mean and std; random resized crop and flip to train.
    Small,   ///< Pad-crop and flip to train; the set's own mean and std.
};

/// In which order the BiLSTM reads the grid. Names: row, column, snake, hilbert, rows-columns.
enum class ReadingOrder {
    Row,         ///< Row by row, each from the left; the article's.
    Column,      ///< Column by column, each from the top.
    Snake,       ///< Row by row, every other row from the right: neighbours in time touch.
    Hilbert,     ///< Along a Hilbert curve, which keeps cells near in time that are near in space.
    RowsColumns, ///< One BiLSTM by rows beside one by columns; their outputs are concatenated.
};

/// How features of several stages come together. Names: none, concat, sum.
enum class Fusion {
    None,   ///< The last stage alone.
    Concat, ///< The projected stages beside one another.
    Sum,    ///< The projected stages added.
};

/// How uneven classes are made up for. Names: none, weights, sampling.
enum class Balance {
    None,
    Weights,  ///< Each image's loss counts by the inverse of its class's frequency.
    Sampling, ///< Each class is drawn equally often, with replacement.
};

enum class OptimizerKind { Sgd, AdamW }; ///< Names: sgd, adamw.

/// Names: cosine, onecycle, constant, step, restarts.
enum class ScheduleKind {
    Cosine,   ///< PyTorch's CosineAnnealingLR.
    OneCycle, ///< PyTorch's OneCycleLR.
    Constant,
    Step,     ///< PyTorch's StepLR.
    Restarts, ///< PyTorch's CosineAnnealingWarmRestarts.
};
/// How the learning rate follows the number of processes, whose batches make one step together.
/// Names: none, linear, sqrt.
enum class LrScaling {
    None,
    Linear, ///< Times the number (Goyal et al. 2017).
    Sqrt,   ///< Times its square root (Krizhevsky 2014).
};
enum class Precision { Fp32, Bf16, Fp16 }; ///< Names: fp32, bf16, fp16.
enum class Device { Auto, Cpu, Cuda };     ///< Names: auto, cpu, cuda.

/// What of the network stands still. Names: none, backbone.
enum class Freeze {
    None,
    Backbone, ///< The trunk keeps its weights and its norms' statistics; the rest is trained.
};

struct DataConfig
{
    std::string source;       ///< A folder or file, or builtin:digits, builtin:pairs.
    int size = 224;           ///< Side of the square that the network sees, in pixels.
    double valFraction = 0.2; ///< Share of each class held back where the source has no split.
    TransformKind transform = TransformKind::Article;
    bool flip = true;    ///< Mirror training images at random; wrong for digits and letters.
    bool augment = true; ///< Vary training images at random; else they are seen as in evaluation.
    /// With a frozen backbone: random views of each training image, shown in turn, epoch after
    /// epoch; their features are kept. 0: a new view in every epoch, and nothing is kept.
    int cachedViews = 0;
    int workers = 0;              ///< Loader threads; 0 picks by the machine.
    double erasing = 0;           ///< Probability that a rectangle is erased (Zhong et al. 2017).
    int randAugmentOps = 0;       ///< Operations an image (Cubuk et al. 2019); 0: none.
    int randAugmentMagnitude = 9; ///< Their strength, 0 to 30, as torchvision counts it.
};

struct ModelConfig
{
    Backbone backbone = Backbone::ResNet18;
    Head head = Head::Last;
    int grid = 7;         ///< Cells a side after the adaptive pool; the sequence has grid^2 steps.
    int layers = 2;       ///< BiLSTM layers.
    int hidden = 256;     ///< Hidden units a direction.
    double dropout = 0.0; ///< Between BiLSTM layers and before the classifier.
    /// Of L blocks, block l (from 0) is left away in a training step, image by image, with this
    /// times l / L as probability (Huang et al. 2016): as torchvision counts, so that the last
    /// one's is (L - 1) / L of it. Torchvision trains EfficientNet with 0.2.
    double stochasticDepth = 0.0;
    /// Run directory of Weft, state_dict of PyTorch (.pth) or safetensors file, by Weft's,
    /// torchvision's or timm's names, whose backbone the trunk begins with; empty: the random
    /// weights of the seed. See readFirstWeights() for the classifier.
    std::string weights{};
    /// Channels within the trunk's blocks where pruning has removed some: for each block in turn
    /// those of its first convolution, of a bottleneck's second too, and of EfficientNet's blocks
    /// those that they are expanded to. Empty: the backbone's own. See checkWidths().
    std::vector<int> widths{};
    ReadingOrder order = ReadingOrder::Row;
    int attentionHidden = 0; ///< Units of a tanh layer before the scores; 0: linear, as printed.
    int attentionHeads = 1;  ///< Weightings of their own, whose sums are concatenated.
    double attentionTemperature = 1; ///< Divides the scores before the softmax.
    int gapHidden = 0; ///< Head gap: units of a layer with ReLU before the classifier; 0: none.
    Fusion fusion = Fusion::None;
    int fusionStages = 2;     ///< The last 2 or 3 stages of the trunk.
    int fusionChannels = 256; ///< Channels that each stage is projected to.

    bool operator==(const ModelConfig&) const = default;
};

struct TrainConfig
{
    int epochs = 50;
    int batch = 32;    ///< Images a step, of each process.
    /// That train together from the beginning: a step takes batch * processes images. Fewer or more
    /// may carry on, even one, and share such steps out among them.
    int processes = 1;
    LrScaling lrScaling = LrScaling::None;
    bool syncNorms = false; ///< The backbone's norms go by the images of all processes.
    OptimizerKind optimizer = OptimizerKind::Sgd;
    double lr = 0.01;      ///< Initial rate (cosine, constant) or the peak (one-cycle).
    double momentum = 0.9; ///< SGD only; Nesterov where nesterov is set.
    bool nesterov = false;
    double weightDecay = 1e-4; ///< Not applied to norms and biases.
    ScheduleKind schedule = ScheduleKind::Cosine;
    int cosineTMax = 50;        ///< Epochs of half a cosine period (article: 50).
    double cosineEtaMin = 1e-6; ///< Rate at the end of the cosine (article: 1e-6).
    double clip = 1.0;          ///< Largest gradient norm; 0 switches clipping off.
    double labelSmoothing = 0.0;
    Precision precision = Precision::Fp32;
    Device device = Device::Auto;
    Freeze freeze = Freeze::None;
    int unfreezeEpoch = 0;    ///< First epoch that trains a frozen backbone; 0: none does.
    double backboneRate = 1;  ///< Factor of the learning rate for the backbone.
    bool freezeNorms = false; ///< The backbone's norms keep their running statistics.
    double warmupEpochs = 0;  ///< The rate rises linearly from 0 over so many epochs first.
    int stepEpochs = 30;      ///< Step: epochs between two falls of the rate.
    double stepFactor = 0.1;  ///< Step: what the rate is multiplied by.
    int restartEpochs = 10;   ///< Restarts: epochs of the first period.
    int restartGrowth = 2;    ///< Restarts: each period is so many times the one before.
    double mixup = 0;         ///< Beta(a, a) of the mixing share (Zhang et al. 2017); 0: none.
    double cutmix = 0;        ///< The same for a pasted rectangle (Yun et al. 2019); 0: none.
    double emaDecay = 0;      ///< Of an average of the weights over the steps; 0: none.
    int patience = 0;         ///< Epochs without a better accuracy before the end; 0: no limit.
    int accumulate = 1;       ///< Batches whose gradients make one step of the optimiser.
    Balance balance = Balance::None;
    std::string teacher{};     ///< Run directory or weights whose answers are learnt from.
    double distillation = 0.5; ///< Share of the teacher's answers in the loss.
    double temperature = 4;    ///< Softens both answers (Hinton et al. 2015).
    std::uint64_t seed = 0;
    int threads = 0;           ///< Of each process; 0: its part of the cores.
    int watched = 8;           ///< Validation images whose attention is recorded.
    int checkpointMinutes = 5; ///< A checkpoint within an epoch after so long; 0: epoch ends only.
};

/// Images of one step of the optimiser's batches, over all processes.
[[nodiscard]] inline std::size_t stepBatch(const TrainConfig& config)
{
    return static_cast<std::size_t>(config.batch) * static_cast<std::size_t>(config.processes);
}

/// Everything that decides a run's result. Snapshotted before work starts.
struct RunConfig
{
    DataConfig data;
    ModelConfig model;
    TrainConfig train;
};

} // namespace weft
