#pragma once

#include "tests/support/fake_slurm.h"
#include "tests/support/window_driver.h"

#include "app/main_window.h"
#include "app/window/language.h"

#include "widgets/runs/job_table_model.h"
#include "widgets/util/message_bar.h"
#include "widgets/util/theme.h"

#include "core/config/presets.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSettings>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

namespace weft::testing {

/// The real window with the page Cluster, and a Slurm that the test plays.
class ClusterWindow
{
protected:
    void prepare(const char* application)
    {
        QCoreApplication::setOrganizationName(QStringLiteral("WeftTest"));
        QCoreApplication::setApplicationName(QLatin1String(application));
        applyTheme(*qApp, true);
        auto digits = openDataSource("builtin:digits");
        QVERIFY(digits.ok());
        m_digits = std::make_shared<const DataSource>(std::move(*digits));
    }

    void begin()
    {
        QSettings().clear();
        QSettings().setValue(QStringLiteral("language"), static_cast<int>(LanguageChoice::English));
        m_slurm = std::make_unique<FakeSlurm>();
        m_library = std::make_unique<QTemporaryDir>();
        openWindow();
    }
    void end()
    {
        closeWindow();
        m_slurm.reset();
    }

    void openWindow()
    {
        m_workbench = std::make_unique<Workbench>();
        m_workbench->settings().setLibraryFolder(m_library->path());
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

    /// With images and a configuration, as a person comes here.
    void showPage()
    {
        m_workbench->setData(m_digits);
        auto config = *presetConfig("quick");
        config.data.flip = false;
        m_workbench->setDraft(config);
        m_window->showPage(PageId::Cluster);
        QTRY_VERIFY(!find<QLineEdit>("clusterName")->text().isEmpty());
    }

    void submit()
    {
        QTRY_VERIFY(submitButton()->isEnabled());
        click(submitButton());
        QTRY_VERIFY(!hint().contains("Submitting"));
    }
    void refresh() { click(find<QPushButton>("clusterRefreshButton")); }

    /// The run that the job of this row would have made; returns its directory.
    [[nodiscard]] QString makeRun(int row) const
    {
        auto run = table()->model()->index(row, 0).data(Qt::ToolTipRole).toString();
        QDir().mkpath(run);
        QFile record(run + "/run.json");
        record.open(QIODevice::WriteOnly);
        return run;
    }

    void choose(int row)
    {
        QTest::mouseClick(table()->viewport(), Qt::LeftButton, {},
                          table()->visualRect(table()->model()->index(row, 0)).center());
    }
    /// The number of the job whose row is highlighted.
    [[nodiscard]] QString chosenJob() const
    {
        const auto rows = table()->selectionModel()->selectedRows(JobTableModel::JobColumn);
        return rows.isEmpty() ? QString() : rows.first().data().toString();
    }

    void type(const char* field, const QString& text)
    {
        auto* const edit = find<QLineEdit>(field);
        edit->setFocus();
        edit->selectAll();
        QTest::keyClick(edit, Qt::Key_Delete);
        QTest::keyClicks(edit, text);
    }

    template <typename T>
    [[nodiscard]] T* find(const char* name) const
    {
        return need<T>(*m_window, name);
    }
    [[nodiscard]] QPushButton* submitButton() const
    {
        return find<QPushButton>("clusterSubmitButton");
    }
    [[nodiscard]] QString hint() const { return find<QLabel>("clusterHint")->text(); }
    [[nodiscard]] QString script() const
    {
        return find<QPlainTextEdit>("clusterScript")->toPlainText();
    }
    [[nodiscard]] QTableView* table() const { return find<QTableView>("clusterTable"); }
    [[nodiscard]] int rows() const { return table()->model()->rowCount(); }
    [[nodiscard]] QString cell(int row, int column) const
    {
        return table()->model()->index(row, column).data().toString();
    }
    [[nodiscard]] QString message() const { return m_window->findChild<MessageBar*>()->text(); }

    std::shared_ptr<const DataSource> m_digits;
    std::unique_ptr<FakeSlurm> m_slurm;
    std::unique_ptr<QTemporaryDir> m_library;
    std::unique_ptr<Workbench> m_workbench;
    std::unique_ptr<Language> m_language;
    std::unique_ptr<MainWindow> m_window;
};

} // namespace weft::testing
