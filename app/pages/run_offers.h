#pragma once

#include "widgets/forms/path_offer.h"

#include <QObject>
#include <QPointer>
#include <QString>

namespace weft {

class Job;
class Workbench;

/// The library's finished runs, for fields that name one.
class RunOffers : public QObject
{
    Q_OBJECT
public:
    explicit RunOffers(Workbench& workbench, QObject* parent = nullptr);

    void refresh(); ///< Reads the library in the background; listed() follows.

signals:
    /// Newest first, and the library's folder. A library that cannot be read offers nothing; Runs
    /// says why.
    void listed(const QVector<weft::PathOffer>& offers, const QString& folder);

private:
    Workbench& m_workbench;
    QPointer<Job> m_job;
};

} // namespace weft
