#include "app/pages/weights_texts.h"

#include "widgets/util/format.h"

#include "core/base/utf8.h"

#include <QFileInfo>
#include <QStringList>

namespace weft {

namespace {

QString nameOf(const std::string& name)
{
    return QString::fromStdString(printableText(name));
}

QString shapeOf(const std::vector<std::int64_t>& shape)
{
    return QString::fromStdString(shapeText(shape)).replace(QLatin1Char('x'), QChar(0xD7));
}

/// A heading and so many lines under it; nothing where there is no line.
void addLines(QStringList& lines, const QString& heading, const QStringList& entries)
{
    constexpr int most = 200; // A hostile file may hold a hundred thousand.
    if (entries.isEmpty()) {
        return;
    }
    lines += QStringLiteral("%1 (%2)").arg(heading, Format::count(entries.size()));
    for (const auto& entry : entries.first(std::min<qsizetype>(most, entries.size()))) {
        lines += QStringLiteral("    ") + entry;
    }
    if (entries.size() > most) {
        lines += QStringLiteral("    …");
    }
}

QStringList entriesOf(const std::vector<NamedShape>& tensors)
{
    QStringList list;
    for (const auto& tensor : tensors) {
        list += QStringLiteral("%1  %2").arg(nameOf(tensor.name), shapeOf(tensor.shape));
    }
    return list;
}

} // namespace

QString WeightsTexts::summary(const WeightsReport& report)
{
    const auto source = QString::fromStdString(report.source);
    const auto name = QFileInfo(source).fileName();
    if (!report.fits()) {
        return tr("%1 (%2) does not fit this network: %3.")
            .arg(name, kind(report.kind), problem(report));
    }
    QStringList sentences{tr("The backbone begins with %1 tensors, %2 parameters, of %3 (%4).")
                              .arg(Format::count(static_cast<std::int64_t>(report.matched)),
                                   Format::magnitude(report.matchedParameters), name,
                                   kind(report.kind))};
    for (const auto& each : report.remarks) {
        sentences.append(remark(each));
    }
    return Format::sentences(sentences);
}

QString WeightsTexts::details(const WeightsReport& report)
{
    QStringList lines;
    addLines(lines, tr("Missing in the file"), entriesOf(report.missing));
    QStringList misfits;
    for (const auto& misfit : report.notFitting) {
        misfits += tr("%1  %2 instead of %3, %4")
                       .arg(nameOf(misfit.name), shapeOf(misfit.inFile), shapeOf(misfit.inNetwork),
                            nameOf(misfit.fileType));
    }
    addLines(lines, tr("Of another shape or type"), misfits);
    QStringList notFinite;
    for (const auto& name : report.notFinite) {
        notFinite += nameOf(name);
    }
    addLines(lines, tr("With infinite values or none"), notFinite);
    addLines(lines, tr("Unknown to the network"), entriesOf(report.surplus));
    addLines(lines, tr("Left out"), entriesOf(report.leftOut));
    return lines.join(QLatin1Char('\n'));
}

QString WeightsTexts::kind(WeightFileKind kind)
{
    switch (kind) {
    case WeightFileKind::Safetensors:
        return tr("safetensors");
    case WeightFileKind::TorchZip:
        return tr("PyTorch's zip format");
    case WeightFileKind::TorchLegacy:
        return tr("PyTorch's older format");
    case WeightFileKind::WeftRun:
        break;
    }
    return tr("a run of Weft");
}

QString WeightsTexts::remark(const WeightsRemark& remark)
{
    const auto name = nameOf(remark.name);
    const auto inFile = Format::count(remark.inFile);
    switch (remark.code) {
    case WeightsRemarkCode::WrapperOpened:
        return tr("They are the file's entry “%1”.").arg(name);
    case WeightsRemarkCode::EntriesSkipped:
        return tr("%1 entries that are no tensors are passed over.").arg(inFile);
    case WeightsRemarkCode::PrefixRemoved:
        return tr("The prefix “%1” of every name is left off.").arg(name);
    case WeightsRemarkCode::Converted:
        return tr("%1 tensors of type %2 become 32-bit floats.").arg(inFile, name);
    case WeightsRemarkCode::CountersMissing:
        return tr("The norms' counters of batches, which the file lacks, begin at 0.");
    case WeightsRemarkCode::ClassifierTaken:
        return tr("The classifier for %1 classes is taken as well.").arg(inFile);
    case WeightsRemarkCode::ClassifierReplaced:
        return tr("The classifier for %1 classes is replaced by one for %2.")
            .arg(inFile, Format::count(remark.inNetwork));
    case WeightsRemarkCode::DeepStem:
        return tr("The stem has several convolutions, as timm's resnet18d and the like have: that "
                  "is another network.");
    case WeightsRemarkCode::ClassifierLeftOut:
        return tr("The classifier for %1 classes is left out, for this network's reads something "
                  "else.")
            .arg(inFile);
    }
    return {};
}

QString WeightsTexts::problem(const WeightsReport& report)
{
    QStringList parts;
    const auto more = [](std::size_t count) {
        return count > 1 ? tr(" and %1 more").arg(count - 1) : QString();
    };
    if (!report.missing.empty()) {
        parts += tr("the file lacks %1%2")
                     .arg(nameOf(report.missing.front().name), more(report.missing.size()));
    }
    if (!report.notFitting.empty()) {
        const auto& first = report.notFitting.front();
        parts += tr("%1 is %2 instead of %3%4")
                     .arg(nameOf(first.name),
                          first.inFile == first.inNetwork ? nameOf(first.fileType)
                                                          : shapeOf(first.inFile),
                          shapeOf(first.inNetwork), more(report.notFitting.size()));
    }
    if (!report.surplus.empty()) {
        parts += tr("the network has no %1%2")
                     .arg(nameOf(report.surplus.front().name), more(report.surplus.size()));
    }
    if (!report.notFinite.empty()) {
        parts += tr("%1 holds values that are no numbers%2")
                     .arg(nameOf(report.notFinite.front()), more(report.notFinite.size()));
    }
    return parts.join(tr("; "));
}

} // namespace weft
