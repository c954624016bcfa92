#include "widgets/forms/key_texts.h"

namespace weft {

const QHash<QString, KeyText>& variationKeyTexts()
{
    static const QHash<QString, KeyText> texts{
        {"data.randaugment_ops",
         {QT_TRANSLATE_NOOP("weft::ConfigTexts", "RandAugment"),
          QT_TRANSLATE_NOOP("weft::ConfigTexts",
                            "Random operations on each training image (Cubuk et al. 2019): shear, "
                            "move, turn, brightness, colour, contrast, sharpness, posterise, "
                            "solarise, equalise. 2 is usual.")}},
        {"data.randaugment_magnitude",
         {QT_TRANSLATE_NOOP("weft::ConfigTexts", "RandAugment strength"),
          QT_TRANSLATE_NOOP("weft::ConfigTexts", "How strong the operations are; 9 is usual.")}},
        {"data.erasing",
         {QT_TRANSLATE_NOOP("weft::ConfigTexts", "Random erasing"),
          QT_TRANSLATE_NOOP("weft::ConfigTexts", "Probability that a rectangle of a training image "
                                                 "is erased (Zhong et al. 2017). 0.25 is usual.")}},
        {"train.mixup",
         {QT_TRANSLATE_NOOP("weft::ConfigTexts", "Mixup"),
          QT_TRANSLATE_NOOP("weft::ConfigTexts",
                            "Blends each image of a batch, and its label, with another one (Zhang "
                            "et al. 2017); the share is drawn from Beta(a, a) with this a. 0.2 is "
                            "usual, 0: none. Not while the backbone is frozen.")}},
        {"train.cutmix",
         {QT_TRANSLATE_NOOP("weft::ConfigTexts", "CutMix"),
          QT_TRANSLATE_NOOP(
              "weft::ConfigTexts",
              "Pastes a rectangle of another image of the batch; the label follows the area (Yun "
              "et al. 2019). Its size is drawn from Beta(a, a) with this a. 1 is usual, 0: none. "
              "With Mixup too, each batch has one of them.")}},
        {"train.balance",
         {QT_TRANSLATE_NOOP("weft::ConfigTexts", "Uneven classes"),
          QT_TRANSLATE_NOOP(
              "weft::ConfigTexts",
              "How rare classes are made up for. Class weights: each image's loss counts by the "
              "inverse of its class's frequency. Even sampling: each class is drawn equally often, "
              "its images more than once where they are few.")}},
    };
    return texts;
}

} // namespace weft
