#pragma once

#include "tests/support/tiny_run.h"

#include "app/pages/compare/plan_card.h"
#include "app/pages/compare_page.h"
#include "app/session/workbench.h"

#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QObject>
#include <QPushButton>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

namespace weft::test {

inline constexpr int patience = 180'000; ///< Milliseconds, for small trainings on a busy machine.

inline RunConfig tinyConfig(Head head, int epochs = 1)
{
    auto config = *presetConfig("quick");
    config.data.size = 16;
    config.model.head = head;
    config.model.grid = 4;
    config.model.hidden = 8;
    config.train.epochs = epochs;
    config.train.batch = 8;
    config.train.watched = 2;
    config.train.threads = 1;
    return config;
}

/// The base of tests of the page, with a window's workbench, images and a library of their own.
class ComparePageBench : public QObject
{
protected:
    void prepareImages() ///< Before the first test.
    {
        QVERIFY(samples::makeColourFolder(m_folder.filePath("images").toStdString()));
        auto data = openDataSource(m_folder.filePath("images").toStdString());
        QVERIFY(data.ok());
        m_data = std::make_shared<const DataSource>(std::move(*data));
    }

    void openPage() ///< Before each test.
    {
        m_library = std::make_unique<QTemporaryDir>();
        m_workbench = std::make_unique<Workbench>();
        m_workbench->settings().setLibraryFolder(m_library->path());
        m_page = std::make_unique<ComparePage>(*m_workbench);
        m_page->resize(1190, 730);
        m_page->show();
    }

    void closePage()
    {
        m_page.reset();
        m_workbench.reset();
    }

    RunConfig withData(Head head)
    {
        auto config = tinyConfig(head);
        config.data.source = m_data->location;
        return config;
    }

    void add(const RunConfig& config)
    {
        m_workbench->setDraft(config);
        button("compareAddButton")->click();
    }

    [[nodiscard]] QPushButton* button(const char* name) const
    {
        return m_page->findChild<QPushButton*>(QLatin1String(name));
    }
    [[nodiscard]] QLabel* label(const char* name) const
    {
        return m_page->findChild<QLabel*>(QLatin1String(name));
    }
    [[nodiscard]] QLineEdit* title() const { return m_page->findChild<QLineEdit*>("compareTitle"); }
    [[nodiscard]] QListWidget* list() const
    {
        return m_page->findChild<QListWidget*>("compareList");
    }
    [[nodiscard]] QSpinBox* seeds() const { return m_page->findChild<QSpinBox*>("compareSeeds"); }
    [[nodiscard]] QString runsText() const { return label("compareRuns")->text(); }
    [[nodiscard]] ComparisonPlan plan() const { return m_page->findChild<PlanCard*>()->plan(); }

    QTemporaryDir m_folder;
    std::shared_ptr<const DataSource> m_data;
    std::unique_ptr<QTemporaryDir> m_library;
    std::unique_ptr<Workbench> m_workbench;
    std::unique_ptr<ComparePage> m_page;
};

} // namespace weft::test
