#include "app/session/cluster_settings.h"

#include "core/cluster/submission.h"

#include <QSettings>
#include <QStringList>

#include <algorithm>

namespace weft {

namespace {

const QString clusterGroup = QStringLiteral("cluster");
constexpr int mostOf = 4096; ///< Of what a damaged file may say.

QStringList toList(const std::vector<std::string>& words)
{
    QStringList list;
    for (const auto& word : words) {
        list.append(QString::fromStdString(word));
    }
    return list;
}

std::vector<std::string> fromList(const QStringList& list)
{
    std::vector<std::string> words;
    for (const auto& word : list) {
        words.push_back(word.toStdString());
    }
    return words;
}

} // namespace

ClusterPlace ClusterSettings::place(const QString& ownProgram, const QString& ownLibrary) const
{
    auto place = usualPlace(host.toStdString(), ownProgram.toStdString(), ownLibrary.toStdString());
    const auto take = [](std::string& field, const QString& text) {
        field = text.isEmpty() ? field : text.toStdString();
    };
    if (!host.isEmpty()) {
        take(place.program, program);
        take(place.folder, folder);
        take(place.library, library);
        take(place.libraryHere, libraryHere);
    }
    return place;
}

ClusterSettings loadClusterSettings()
{
    QSettings store;
    store.beginGroup(clusterGroup);
    const auto text = [&store](const char* key) {
        return store.value(QLatin1String(key)).toString();
    };
    const auto number = [&store](const char* key) {
        return std::clamp(store.value(QLatin1String(key), 1).toInt(), 1, mostOf);
    };
    ClusterSettings settings;
    auto& resources = settings.resources;
    resources.nodes = number("nodes");
    resources.tasksPerNode = number("tasks");
    resources.cpusPerTask = number("cpus");
    resources.time = store.value(QStringLiteral("time"), QString::fromStdString(resources.time))
                         .toString()
                         .toStdString();
    resources.partition = text("partition").toStdString();
    resources.account = text("account").toStdString();
    resources.modules = fromList(store.value(QStringLiteral("modules")).toStringList());
    resources.options = fromList(store.value(QStringLiteral("options")).toStringList());
    settings.host = text("host");
    settings.program = text("program");
    settings.folder = text("folder");
    settings.library = text("library");
    settings.libraryHere = text("libraryHere");
    settings.images = text("images");
    return settings;
}

void saveClusterSettings(const ClusterSettings& settings)
{
    QSettings store;
    store.beginGroup(clusterGroup);
    const auto& resources = settings.resources;
    store.setValue(QStringLiteral("nodes"), resources.nodes);
    store.setValue(QStringLiteral("tasks"), resources.tasksPerNode);
    store.setValue(QStringLiteral("cpus"), resources.cpusPerTask);
    store.setValue(QStringLiteral("time"), QString::fromStdString(resources.time));
    store.setValue(QStringLiteral("partition"), QString::fromStdString(resources.partition));
    store.setValue(QStringLiteral("account"), QString::fromStdString(resources.account));
    store.setValue(QStringLiteral("modules"), toList(resources.modules));
    store.setValue(QStringLiteral("options"), toList(resources.options));
    store.setValue(QStringLiteral("host"), settings.host);
    store.setValue(QStringLiteral("program"), settings.program);
    store.setValue(QStringLiteral("folder"), settings.folder);
    store.setValue(QStringLiteral("library"), settings.library);
    store.setValue(QStringLiteral("libraryHere"), settings.libraryHere);
    store.setValue(QStringLiteral("images"), settings.images);
}

} // namespace weft
