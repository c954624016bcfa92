#include "widgets/forms/key_texts.h"

#include <QCoreApplication>

namespace weft {

const QHash<QString, KeyText>& networkTexts()
{
    static const QHash<QString, KeyText> texts{
        {"model.backbone",
         {QT_TRANSLATE_NOOP("weft::ConfigTexts", "Backbone"),
          QT_TRANSLATE_NOOP(
              "weft::ConfigTexts",
              "The convolutional network that turns the image into a grid of features. ResNet-18 "
              "suits photographs, ResNet-20 small images; the CIFAR stem keeps more cells. "
              "ResNet-34 and ResNet-50 are deeper and slower, EfficientNet-B0 has few weights.")}},
        {"model.head",
         {QT_TRANSLATE_NOOP("weft::ConfigTexts", "Head"),
          QT_TRANSLATE_NOOP(
              "weft::ConfigTexts",
              "How the sequence becomes class scores. Attention (article, section 4.2) weighs the "
              "cells and shows where the network looks. Final states is the better-founded form "
              "of the article's last step (section 2.2.2). Global average pooling is the plain CNN "
              "without a BiLSTM.")}},
        {"model.grid",
         {QT_TRANSLATE_NOOP("weft::ConfigTexts", "Grid"),
          QT_TRANSLATE_NOOP("weft::ConfigTexts",
                            "Cells a side that the features are pooled to. The BiLSTM reads them "
                            "as one sequence, of 49 steps at the article's 7 × 7 (section 2.1) "
                            "and of 784 at 28 × 28.")}},
        {"model.order",
         {QT_TRANSLATE_NOOP("weft::ConfigTexts", "Reading order"),
          QT_TRANSLATE_NOOP(
              "weft::ConfigTexts",
              "In which order the BiLSTM reads the cells. The article reads row by row (section "
              "3.1). Forth and back and the Hilbert curve only step to a neighbouring cell. Rows "
              "and columns reads twice, by a BiLSTM for each, which doubles their weights.")}},
        {"model.layers",
         {QT_TRANSLATE_NOOP("weft::ConfigTexts", "BiLSTM layers"),
          QT_TRANSLATE_NOOP("weft::ConfigTexts", "Bidirectional LSTM layers, stacked.")}},
        {"model.hidden",
         {QT_TRANSLATE_NOOP("weft::ConfigTexts", "Hidden units"),
          QT_TRANSLATE_NOOP("weft::ConfigTexts", "Size of the LSTM's state in each direction.")}},
        {"model.attention_hidden",
         {QT_TRANSLATE_NOOP("weft::ConfigTexts", "Attention's hidden units"),
          QT_TRANSLATE_NOOP(
              "weft::ConfigTexts",
              "Units of a tanh layer that the attention head (article, section 4.2) scores each "
              "cell by, as in additive attention. None: a linear score, as the article prints "
              "it.")}},
        {"model.attention_heads",
         {QT_TRANSLATE_NOOP("weft::ConfigTexts", "Attention heads"),
          QT_TRANSLATE_NOOP(
              "weft::ConfigTexts",
              "How many times the attention head (article, section 4.2) weighs the cells, each "
              "time in its own way. The classifier reads all the weighted sums.")}},
        {"model.attention_temperature",
         {QT_TRANSLATE_NOOP("weft::ConfigTexts", "Attention's temperature"),
          QT_TRANSLATE_NOOP("weft::ConfigTexts",
                            "Divides the scores before the softmax of attention (article, section "
                            "4.2). Below 1 it settles on few cells, above 1 it spreads.")}},
        {"model.fusion",
         {QT_TRANSLATE_NOOP("weft::ConfigTexts", "Fusion of stages"),
          QT_TRANSLATE_NOOP(
              "weft::ConfigTexts",
              "Multi-scale features (article, section 4.2): the outputs of the backbone's last "
              "stages are pooled to the grid, projected to equally many channels, and concatenated "
              "or added. None: the last stage alone.")}},
        {"model.fusion_stages",
         {QT_TRANSLATE_NOOP("weft::ConfigTexts", "Fused stages"),
          QT_TRANSLATE_NOOP("weft::ConfigTexts",
                            "How many of the backbone's last stages are fused (article, section "
                            "4.2). Earlier stages see finer detail.")}},
        {"model.fusion_channels",
         {QT_TRANSLATE_NOOP("weft::ConfigTexts", "Channels a fused stage"),
          QT_TRANSLATE_NOOP("weft::ConfigTexts",
                            "Channels that each fused stage (article, section 4.2) is projected "
                            "to by a 1 × 1 convolution.")}},
        {"model.gap_hidden",
         {QT_TRANSLATE_NOOP("weft::ConfigTexts", "Hidden layer"),
          QT_TRANSLATE_NOOP("weft::ConfigTexts",
                            "Units of a layer between the pooled features and the classifier of a "
                            "plain CNN. It gives a baseline as many parameters as a BiLSTM has, so "
                            "that a comparison is fair (article, section 4.1).")}},
        {"model.dropout",
         {QT_TRANSLATE_NOOP("weft::ConfigTexts", "Dropout"),
          QT_TRANSLATE_NOOP("weft::ConfigTexts",
                            "Share of values set to zero while training, between BiLSTM layers "
                            "and before the classifier.")}},
        {"model.stochastic_depth",
         {QT_TRANSLATE_NOOP("weft::ConfigTexts", "Stochastic depth"),
          QT_TRANSLATE_NOOP("weft::ConfigTexts",
                            "Probability that training leaves a block of the backbone away for an "
                            "image: nearly this for the last one, evenly less for those before it. "
                            "0.2 is usual for EfficientNet. Above 0, training is slower.")}},
        {"model.weights",
         {QT_TRANSLATE_NOOP("weft::ConfigTexts", "First weights"),
          QT_TRANSLATE_NOOP("weft::ConfigTexts",
                            "A run of Weft, a PyTorch state_dict (.pth) or a .safetensors file "
                            "whose backbone this run begins with. The BiLSTM begins anew, and so "
                            "does the classifier unless it fits a plain CNN. Empty: random "
                            "weights.")}},
        {"model.widths",
         {QT_TRANSLATE_NOOP("weft::ConfigTexts", "Pruned widths"),
          QT_TRANSLATE_NOOP("weft::ConfigTexts",
                            "Channels within each block of a network that has been pruned. "
                            "Choosing a backbone brings its own back.")}},
    };
    return texts;
}

} // namespace weft
