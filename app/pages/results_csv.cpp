#include "app/pages/results_csv.h"

#include "app/pages/result_model.h"

#include "widgets/util/csv.h"

namespace weft {

namespace {

QStringList fieldsOf(const ClassifiedImage& image, const ResultModel& results)
{
    const auto& top = image.classification.top;
    QStringList fields{image.file.isEmpty() ? image.name : image.file};
    for (std::size_t place = 0; place < 2; ++place) {
        const bool known = image.state == ResultState::Done && place < top.size();
        fields.append(known ? results.className(top[place].index) : QString());
        fields.append(known ? CsvTable::number(static_cast<double>(top[place].probability))
                            : QString());
    }
    fields.append(image.state == ResultState::Done
                      ? CsvTable::number(image.classification.milliseconds)
                      : QString());
    fields.append(image.state == ResultState::Failed ? QString::fromStdString(image.error.reason)
                                                     : QString());
    return fields;
}

} // namespace

QByteArray resultsCsv(const ResultModel& results, const QString& runName, const QString& checkpoint)
{
    CsvTable table({QStringLiteral("file"), QStringLiteral("class"), QStringLiteral("probability"),
                    QStringLiteral("second_class"), QStringLiteral("second_probability"),
                    QStringLiteral("milliseconds"), QStringLiteral("error"), QStringLiteral("run"),
                    QStringLiteral("checkpoint")});
    for (int row = 0; row < results.rowCount(); ++row) {
        table.addRow(fieldsOf(results.image(row), results) + QStringList{runName, checkpoint});
    }
    return table.bytes();
}

} // namespace weft
