#pragma once

#include "core/store/run_directory.h"

#include <QObject>
#include <QString>
#include <QThreadPool>

namespace weft {

/// A run that lies in the wastebasket.
struct TrashedRun
{
    QString original; ///< Where it was.
    QString trashed;  ///< Where it is.
};

/// Changes the library on disk without the window waiting: one change after another, in the order
/// asked for. Lives in the window's thread; its end waits for what has been asked.
class LibraryKeeper : public QObject
{
    Q_OBJECT
public:
    explicit LibraryKeeper(QObject* parent = nullptr);
    ~LibraryKeeper() override;

    void saveLabel(const QString& run, const RunLabel& label);
    /// Moves a run to the system's wastebasket. Refused where a process trains it.
    void moveToTrash(const QString& run);
    /// Brings a run back to where it was. Refused where something else is there now.
    void restore(const TrashedRun& run);

signals:
    void labelSaved(const QString& run);
    void trashed(const weft::TrashedRun& run);
    void restored(const QString& run);
    void failed(const weft::Error& error); ///< Nothing has been changed.

private:
    template <typename Work>
    void post(Work work);

    QThreadPool m_pool; ///< One thread.
};

} // namespace weft
