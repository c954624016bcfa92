#include "app/pages/classify_work.h"

#include "app/pages/result_model.h"
#include "app/session/job.h"

#include "widgets/images/image_convert.h"

#include "core/data/image_files.h"

#include <QSet>

namespace weft {

namespace {

constexpr int shownClasses = 5;

PredictionRequest requestFor(const ClassifiedImage& image, int side)
{
    PredictionRequest request;
    request.topK = shownClasses;
    request.pictureSide = side;
    if (image.pasted.isNull()) {
        request.load = [file = image.file] { return readImage(file.toStdString()); };
    } else {
        request.load = [picture = image.pasted]() -> Result<Image> { return fromQImage(picture); };
    }
    return request;
}

} // namespace

ClassifyWork::ClassifyWork(ResultModel& results, QObject* parent)
    : QObject(parent)
    , m_results(results)
    , m_service(new PredictorService(this))
{
    connect(m_service, &PredictorService::replied, this, &ClassifyWork::takeReply);
    connect(m_service, &PredictorService::opened, this, [this](const OpenedPredictor& network) {
        m_opening = false;
        m_network = network;
        m_results.setClassNames(network.classNames);
        emit networkOpened(network);
    });
    connect(m_service, &PredictorService::openFailed, this, [this](const Error& error) {
        closeNetwork(error);
        emit networkFailed(error);
    });
}

void ClassifyWork::addFiles(const QStringList& files)
{
    std::vector<std::filesystem::path> paths;
    for (const auto& file : files) {
        paths.emplace_back(file.toStdString());
    }
    m_found = 0; // Where two searches run at once, the later one's progress is shown.
    auto* search = Job::run<std::vector<std::filesystem::path>>(
        this,
        [paths](const std::stop_token& stop, const ProgressCallback& report) {
            return expandImages(paths, stop, report);
        },
        [this](const std::vector<std::filesystem::path>& images) { takeFiles(images); });
    connect(search, &Job::progressed, this, [this](qint64 found) {
        m_found = found;
        emit changed();
    });
    connect(search, &Job::finished, this, [this, search] {
        if (m_search == search) {
            m_search.clear();
        }
        emit changed();
    });
    m_search = search;
    emit changed();
}

void ClassifyWork::takeFiles(const std::vector<std::filesystem::path>& files)
{
    QVector<ClassifiedImage> images;
    for (const auto& file : files) {
        ClassifiedImage image;
        image.file = QString::fromStdString(file.string());
        image.name = QString::fromStdString(file.filename().string());
        images.append(image);
    }
    if (images.isEmpty()) {
        emit nothingFound();
    }
    m_results.append(images);
    ask();
}

void ClassifyWork::addPicture(const QString& name, const QImage& picture)
{
    ClassifiedImage image;
    image.name = name;
    image.pasted = picture;
    m_results.append({image});
    ask();
}

void ClassifyWork::openNetwork(const QString& run, const NetworkChoice& choice)
{
    m_opening = true;
    m_network.reset();
    m_rows.clear();
    m_asked = 0;
    m_service->open(run, choice);
    m_results.setWaiting();
    ask();
}

void ClassifyWork::closeNetwork(const Error& reason)
{
    m_opening = false;
    m_network.reset();
    m_rows.clear();
    m_asked = 0;
    m_service->close();
    m_results.failWaiting(reason);
    emit changed();
}

void ClassifyWork::ask()
{
    if (!hasNetwork()) {
        emit networkWanted();
        emit changed();
        return;
    }
    const QSet<int> asked(m_rows.cbegin(), m_rows.cend());
    for (int row = 0; row < m_results.rowCount(); ++row) {
        if (m_results.image(row).state == ResultState::Waiting && !asked.contains(row)) {
            m_rows.insert(m_service->classify(requestFor(m_results.image(row), m_side)), row);
            ++m_asked;
        }
    }
    emit changed();
}

void ClassifyWork::takeReply(const PredictionReply& reply)
{
    const auto found = m_rows.constFind(reply.id);
    if (found == m_rows.constEnd()) {
        return;
    }
    const int row = *found;
    m_rows.erase(found);
    if (m_rows.isEmpty()) {
        m_asked = 0;
    }
    m_results.setReply(row, reply);
    emit answered(row);
    emit changed();
}

void ClassifyWork::cancel()
{
    for (auto* search : findChildren<Job*>()) {
        search->cancel();
    }
    m_search.clear();
    m_service->cancel();
    m_rows.clear();
    m_asked = 0;
    m_results.failWaiting({ErrorCode::Cancelled, {}, "cancelled before its turn"});
    emit changed();
}

void ClassifyWork::clear()
{
    cancel();
    m_results.clear();
    emit changed();
}

} // namespace weft
