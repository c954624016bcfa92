#include "widgets/forms/config_texts.h"

#include "widgets/forms/key_texts.h"

#include <QHash>
#include <QLocale>

#include <algorithm>

namespace weft {

namespace {

/// Of data and training.
const QHash<QString, KeyText>& otherTexts()
{
    static const QHash<QString, KeyText> texts{
        {"data.size",
         {QT_TRANSLATE_NOOP("weft::ConfigTexts", "Image size"),
          QT_TRANSLATE_NOOP("weft::ConfigTexts",
                            "Side of the square that the network sees. Time and memory grow "
                            "with its square.")}},
        {"data.val_fraction",
         {QT_TRANSLATE_NOOP("weft::ConfigTexts", "Validation share"),
          QT_TRANSLATE_NOOP("weft::ConfigTexts",
                            "Share of each class that is held back to measure on, "
                            "where the images come without a split.")}},
        {"data.transform",
         {QT_TRANSLATE_NOOP("weft::ConfigTexts", "Augmentation"),
          QT_TRANSLATE_NOOP(
              "weft::ConfigTexts",
              "How images are prepared and varied. Random resized crop is the article's, with "
              "ImageNet's statistics; pad-crop suits small images, with their own statistics.")}},
        {"data.augment",
         {QT_TRANSLATE_NOOP("weft::ConfigTexts", "Vary images at random"),
          QT_TRANSLATE_NOOP(
              "weft::ConfigTexts",
              "Crops, moves and mirrors each training image anew in every epoch. Off: "
              "it is always seen as the validation images are.")}},
        {"data.cached_views",
         {QT_TRANSLATE_NOOP("weft::ConfigTexts", "Cached views"),
          QT_TRANSLATE_NOOP(
              "weft::ConfigTexts",
              "With a frozen backbone: so many random views of each training image are made once, "
              "and repeated in turn, epoch after epoch. Their features are kept on the disk, which "
              "makes an epoch many times quicker; fewer views mean less variety. Off: a new view "
              "in "
              "every epoch, and nothing is kept.")}},
        {"data.flip",
         {QT_TRANSLATE_NOOP("weft::ConfigTexts", "Mirror at random"),
          QT_TRANSLATE_NOOP("weft::ConfigTexts",
                            "Shows half of the training images mirrored. Wrong for "
                            "digits and letters.")}},
        {"data.workers",
         {QT_TRANSLATE_NOOP("weft::ConfigTexts", "Loader threads"),
          QT_TRANSLATE_NOOP("weft::ConfigTexts",
                            "Threads that read and prepare images. Does not change the "
                            "result.")}},
        {"train.epochs",
         {QT_TRANSLATE_NOOP("weft::ConfigTexts", "Epochs"),
          QT_TRANSLATE_NOOP("weft::ConfigTexts", "Passes over the training images.")}},
        {"train.batch",
         {QT_TRANSLATE_NOOP("weft::ConfigTexts", "Batch"),
          QT_TRANSLATE_NOOP("weft::ConfigTexts",
                            "Images in one step of the optimiser, of each process. Larger batches "
                            "need more memory and often a higher learning rate.")}},
        {"train.optimizer",
         {QT_TRANSLATE_NOOP("weft::ConfigTexts", "Optimiser"),
          QT_TRANSLATE_NOOP("weft::ConfigTexts", "How the weights follow the gradient.")}},
        {"train.lr",
         {QT_TRANSLATE_NOOP("weft::ConfigTexts", "Learning rate"),
          QT_TRANSLATE_NOOP("weft::ConfigTexts",
                            "The first rate, or with one-cycle the highest. 1e-3 and 0.001 are "
                            "the same.")}},
        {"train.momentum",
         {QT_TRANSLATE_NOOP("weft::ConfigTexts", "Momentum"),
          QT_TRANSLATE_NOOP("weft::ConfigTexts", "Used by SGD only.")}},
        {"train.nesterov",
         {QT_TRANSLATE_NOOP("weft::ConfigTexts", "Nesterov momentum"),
          QT_TRANSLATE_NOOP("weft::ConfigTexts", "SGD looks ahead along its momentum.")}},
        {"train.weight_decay",
         {QT_TRANSLATE_NOOP("weft::ConfigTexts", "Weight decay"),
          QT_TRANSLATE_NOOP("weft::ConfigTexts",
                            "Pull of the weights towards zero; norms and biases are "
                            "left out.")}},
        {"train.schedule",
         {QT_TRANSLATE_NOOP("weft::ConfigTexts", "Schedule"),
          QT_TRANSLATE_NOOP("weft::ConfigTexts", "How the learning rate changes over the run.")}},
        {"train.cosine_t_max",
         {QT_TRANSLATE_NOOP("weft::ConfigTexts", "Cosine half period"),
          QT_TRANSLATE_NOOP("weft::ConfigTexts",
                            "Epochs until the cosine is at its lowest rate.")}},
        {"train.cosine_eta_min",
         {QT_TRANSLATE_NOOP("weft::ConfigTexts", "Lowest rate"),
          QT_TRANSLATE_NOOP("weft::ConfigTexts", "Learning rate at the end of the cosine.")}},
        {"train.clip",
         {QT_TRANSLATE_NOOP("weft::ConfigTexts", "Clip gradient norm"),
          QT_TRANSLATE_NOOP("weft::ConfigTexts",
                            "Longer gradients are shortened to this norm, which "
                            "keeps LSTMs stable. 0 switches clipping off.")}},
        {"train.label_smoothing",
         {QT_TRANSLATE_NOOP("weft::ConfigTexts", "Label smoothing"),
          QT_TRANSLATE_NOOP("weft::ConfigTexts",
                            "Share of the target that is spread over all classes.")}},
        {"train.precision",
         {QT_TRANSLATE_NOOP("weft::ConfigTexts", "Precision"),
          QT_TRANSLATE_NOOP("weft::ConfigTexts",
                            "Mixed precision (article, section 3.2). bf16 is quicker on processors "
                            "that have it, at slightly coarser arithmetic. fp16 is for CUDA: the "
                            "loss is scaled, so that small gradients do not vanish.")}},
        {"train.device",
         {QT_TRANSLATE_NOOP("weft::ConfigTexts", "Device"),
          QT_TRANSLATE_NOOP("weft::ConfigTexts", "Where the network runs.")}},
        {"train.freeze",
         {QT_TRANSLATE_NOOP("weft::ConfigTexts", "Frozen"),
          QT_TRANSLATE_NOOP("weft::ConfigTexts",
                            "A frozen backbone keeps the weights that it begins with; only the "
                            "BiLSTM, the head and the classifier are trained. Without random "
                            "variation, or with cached views, its features are computed once and "
                            "kept.")}},
        {"train.seed",
         {QT_TRANSLATE_NOOP("weft::ConfigTexts", "Seed"),
          QT_TRANSLATE_NOOP("weft::ConfigTexts",
                            "The same seed and the same threads give the same curve.")}},
        {"train.threads",
         {QT_TRANSLATE_NOOP("weft::ConfigTexts", "Threads"),
          QT_TRANSLATE_NOOP("weft::ConfigTexts", "Threads that compute, of each process.")}},
        {"train.watched",
         {QT_TRANSLATE_NOOP("weft::ConfigTexts", "Watched images"),
          QT_TRANSLATE_NOOP("weft::ConfigTexts",
                            "Validation images whose heat map is recorded after every epoch.")}},
        {"train.checkpoint_minutes",
         {QT_TRANSLATE_NOOP("weft::ConfigTexts", "Checkpoint every"),
          QT_TRANSLATE_NOOP("weft::ConfigTexts",
                            "Also saves within an epoch after so many minutes.")}},
    };
    return texts;
}

/// Null where a key has none.
const KeyText* findText(const std::string& key)
{
    const auto name = QString::fromStdString(key);
    for (const auto* texts :
         {&networkTexts(), &otherTexts(), &trainingKeyTexts(), &variationKeyTexts()}) {
        if (const auto found = texts->constFind(name); found != texts->constEnd()) {
            return &*found;
        }
    }
    return nullptr;
}

/// By the choice's name, or by "key=name" where a name means different things.
const QHash<QString, const char*>& choiceTexts()
{
    static const QHash<QString, const char*> texts{
        {"resnet18", QT_TRANSLATE_NOOP("weft::ConfigTexts", "ResNet-18")},
        {"resnet18-cifar", QT_TRANSLATE_NOOP("weft::ConfigTexts", "ResNet-18, CIFAR stem")},
        {"resnet20", QT_TRANSLATE_NOOP("weft::ConfigTexts", "ResNet-20")},
        {"resnet34", QT_TRANSLATE_NOOP("weft::ConfigTexts", "ResNet-34")},
        {"resnet50", QT_TRANSLATE_NOOP("weft::ConfigTexts", "ResNet-50")},
        {"efficientnet-b0", QT_TRANSLATE_NOOP("weft::ConfigTexts", "EfficientNet-B0")},
        {"last", QT_TRANSLATE_NOOP("weft::ConfigTexts", "Last step")},
        {"final", QT_TRANSLATE_NOOP("weft::ConfigTexts", "Final states")},
        {"attention", QT_TRANSLATE_NOOP("weft::ConfigTexts", "Attention")},
        {"mean", QT_TRANSLATE_NOOP("weft::ConfigTexts", "Mean")},
        {"gap", QT_TRANSLATE_NOOP("weft::ConfigTexts", "Global average pooling")},
        {"row", QT_TRANSLATE_NOOP("weft::ConfigTexts", "Row by row")},
        {"column", QT_TRANSLATE_NOOP("weft::ConfigTexts", "Column by column")},
        {"snake", QT_TRANSLATE_NOOP("weft::ConfigTexts", "Forth and back")},
        {"hilbert", QT_TRANSLATE_NOOP("weft::ConfigTexts", "Hilbert curve")},
        {"rows-columns", QT_TRANSLATE_NOOP("weft::ConfigTexts", "Rows and columns")},
        {"model.fusion=none", QT_TRANSLATE_NOOP("weft::ConfigTexts", "None")},
        {"concat", QT_TRANSLATE_NOOP("weft::ConfigTexts", "Concatenated")},
        {"sum", QT_TRANSLATE_NOOP("weft::ConfigTexts", "Added")},
        {"article", QT_TRANSLATE_NOOP("weft::ConfigTexts", "Random resized crop")},
        {"small", QT_TRANSLATE_NOOP("weft::ConfigTexts", "Pad-crop")},
        {"sgd", QT_TRANSLATE_NOOP("weft::ConfigTexts", "SGD")},
        {"adamw", QT_TRANSLATE_NOOP("weft::ConfigTexts", "AdamW")},
        {"cosine", QT_TRANSLATE_NOOP("weft::ConfigTexts", "Cosine")},
        {"onecycle", QT_TRANSLATE_NOOP("weft::ConfigTexts", "One-cycle")},
        {"constant", QT_TRANSLATE_NOOP("weft::ConfigTexts", "Constant")},
        {"step", QT_TRANSLATE_NOOP("weft::ConfigTexts", "Falls in steps")},
        {"restarts", QT_TRANSLATE_NOOP("weft::ConfigTexts", "Cosine with restarts")},
        {"train.lr_scaling=none", QT_TRANSLATE_NOOP("weft::ConfigTexts", "Unchanged")},
        {"linear", QT_TRANSLATE_NOOP("weft::ConfigTexts", "Linear")},
        {"sqrt", QT_TRANSLATE_NOOP("weft::ConfigTexts", "Square root")},
        {"weights", QT_TRANSLATE_NOOP("weft::ConfigTexts", "Class weights")},
        {"sampling", QT_TRANSLATE_NOOP("weft::ConfigTexts", "Even sampling")},
        {"train.balance=none", QT_TRANSLATE_NOOP("weft::ConfigTexts", "As they are")},
        {"fp32", QT_TRANSLATE_NOOP("weft::ConfigTexts", "fp32")},
        {"bf16", QT_TRANSLATE_NOOP("weft::ConfigTexts", "bf16")},
        {"fp16", QT_TRANSLATE_NOOP("weft::ConfigTexts", "fp16")},
        {"auto", QT_TRANSLATE_NOOP("weft::ConfigTexts", "Automatic")},
        {"cpu", QT_TRANSLATE_NOOP("weft::ConfigTexts", "CPU")},
        {"none", QT_TRANSLATE_NOOP("weft::ConfigTexts", "Nothing")},
        {"backbone", QT_TRANSLATE_NOOP("weft::ConfigTexts", "The backbone")},
        {"cuda", QT_TRANSLATE_NOOP("weft::ConfigTexts", "CUDA")},
    };
    return texts;
}

const QHash<QString, const char*>& presetTexts()
{
    static const QHash<QString, const char*> texts{
        {"article", QT_TRANSLATE_NOOP("weft::ConfigTexts", "The article's network")},
        {"article-attention",
         QT_TRANSLATE_NOOP("weft::ConfigTexts", "The article's, with attention")},
        {"baseline", QT_TRANSLATE_NOOP("weft::ConfigTexts", "Plain CNN baseline")},
        {"quick", QT_TRANSLATE_NOOP("weft::ConfigTexts", "Quick on a CPU")},
    };
    return texts;
}

} // namespace

QString ConfigTexts::group(const std::string& name)
{
    if (name == "model") {
        return tr("Model");
    }
    return name == "data" ? tr("Data") : tr("Training");
}

QString ConfigTexts::label(const std::string& key)
{
    const auto* const text = findText(key);
    return text == nullptr ? QString::fromStdString(key) : tr(text->label);
}

QString ConfigTexts::explanation(const std::string& key)
{
    const auto* const text = findText(key);
    return text == nullptr ? QString() : tr(text->explanation);
}

QString ConfigTexts::choice(const std::string& key, const std::string& name)
{
    const auto& texts = choiceTexts();
    const auto id = QString::fromStdString(name);
    auto text = texts.constFind(QString::fromStdString(key) + QLatin1Char('=') + id);
    if (text == texts.constEnd()) {
        text = texts.constFind(id);
    }
    return text == texts.constEnd() ? id : tr(*text);
}

QString ConfigTexts::preset(const std::string& name)
{
    const auto id = QString::fromStdString(name);
    const auto text = presetTexts().constFind(id);
    return text == presetTexts().constEnd() ? id : tr(*text);
}

QString ConfigTexts::suffix(const ConfigKey& key)
{
    if (key.unit == "px") {
        return tr(" px");
    }
    if (key.unit == "cells") {
        return tr(" cells a side");
    }
    if (key.unit == "min") {
        return tr(" min");
    }
    if (key.unit == "images") {
        return tr(" images");
    }
    if (key.unit == "batches") {
        return tr(" batches");
    }
    if (key.unit == "operations") {
        return tr(" operations an image");
    }
    if (key.unit == "views") {
        return tr(" views an image");
    }
    if (key.unit == "channels") {
        return tr(" channels");
    }
    if (key.unit == "stages") {
        return tr(" stages");
    }
    if (key.unit == "epochs" && key.name != "train.epochs") {
        return tr(" epochs");
    }
    return {};
}

QString ConfigTexts::zeroText(const std::string& key)
{
    const auto* const found = findConfigKey(key);
    if (found == nullptr || !found->optional0) {
        return {};
    }
    if (key == "train.threads") {
        return tr("all cores");
    }
    if (key == "data.workers") {
        return tr("automatic");
    }
    if (key == "train.unfreeze_epoch") {
        return tr("never");
    }
    if (key == "train.checkpoint_minutes") {
        return tr("epoch ends only");
    }
    if (key == "model.attention_hidden" || key == "model.gap_hidden") {
        return tr("none");
    }
    return tr("off");
}

QString ConfigTexts::limits(const ConfigKey& key)
{
    const QLocale locale;
    const auto number = [&](double value) {
        return key.kind == KeyKind::Integer ? locale.toString(static_cast<qlonglong>(value))
                                            : locale.toString(value, 'g', 4);
    };
    const auto text = key.least > 0 ? tr("0, or from %1 to %2%3") : tr("From %1 to %2%3");
    return text.arg(number(std::max(key.minimum, key.least)), number(key.maximum), suffix(key));
}

QString ConfigTexts::issue(const ConfigIssue& issue)
{
    switch (issue.code) {
    case ConfigIssueCode::OutOfRange: {
        const auto* const key = findConfigKey(issue.key);
        return key == nullptr ? QString::fromStdString(issue.message) : limits(*key);
    }
    case ConfigIssueCode::NoSource:
        return tr("Choose images on the Data page first");
    case ConfigIssueCode::ImageTooSmall:
        return tr("This backbone needs at least %1 px").arg(issue.minimum);
    case ConfigIssueCode::GridAboveFeatures:
        return tr("At this image size the backbone gives %1 × %1 cells only; neighbours repeat")
            .arg(issue.maximum);
    case ConfigIssueCode::WidthsUnfit:
        return tr("These are not this backbone's; choose a backbone anew to have its own");
    case ConfigIssueCode::DeviceMissing:
        return tr("This machine has no CUDA device");
    case ConfigIssueCode::FrozenRandom:
        return tr("The backbone keeps random weights; choose first weights above");
    case ConfigIssueCode::NotVaried:
        return tr("Works only where images are varied at random");
    case ConfigIssueCode::WarmupTooLong:
        return tr("The run ends before the warm-up does");
    case ConfigIssueCode::UnfreezeUnused:
        return tr("Works only with a frozen backbone");
    case ConfigIssueCode::UnfreezeTooLate:
        return tr("The run has %1 epochs only; the backbone stays frozen").arg(issue.maximum);
    case ConfigIssueCode::BackboneUnused:
        return tr("Has no effect on a backbone that stays frozen");
    case ConfigIssueCode::MixingUnused:
        return tr("Images are not mixed while the backbone is frozen");
    case ConfigIssueCode::MixingNeedsTwo:
        return tr("A batch of one image has no other to be mixed with");
    case ConfigIssueCode::TeacherNeedsViews:
        return tr(
            "With a frozen backbone a teacher needs cached views, or images that do not vary");
    case ConfigIssueCode::DistillationOff:
        return tr("At 0 nothing is learnt from the teacher");
    case ConfigIssueCode::TeacherMissing:
        return tr("Works only with a teacher");
    case ConfigIssueCode::Fp16NeedsCuda:
        return tr("fp16 needs CUDA; choose bf16 on a processor");
    case ConfigIssueCode::Bf16Missing:
        return tr("This processor has no bf16; it computes in float32");
    case ConfigIssueCode::PatienceUnused:
        return tr("Has no effect in a run of no more epochs");
    case ConfigIssueCode::ViewsUnused:
        return tr("Works only with a frozen backbone and images that are varied at random");
    case ConfigIssueCode::OrderUnused:
        return tr("Has no effect without a sequence of several cells");
    case ConfigIssueCode::AttentionUnused:
        return tr("Works only with the attention head");
    case ConfigIssueCode::GapUnused:
        return tr("Works only with global average pooling");
    case ConfigIssueCode::FusionUnused:
        return tr("Works only where stages are fused");
    }
    return QString::fromStdString(issue.message);
}

} // namespace weft
