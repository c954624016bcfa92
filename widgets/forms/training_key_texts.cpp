#include "widgets/forms/key_texts.h"

namespace weft {

const QHash<QString, KeyText>& trainingKeyTexts()
{
    static const QHash<QString, KeyText> texts{
        {"train.processes",
         {QT_TRANSLATE_NOOP("weft::ConfigTexts", "Processes"),
          QT_TRANSLATE_NOOP(
              "weft::ConfigTexts",
              "Processes of this machine that train together, each with the batch given above and "
              "its part of the cores; a step takes the images of all of them. Measure tells "
              "whether that is quicker than one process with more threads. On a cluster, the "
              "launcher says how many there are.")}},
        {"train.lr_scaling",
         {QT_TRANSLATE_NOOP("weft::ConfigTexts", "Rate by processes"),
          QT_TRANSLATE_NOOP(
              "weft::ConfigTexts",
              "How the learning rate follows the number of processes, whose batches make one step: "
              "linear multiplies it by the number (Goyal et al. 2017), sqrt by its square "
              "root (Krizhevsky 2014).")}},
        {"train.sync_norms",
         {QT_TRANSLATE_NOOP("weft::ConfigTexts", "Synchronise norms"),
          QT_TRANSLATE_NOOP(
              "weft::ConfigTexts",
              "Batch norms go by the images of all processes, as one process with the whole batch "
              "would, at the price of an exchange in each of them. For small batches.")}},
        {"train.warmup_epochs",
         {QT_TRANSLATE_NOOP("weft::ConfigTexts", "Warm-up epochs"),
          QT_TRANSLATE_NOOP(
              "weft::ConfigTexts",
              "Epochs over which the rate rises linearly to what the schedule asks for; parts of "
              "an epoch count. The schedule itself runs from the first step on. 0: none.")}},
        {"train.step_epochs",
         {QT_TRANSLATE_NOOP("weft::ConfigTexts", "Fall every"),
          QT_TRANSLATE_NOOP("weft::ConfigTexts", "Epochs between two falls of the rate.")}},
        {"train.step_factor",
         {QT_TRANSLATE_NOOP("weft::ConfigTexts", "Factor of a fall"),
          QT_TRANSLATE_NOOP("weft::ConfigTexts", "What the rate is multiplied by at each fall.")}},
        {"train.restart_epochs",
         {QT_TRANSLATE_NOOP("weft::ConfigTexts", "First period"),
          QT_TRANSLATE_NOOP("weft::ConfigTexts", "Epochs of the first cosine (T_0); then the rate "
                                                 "jumps back up and a new one begins.")}},
        {"train.restart_growth",
         {QT_TRANSLATE_NOOP("weft::ConfigTexts", "Growth of periods"),
          QT_TRANSLATE_NOOP("weft::ConfigTexts",
                            "Each period is so many times as long as the one before (T_mult).")}},
        {"train.unfreeze_epoch",
         {QT_TRANSLATE_NOOP("weft::ConfigTexts", "Unfreeze in epoch"),
          QT_TRANSLATE_NOOP(
              "weft::ConfigTexts",
              "The first epoch that trains the frozen backbone too. Until then its features are "
              "used, and kept, as without it. Never: it stays frozen.")}},
        {"train.backbone_rate",
         {QT_TRANSLATE_NOOP("weft::ConfigTexts", "Backbone's rate"),
          QT_TRANSLATE_NOOP("weft::ConfigTexts",
                            "Factor of the learning rate for the backbone. 0.1 is usual where it "
                            "begins with learned weights; at 0 only its norms' statistics move.")}},
        {"train.freeze_norms",
         {QT_TRANSLATE_NOOP("weft::ConfigTexts", "Freeze norms"),
          QT_TRANSLATE_NOOP("weft::ConfigTexts",
                            "The backbone's batch norms normalise by the running statistics that "
                            "they begin with, which do not move, though weights train. For small "
                            "batches and learned weights.")}},
        {"train.teacher",
         {QT_TRANSLATE_NOOP("weft::ConfigTexts", "Teacher"),
          QT_TRANSLATE_NOOP(
              "weft::ConfigTexts",
              "The folder of a trained run whose answers are learnt from beside the labels "
              "(knowledge distillation, article, section 4.2): a large network teaches a small "
              "one. It has the same classes and image size. A checkpoint's file, or an exported "
              ".safetensors file, can be named as well.")}},
        {"train.distillation",
         {QT_TRANSLATE_NOOP("weft::ConfigTexts", "Teacher's share"),
          QT_TRANSLATE_NOOP(
              "weft::ConfigTexts",
              "Share of the teacher's answers in the loss (article, section 4.2); the rest "
              "is the labels'. At 1 the labels do not count.")}},
        {"train.temperature",
         {QT_TRANSLATE_NOOP("weft::ConfigTexts", "Temperature"),
          QT_TRANSLATE_NOOP(
              "weft::ConfigTexts",
              "Divides the scores of both networks before they are compared (article, section "
              "4.2). Above 1, what the teacher thinks of the other classes counts more; 2 to 5 are "
              "usual.")}},
        {"train.ema_decay",
         {QT_TRANSLATE_NOOP("weft::ConfigTexts", "Weight averaging"),
          QT_TRANSLATE_NOOP("weft::ConfigTexts",
                            "Decay of an exponential average of the weights over the steps, which "
                            "is what is validated, kept as the best and used afterwards. 0.999 is "
                            "usual; the first steps count less. 0: none.")}},
        {"train.patience",
         {QT_TRANSLATE_NOOP("weft::ConfigTexts", "Patience"),
          QT_TRANSLATE_NOOP(
              "weft::ConfigTexts",
              "The run ends after so many epochs without a better validation accuracy.")}},
        {"train.accumulate",
         {QT_TRANSLATE_NOOP("weft::ConfigTexts", "Accumulate"),
          QT_TRANSLATE_NOOP("weft::ConfigTexts",
                            "Batches whose gradients make one step of the optimiser, as one batch "
                            "that is so many times larger would; norms still see single batches. "
                            "The schedule counts batches.")}},
    };
    return texts;
}

} // namespace weft
