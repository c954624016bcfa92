#pragma once

#include "tests/support/tiny_run.h"
#include "tests/support/window_driver.h"

#include "app/main_window.h"
#include "app/pages/export_page.h"
#include "app/session/workbench.h"
#include "app/window/language.h"

#include "widgets/util/message_bar.h"
#include "widgets/util/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QFile>
#include <QLabel>
#include <QPushButton>
#include <QSettings>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <memory>

namespace weft::testing {

constexpr int patience = 60'000; ///< Milliseconds, on a busy machine.

inline QByteArray contentOf(const QString& file)
{
    QFile opened(file);
    return opened.open(QIODevice::ReadOnly) ? opened.readAll() : QByteArray();
}

inline void write(const QString& file, const QByteArray& content)
{
    QFile opened(file);
    QVERIFY(opened.open(QIODevice::WriteOnly));
    opened.write(content);
}

/// The real window with two runs in its library, for tests of how they leave it.
class ExportWindow
{
protected:
    /// Trains the runs, once a test program.
    void trainRuns(const QString& program)
    {
        QCoreApplication::setOrganizationName(QStringLiteral("WeftTest"));
        QCoreApplication::setApplicationName(program);
        applyTheme(*qApp, true);
        m_root = m_folder.path().toStdString();
        QVERIFY(samples::makeColourFolder(m_root / "colours"));
        for (const auto& [name, head] :
             {std::pair{"colours one", Head::Attention}, std::pair{"plain", Head::Mean}}) {
            const auto run = samples::trainTinyRun(m_root / "colours", m_root / "runs", name, head);
            QVERIFY2(run.ok(), run.ok() ? "" : toString(run.error()).c_str());
            m_runs.append(QString::fromStdString(run->string()));
        }
    }

    void showWindow()
    {
        QSettings().clear();
        QSettings().setValue(QStringLiteral("language"), static_cast<int>(LanguageChoice::English));
        m_out = std::make_unique<QTemporaryDir>();
        m_workbench = std::make_unique<Workbench>();
        m_workbench->settings().setLibraryFolder(
            QString::fromStdString((m_root / "runs").string()));
        m_workbench->settings().setExportFolder(m_out->path());
        m_language = std::make_unique<Language>(m_workbench->settings());
        m_window = std::make_unique<MainWindow>(*m_workbench);
        m_window->resize(1280, 800);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    }

    void closeWindow()
    {
        m_window.reset();
        m_language.reset();
        m_workbench.reset();
    }

    template <typename T>
    T* find(const char* name)
    {
        return need<T>(*m_window, name);
    }

    [[nodiscard]] ExportPage* exportPage() const { return m_window->findChild<ExportPage*>(); }
    [[nodiscard]] QComboBox* page(const char* name) const
    {
        return need<QComboBox>(*exportPage(), name);
    }
    QString text(const char* name) { return find<QLabel>(name)->text(); }
    QString message() { return find<MessageBar>("messageBar")->text(); }
    [[nodiscard]] QString out(const char* name) const { return m_out->filePath(name); }

    QString cell(int row, int column)
    {
        return find<QTableView>("exportTable")->model()->index(row, column).data().toString();
    }

    void open(const QString& run)
    {
        m_workbench->exportRun(run);
        QTRY_VERIFY_WITH_TIMEOUT(
            QDir::cleanPath(page("runCombo")->currentData().toString()) == QDir::cleanPath(run) &&
                need<QLabel>(*exportPage(), "networkFacts")->text().contains('%'),
            patience);
    }

    /// These forms and no others.
    void tick(const QStringList& forms)
    {
        for (const auto format : {"onnx", "onnx-int8", "onnx-int8-calibrated", "safetensors",
                                  "torchscript", "tables", "report"}) {
            auto* const box = find<QCheckBox>(("export-" + std::string(format)).c_str());
            if (box->isChecked() != forms.contains(QLatin1String(format))) {
                QTest::keyClick(box, Qt::Key_Space);
            }
        }
    }

    void exportAll()
    {
        auto* const button = find<QPushButton>("exportButton");
        QTRY_VERIFY_WITH_TIMEOUT(button->isEnabled(), patience);
        click(button);
        auto* const cancel = find<QPushButton>("cancelExportButton");
        QTRY_VERIFY_WITH_TIMEOUT(!cancel->isVisible(), patience);
    }

    QTemporaryDir m_folder;
    std::filesystem::path m_root;
    QStringList m_runs;
    std::unique_ptr<QTemporaryDir> m_out;
    std::unique_ptr<Workbench> m_workbench;
    std::unique_ptr<Language> m_language;
    std::unique_ptr<MainWindow> m_window;
};

} // namespace weft::testing
