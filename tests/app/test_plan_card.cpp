#include "tests/app/compare_page_support.h"
#include "tests/support/screenshot.h"

#include "app/window/language.h"

#include "core/compare/comparison.h"

#include <QComboBox>

#include <numeric>

using namespace weft;
using namespace weft::test;

/// What is to be compared, set up by real clicks.
class TestPlanCard : public ComparePageBench
{
    Q_OBJECT
private slots:
    void initTestCase() { prepareImages(); }
    void init() { openPage(); }
    void cleanup() { closePage(); }

    void itSaysWhatIsMissing()
    {
        QVERIFY(!button("compareStartButton")->isEnabled());
        QVERIFY(runsText().contains("Data"));
        m_workbench->setData(m_data);
        QVERIFY(runsText().contains("two configurations"));
        add(tinyConfig(Head::Attention));
        QVERIFY(!button("compareStartButton")->isEnabled());
        add(tinyConfig(Head::Mean));
        QVERIFY(!button("compareStartButton")->isEnabled()); // No title.
        title()->setText("Heads");
        QVERIFY(button("compareStartButton")->isEnabled());
        QVERIFY2(runsText().startsWith("6 runs"), qPrintable(runsText()));
        seeds()->setValue(2);
        QVERIFY(runsText().startsWith("4 runs"));
        saveScreenshots(*m_page, "compare-plan");
    }

    void configurationsAreRenamedAndRemoved()
    {
        m_workbench->setData(m_data);
        add(tinyConfig(Head::Mean));
        add(tinyConfig(Head::Mean));
        QCOMPARE(list()->count(), 2);
        QVERIFY(list()->item(0)->text() != list()->item(1)->text()); // Names are told apart.
        list()->item(1)->setText("Second");
        QCOMPARE(plan().configs[1].name, std::string("Second"));
        list()->item(0)->setText("Second"); // Taken.
        QCOMPARE(plan().configs[0].name, std::string("Second (2)"));
        list()->item(0)->setText("  ");
        QCOMPARE(list()->item(0)->text(), QStringLiteral("Second (2)"));
        list()->setCurrentRow(0);
        button("compareRemoveButton")->click();
        QCOMPARE(list()->count(), 1);
        QCOMPARE(plan().configs[0].name, std::string("Second"));
    }

    void theReadyMadeComparisonHasNamesInTheWindowsLanguage()
    {
        const Language language(m_workbench->settings());
        m_workbench->settings().setLanguage(LanguageChoice::Chinese);
        m_workbench->setData(m_data);
        m_workbench->setDraft(tinyConfig(Head::Attention));
        button("compareReadyButton")->click();
        const auto english = cnnAgainstBiLstm(tinyConfig(Head::Attention), {0});
        QVERIFY(title()->text() != QString::fromStdString(english.title));
        QCOMPARE(list()->item(1)->text(), QStringLiteral("CNN（同等规模）"));
        QVERIFY(plan().configs[1].name != english.configs[1].name);
        QCOMPARE(plan().configs[1].matches, plan().configs[2].name);
        auto matched = plan();
        QVERIFY(matchParameters(matched, 2).ok());
        m_workbench->settings().setLanguage(LanguageChoice::English);
        button("compareReadyButton")->click();
        QCOMPARE(title()->text(), QString::fromStdString(english.title));
        for (int row = 0; row < list()->count(); ++row) {
            QCOMPARE(list()->item(row)->text().toStdString(),
                     english.configs[static_cast<std::size_t>(row)].name);
        }
    }

    void theReadyMadeComparisonNeedsABiLstm()
    {
        m_workbench->setData(m_data);
        m_workbench->setDraft(tinyConfig(Head::Gap));
        QVERIFY(!button("compareReadyButton")->isEnabled());
        QVERIFY2(button("compareReadyButton")->toolTip().contains("no BiLSTM"),
                 qPrintable(button("compareReadyButton")->toolTip()));
        button("compareReadyButton")->click();
        QCOMPARE(list()->count(), 0);
        m_workbench->setDraft(tinyConfig(Head::Last));
        QVERIFY(button("compareReadyButton")->isEnabled());
        button("compareReadyButton")->click();
        QCOMPARE(list()->count(), 3);
    }

    void anOpenedPlanKeepsItsSeeds()
    {
        m_workbench->setData(m_data);
        const ComparisonPlan begun{
            "Of elsewhere",
            {{"a", withData(Head::Mean), {}}, {"b", withData(Head::Last), {}}},
            {7, 3}};
        m_page->findChild<PlanCard*>()->setPlan(begun);
        QCOMPARE(toJson(plan()), toJson(begun)); // So that it goes on.
        QVERIFY2(runsText().contains("seeds 7, 3,"), qPrintable(runsText()));
        seeds()->setValue(3);
        QCOMPARE(plan().seeds, (std::vector<std::uint64_t>{0, 1, 2}));
        QVERIFY2(runsText().contains("seeds 0, 1, 2,"), qPrintable(runsText()));
        auto many = begun;
        many.seeds.resize(30);
        std::iota(many.seeds.begin(), many.seeds.end(), std::uint64_t{1});
        m_page->findChild<PlanCard*>()->setPlan(many);
        QCOMPARE(plan().seeds, many.seeds);
    }

    void anOpenedPlanNamesItsImages()
    {
        ComparisonPlan begun{"Of elsewhere",
                             {{"a", withData(Head::Mean), {}}, {"b", withData(Head::Last), {}}},
                             {0}};
        for (auto& compared : begun.configs) {
            compared.config.data.source = "/somewhere/else";
        }
        auto* const card = m_page->findChild<PlanCard*>();
        card->setPlan(begun); // After a restart no images are open.
        QVERIFY2(runsText().contains("somewhere"), qPrintable(runsText()));
        m_workbench->setData(m_data);
        QVERIFY2(runsText().contains("somewhere"), qPrintable(runsText()));
        QVERIFY(!button("compareStartButton")->isEnabled());
        QCOMPARE(toJson(plan()), toJson(begun)); // And does not become one of other images.
        title()->setText("Here");
        QVERIFY2(runsText().startsWith("2 runs"), qPrintable(runsText()));
        QCOMPARE(plan().configs[0].config.data.source, m_data->location);
    }

    void theReadyMadeComparisonHasAFreeTitle()
    {
        m_workbench->setData(m_data);
        m_workbench->setDraft(tinyConfig(Head::Attention));
        const auto plan = cnnAgainstBiLstm(withData(Head::Attention), {0});
        QVERIFY(Comparison::begin(plan, m_library->path().toStdString()).ok());
        ComparePage other(*m_workbench);
        other.show();
        QTRY_COMPARE(other.findChild<QComboBox*>("compareEarlier")->count(), 1);
        other.findChild<QPushButton*>("compareReadyButton")->click();
        QCOMPARE(other.findChild<QLineEdit*>("compareTitle")->text(),
                 QStringLiteral("CNN against CNN + BiLSTM (2)"));
    }

    void otherHeavyWorkHoldsItBack()
    {
        m_workbench->setData(m_data);
        add(tinyConfig(Head::Attention));
        add(tinyConfig(Head::Mean));
        title()->setText("Heads");
        QVERIFY(button("compareStartButton")->isEnabled());
        for (const auto work : {HeavyWork::Measuring, HeavyWork::Exporting}) {
            m_workbench->setBusy(work, true);
            QVERIFY(!button("compareStartButton")->isEnabled());
            QVERIFY2(runsText().contains("has to end first"), qPrintable(runsText()));
            m_workbench->setBusy(work, false);
            QVERIFY(button("compareStartButton")->isEnabled());
        }
    }

    void aConfigurationThatOthersMatchIsMissed()
    {
        m_workbench->setData(m_data);
        m_workbench->setDraft(tinyConfig(Head::Attention));
        button("compareReadyButton")->click();
        list()->setCurrentRow(2);
        button("compareRemoveButton")->click();
        QVERIFY(!button("compareStartButton")->isEnabled());
        QVERIFY2(runsText().contains("CNN, same size"), qPrintable(runsText()));
    }
};

QTEST_MAIN(TestPlanCard)
#include "test_plan_card.moc"
