#include "app/session/known_weights.h"

#include <QDir>
#include <QStandardPaths>

namespace weft {

namespace {

/// Names, sizes and SHA-256 as torchvision's weights API gives and PyTorch's server serves them;
/// a name holds the first eight digits of its file's SHA-256.
struct Published
{
    Backbone backbone;
    const char* title;
    const char* name;
    qint64 bytes;
    const char* sha256;
};

constexpr Published published[] = {
    {Backbone::ResNet18, "ImageNet-1K V1", "resnet18-f37072fd.pth", 46'830'571,
     "f37072fd47e89c5e827621c5baffa7500819f7896bbacec160b1a16c560e07ec"},
    {Backbone::ResNet34, "ImageNet-1K V1", "resnet34-b627a593.pth", 87'319'819,
     "b627a593bcbe140c234610266fe4f8ae95ea42fc881d091c9b6052e6b1d0590f"},
    {Backbone::ResNet50, "ImageNet-1K V2", "resnet50-11ad3fa6.pth", 102'540'417,
     "11ad3fa62ca79e40addfd354a8ec4b7c75143b3038b8d2a807fbc68deab379ca"},
    {Backbone::ResNet50, "ImageNet-1K V1", "resnet50-0676ba61.pth", 102'530'333,
     "0676ba61b6795bbe1773cffd859882e5e297624d384b6993f7c9e683e722fb8a"},
    {Backbone::EfficientNetB0, "ImageNet-1K V1", "efficientnet_b0_rwightman-7f5810bc.pth",
     21'444'401, "7f5810bc96def8f7552d5b7e68d53c4786f81167d28291b21c0d90e1fca14934"},
};

QString serverFolder()
{
    const auto mirror = qEnvironmentVariable("WEFT_WEIGHTS_URL");
    const auto folder =
        mirror.isEmpty() ? QStringLiteral("https://download.pytorch.org/models/") : mirror;
    return folder.endsWith(QLatin1Char('/')) ? folder : folder + QLatin1Char('/');
}

} // namespace

QVector<KnownWeights> knownWeights()
{
    QVector<KnownWeights> list;
    const auto folder = serverFolder();
    for (const auto& weights : published) {
        const auto name = QString::fromLatin1(weights.name);
        list.append({weights.backbone, QString::fromLatin1(weights.title), QUrl(folder + name),
                     name, weights.bytes, QByteArray(weights.sha256)});
    }
    return list;
}

QString weightsFolder()
{
    return QDir(QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation))
        .filePath(QStringLiteral("weft/weights"));
}

} // namespace weft
