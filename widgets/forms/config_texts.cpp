#include "widgets/forms/config_texts.h"

#include <QHash>
#include <QLocale>

namespace weft {

namespace {

/// A key's texts in English; translated where they are used.
struct KeyText
{
    const char* label;
    const char* explanation;
};

// lupdate collects these for the context of ConfigTexts.
#define TEXT(text) QT_TRANSLATE_NOOP("weft::ConfigTexts", text)

const QHash<QString, KeyText>& keyTexts()
{
    static const QHash<QString, KeyText> texts{
        {"model.backbone",
         {TEXT("Backbone"),
          TEXT("The convolutional network that turns the image into a grid of features. ResNet-18 "
               "suits photographs, ResNet-20 small images; the CIFAR stem keeps more cells.")}},
        {"model.head",
         {TEXT("Head"),
          TEXT("How the sequence becomes class scores. Attention weighs the cells and shows where "
               "the network looks. Final states is the better-founded form of the article's last "
               "step. Global average pooling is the plain CNN without a BiLSTM.")}},
        {"model.grid",
         {TEXT("Grid"), TEXT("Cells a side that the features are pooled to. The BiLSTM reads them "
                             "row by row as one sequence.")}},
        {"model.layers", {TEXT("BiLSTM layers"), TEXT("Bidirectional LSTM layers, stacked.")}},
        {"model.hidden",
         {TEXT("Hidden units"), TEXT("Size of the LSTM's state in each direction.")}},
        {"model.dropout",
         {TEXT("Dropout"), TEXT("Share of values set to zero while training, between BiLSTM layers "
                                "and before the classifier.")}},
        {"data.size",
         {TEXT("Image size"), TEXT("Side of the square that the network sees. Time and memory grow "
                                   "with its square.")}},
        {"data.val_fraction",
         {TEXT("Validation share"), TEXT("Share of each class that is held back to measure on, "
                                         "where the images come without a split.")}},
        {"data.transform",
         {TEXT("Augmentation"),
          TEXT("How images are prepared and varied. Random resized crop is the article's, with "
               "ImageNet's statistics; pad-crop suits small images, with their own statistics.")}},
        {"data.flip",
         {TEXT("Mirror at random"), TEXT("Shows half of the training images mirrored. Wrong for "
                                         "digits and letters.")}},
        {"data.workers",
         {TEXT("Loader threads"), TEXT("Threads that read and prepare images. Does not change the "
                                       "result.")}},
        {"train.epochs", {TEXT("Epochs"), TEXT("Passes over the training images.")}},
        {"train.batch",
         {TEXT("Batch"), TEXT("Images in one step of the optimiser. Larger batches need more "
                              "memory and often a higher learning rate.")}},
        {"train.optimizer", {TEXT("Optimiser"), TEXT("How the weights follow the gradient.")}},
        {"train.lr",
         {TEXT("Learning rate"), TEXT("The first rate of cosine and constant schedules, the "
                                      "highest of one-cycle. 1e-3 and 0.001 are the same.")}},
        {"train.momentum", {TEXT("Momentum"), TEXT("Used by SGD only.")}},
        {"train.nesterov",
         {TEXT("Nesterov momentum"), TEXT("SGD looks ahead along its momentum.")}},
        {"train.weight_decay",
         {TEXT("Weight decay"), TEXT("Pull of the weights towards zero; norms and biases are "
                                     "left out.")}},
        {"train.schedule", {TEXT("Schedule"), TEXT("How the learning rate changes over the run.")}},
        {"train.cosine_t_max",
         {TEXT("Cosine half period"), TEXT("Epochs until the cosine is at its lowest rate.")}},
        {"train.cosine_eta_min",
         {TEXT("Lowest rate"), TEXT("Learning rate at the end of the cosine.")}},
        {"train.clip",
         {TEXT("Clip gradient norm"), TEXT("Longer gradients are shortened to this norm, which "
                                           "keeps LSTMs stable. 0 switches clipping off.")}},
        {"train.label_smoothing",
         {TEXT("Label smoothing"), TEXT("Share of the target that is spread over all classes.")}},
        {"train.precision",
         {TEXT("Precision"), TEXT("bf16 is quicker on processors that have it, at slightly "
                                  "coarser arithmetic.")}},
        {"train.device", {TEXT("Device"), TEXT("Where the network runs.")}},
        {"train.seed",
         {TEXT("Seed"), TEXT("The same seed and the same threads give the same curve.")}},
        {"train.threads", {TEXT("Threads"), TEXT("Threads that compute.")}},
        {"train.watched",
         {TEXT("Watched images"),
          TEXT("Validation images whose heat map is recorded after every epoch.")}},
        {"train.checkpoint_minutes",
         {TEXT("Checkpoint every"), TEXT("Also saves within an epoch after so many minutes.")}},
    };
    return texts;
}

const QHash<QString, const char*>& choiceTexts()
{
    static const QHash<QString, const char*> texts{
        {"resnet18", TEXT("ResNet-18")},
        {"resnet18-cifar", TEXT("ResNet-18, CIFAR stem")},
        {"resnet20", TEXT("ResNet-20")},
        {"last", TEXT("Last step")},
        {"final", TEXT("Final states")},
        {"attention", TEXT("Attention")},
        {"mean", TEXT("Mean")},
        {"gap", TEXT("Global average pooling")},
        {"article", TEXT("Random resized crop")},
        {"small", TEXT("Pad-crop")},
        {"sgd", TEXT("SGD")},
        {"adamw", TEXT("AdamW")},
        {"cosine", TEXT("Cosine")},
        {"onecycle", TEXT("One-cycle")},
        {"constant", TEXT("Constant")},
        {"fp32", TEXT("fp32")},
        {"bf16", TEXT("bf16")},
        {"auto", TEXT("Automatic")},
        {"cpu", TEXT("CPU")},
        {"cuda", TEXT("CUDA")},
    };
    return texts;
}

const QHash<QString, const char*>& presetTexts()
{
    static const QHash<QString, const char*> texts{
        {"article", TEXT("The article's network")},
        {"article-attention", TEXT("The article's, with attention")},
        {"baseline", TEXT("Plain CNN baseline")},
        {"quick", TEXT("Quick on a CPU")},
    };
    return texts;
}

#undef TEXT

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
    const auto name = QString::fromStdString(key);
    const auto text = keyTexts().constFind(name);
    return text == keyTexts().constEnd() ? name : tr(text->label);
}

QString ConfigTexts::explanation(const std::string& key)
{
    const auto text = keyTexts().constFind(QString::fromStdString(key));
    return text == keyTexts().constEnd() ? QString() : tr(text->explanation);
}

QString ConfigTexts::choice(const std::string& name)
{
    const auto id = QString::fromStdString(name);
    const auto text = choiceTexts().constFind(id);
    return text == choiceTexts().constEnd() ? id : tr(*text);
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
    if (key == "train.checkpoint_minutes") {
        return tr("epoch ends only");
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
    return tr("From %1 to %2%3").arg(number(key.minimum), number(key.maximum), suffix(key));
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
    case ConfigIssueCode::DeviceMissing:
        return tr("This machine has no CUDA device");
    }
    return QString::fromStdString(issue.message);
}

} // namespace weft
