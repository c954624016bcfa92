#include "core/base/csv.h"
#include "core/base/temporary_folder.h"
#include "core/deploy/export_places.h"
#include "core/deploy/export_stopped.h"
#include "core/deploy/pending_file.h"
#include "core/deploy/table_files.h"
#include "core/deploy/tables_p.h"

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <system_error>

namespace weft {

namespace {

namespace fs = std::filesystem;

/// Written at once; the predictions of a large set do not have to fit the memory.
constexpr std::size_t bufferBytes = 1 << 20;

std::string wholeNumber(std::int64_t number)
{
    return std::to_string(number);
}

/// A table that grows line by line.
class TableFile
{
public:
    static Result<TableFile> beside(const fs::path& file, const std::stop_token& stop)
    {
        auto temporary = TemporaryFile::beside(file);
        return temporary ? Result<TableFile>(TableFile(std::move(*temporary), stop))
                         : temporary.error();
    }

    Result<void> add(const std::vector<std::string>& fields)
    {
        if (m_stop.stop_requested()) {
            return exportStopped();
        }
        m_buffer += csvLine(fields);
        return m_buffer.size() < bufferBytes ? Result<void>() : flush();
    }

    Result<void> flush()
    {
        const std::string_view piece = m_buffer;
        auto written = m_file.write(std::span(&piece, 1));
        m_bytes += piece.size();
        m_buffer.clear();
        return written;
    }

    [[nodiscard]] TemporaryFile& file() { return m_file; }
    [[nodiscard]] std::uint64_t bytes() const { return m_bytes; }

private:
    TableFile(TemporaryFile file, std::stop_token stop)
        : m_file(std::move(file))
        , m_stop(std::move(stop))
    {
    }

    TemporaryFile m_file;
    std::stop_token m_stop;
    std::string m_buffer;
    std::uint64_t m_bytes = 0;
};

ConfusionMatrix confusionOf(const ProofImages& images)
{
    ConfusionMatrix confusion(static_cast<int>(images.classes));
    for (std::size_t i = 0; i < images.read.size(); ++i) {
        if (images.read[i]) {
            confusion.add(images.images->label(i), static_cast<int>(bestClass(images.scoresOf(i))));
        }
    }
    return confusion;
}

/// Rows are true classes.
Result<void> addConfusion(TableFile& table, const TableSources& sources)
{
    const auto confusion = confusionOf(sources.images);
    const auto& names = sources.record.classNames;
    std::vector<std::string> row{"true class"};
    row.insert(row.end(), names.begin(), names.end());
    auto added = table.add(row);
    for (int truth = 0; truth < confusion.classes() && added; ++truth) {
        row = {names.at(static_cast<std::size_t>(truth))};
        for (int predicted = 0; predicted < confusion.classes(); ++predicted) {
            row.push_back(wholeNumber(confusion.at(truth, predicted)));
        }
        added = table.add(row);
    }
    return added;
}

Result<void> addClasses(TableFile& table, const TableSources& sources)
{
    auto added = table.add({"class", "precision", "recall", "f1", "images"});
    const auto scores = confusionOf(sources.images).perClass();
    for (std::size_t i = 0; i < scores.size() && added; ++i) {
        added = table.add({sources.record.classNames.at(i), csvNumber(scores[i].precision),
                           csvNumber(scores[i].recall), csvNumber(scores[i].f1),
                           wholeNumber(scores[i].support)});
    }
    return added;
}

Result<void> addEpochs(TableFile& table, const TableSources& sources)
{
    auto added = table.add({"epoch", "step", "train_loss", "train_accuracy", "val_loss",
                            "val_accuracy", "val_top5", "seconds", "images_per_second"});
    for (const auto& epoch : sources.history.epochs) {
        if (added) {
            added = table.add({wholeNumber(epoch.epoch), wholeNumber(epoch.step),
                               csvNumber(epoch.trainLoss), csvNumber(epoch.trainAccuracy),
                               csvNumber(epoch.valLoss), csvNumber(epoch.valTop1),
                               csvNumber(epoch.valTop5), csvNumber(epoch.seconds),
                               csvNumber(epoch.imagesPerSecond)});
        }
    }
    return added;
}

Result<void> addSteps(TableFile& table, const TableSources& sources)
{
    auto added = table.add({"step", "epoch", "epoch_position", "loss", "running_accuracy",
                            "learning_rate", "gradient_norm", "images_per_second"});
    for (const auto& step : sources.history.steps) {
        if (added) {
            added = table.add({wholeNumber(step.step), wholeNumber(step.epoch),
                               csvNumber(step.epochPosition), csvNumber(step.loss),
                               csvNumber(step.runningAccuracy), csvNumber(step.learningRate),
                               csvNumber(step.gradientNorm), csvNumber(step.imagesPerSecond)});
        }
    }
    return added;
}

/// An image that cannot be read any more has its name and class only.
Result<void> addPredictions(TableFile& table, const TableSources& sources)
{
    const auto& names = sources.record.classNames;
    const auto& images = sources.images;
    std::vector<std::string> row{"index", "image", "class", "predicted", "probability"};
    for (const auto& name : names) {
        row.push_back("p(" + name + ")");
    }
    auto added = table.add(row);
    for (std::size_t i = 0; i < images.read.size() && added; ++i) {
        const auto label = static_cast<std::size_t>(images.images->label(i));
        row = {std::to_string(i), images.images->name(i), names.at(label)};
        if (images.read[i]) {
            const auto probabilities = probabilitiesOf(images.scoresOf(i));
            const auto best = bestClass(images.scoresOf(i));
            row.push_back(names.at(best));
            row.push_back(csvNumber(probabilities[best]));
            for (const float probability : probabilities) {
                row.push_back(csvNumber(probability));
            }
        }
        row.resize(5 + names.size());
        added = table.add(row);
    }
    return added;
}

/// What fills the files, in their order.
constexpr std::array<Result<void> (*)(TableFile&, const TableSources&), tableFiles.size()> fillers{
    addConfusion, addClasses, addEpochs, addSteps, addPredictions};

Result<void> writeInto(const fs::path& folder, const TableSources& sources,
                       const std::stop_token& stop, bool replace, ExportedFile& exported)
{
    std::vector<TableFile> written;
    for (std::size_t i = 0; i < tableFiles.size(); ++i) {
        auto file = TableFile::beside(folder / tableFiles[i], stop);
        if (!file) {
            return file.error();
        }
        auto filled = fillers[i](*file, sources);
        if (filled) {
            filled = file->flush();
        }
        if (!filled) {
            return filled;
        }
        exported.bytes += file->bytes();
        written.push_back(std::move(*file));
    }
    std::vector<TemporaryFile*> files;
    for (auto& file : written) {
        files.push_back(&file.file());
    }
    return keepAll(files, replace, exported.files);
}

} // namespace

Result<void> writeTables(const TableSources& sources, const std::stop_token& stop,
                         ExportedFile& exported)
{
    const auto& folder = exported.target.file;
    std::error_code ignored;
    if (fs::exists(folder, ignored)) {
        return writeInto(folder, sources, stop, exported.target.replace, exported);
    }
    auto fresh = TemporaryFolder::beside(folder);
    if (!fresh) {
        return fresh.error();
    }
    auto done = writeInto(fresh->path(), sources, stop, false, exported);
    exported.files.clear(); // They have their names when the folder has.
    if (!done) {
        auto error = done.error();
        if (!error.subject.empty()) { // The temporary folder's name tells a person nothing.
            const fs::path subject(error.subject);
            error.subject =
                (subject == fresh->path() ? folder : folder / subject.filename()).string();
        }
        return error;
    }
    done = fresh->keep();
    if (done) {
        exported.files = filesOf(exported.target);
    } else if (fresh->path().empty()) { // It has its name, and may not be durable.
        fs::remove_all(folder, ignored);
    }
    return done;
}

} // namespace weft
