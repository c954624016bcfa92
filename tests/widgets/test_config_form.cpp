#include "widgets/forms/config_form.h"
#include "widgets/forms/config_texts.h"
#include "widgets/forms/schedule_curve.h"

#include "core/config/config_json.h"
#include "core/config/config_keys.h"
#include "core/config/presets.h"

#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>
#include <QToolButton>
#include <QWheelEvent>

using namespace weft;

namespace {

template <typename T>
T* fieldOf(const ConfigForm& form, const char* name)
{
    return form.findChild<T*>(QLatin1String(name));
}

void type(QLineEdit* line, const QString& text)
{
    line->selectAll();
    QTest::keyClicks(line, text);
}

RunConfig quickOnDigits()
{
    auto config = *presetConfig("quick");
    config.data.source = "builtin:digits";
    return config;
}

} // namespace

class TestConfigForm : public QObject
{
    Q_OBJECT
private slots:
    void filesOfWeightsAreListedByAllTheirUsualEndings()
    {
        ConfigForm form;
        form.setConfig(quickOnDigits());
        form.show();
        fieldOf<QAction>(form, "field_model_weights_choose")->trigger();
        auto* menu = fieldOf<QMenu>(form, "field_model_weights_runs");
        menu->actions().last()->trigger();
        menu->hide();
        const auto* dialog = form.findChild<QFileDialog*>();
        QVERIFY(dialog != nullptr);
        const auto filter = dialog->nameFilters().value(0);
        for (const auto* ending : {"*.safetensors", "*.pth", "*.pt", "*.bin"}) {
            QVERIFY2(filter.contains(QLatin1String(ending)), qPrintable(filter));
        }
    }

    void aTeacherIsChosenAndItsShareGoesWithIt()
    {
        ConfigForm form;
        form.setConfig(quickOnDigits());
        auto* teacher = fieldOf<QLineEdit>(form, "field_train_teacher");
        QCOMPARE(teacher->placeholderText(), QStringLiteral("no teacher"));
        QCOMPARE(fieldOf<QLineEdit>(form, "field_model_weights")->placeholderText(),
                 QStringLiteral("random weights"));
        auto* share = fieldOf<QLineEdit>(form, "field_train_distillation");
        auto* temperature = fieldOf<QLineEdit>(form, "field_train_temperature");
        QVERIFY(!share->isEnabled() && !temperature->isEnabled());
        type(teacher, QStringLiteral("/runs/teacher"));
        QCOMPARE(form.config().train.teacher, std::string("/runs/teacher"));
        QVERIFY(share->isEnabled() && temperature->isEnabled());
        type(share, QStringLiteral("0"));
        QVERIFY(!temperature->isEnabled());
        auto* issue = form.findChild<QLabel*>(QStringLiteral("field_train_distillation_issue"));
        QVERIFY(!issue->isHidden());
        type(share, QStringLiteral("0.9"));
        QVERIFY(issue->isHidden());
        QVERIFY(temperature->isEnabled());
        teacher->clear();
        QVERIFY(!temperature->isEnabled());
        QVERIFY(share->isEnabled()); // So that it can be set back.
        QVERIFY(!issue->isHidden());
    }

    void everyKeyButTheSourceHasAnExplainedField()
    {
        const ConfigForm form;
        for (const auto& key : configKeys()) {
            if (key.name == "data.source") {
                continue;
            }
            const auto name = QString::fromStdString(key.name);
            const auto field = QStringLiteral("field_") + QString(name).replace('.', '_');
            auto* const editor = form.findChild<QWidget*>(field);
            QVERIFY2(editor != nullptr, qPrintable(field));
            QVERIFY2(ConfigTexts::label(key.name) != name, qPrintable(name));
            QVERIFY2(!ConfigTexts::explanation(key.name).isEmpty(), qPrintable(name));
            QVERIFY2(editor->toolTip().contains(ConfigTexts::explanation(key.name)),
                     qPrintable(name));
            for (const auto& choice : key.choices) {
                // A name of the command line is no name for a person, but for fp32, bf16 and fp16.
                QVERIFY2(ConfigTexts::choice(key.name, choice) != QString::fromStdString(choice) ||
                             key.name == "train.precision",
                         choice.c_str());
            }
        }
    }

    void whatIsSetComesBack()
    {
        ConfigForm form;
        for (const auto& name : presetNames()) {
            const auto preset = *presetConfig(name);
            form.setConfig(preset);
            QCOMPARE(toJson(form.config()), toJson(preset));
        }
        QCOMPARE(fieldOf<QComboBox>(form, "field_model_backbone")->currentText(),
                 QStringLiteral("ResNet-20"));
        QCOMPARE(fieldOf<QComboBox>(form, "field_train_schedule")->currentText(),
                 QStringLiteral("One-cycle"));
        QCOMPARE(fieldOf<QSpinBox>(form, "field_data_size")->text(), QStringLiteral("32 px"));
        QCOMPARE(fieldOf<QSpinBox>(form, "field_train_threads")->text(),
                 QStringLiteral("all cores"));
        auto shared = form.config();
        shared.train.processes = 2;
        form.setConfig(shared);
        QCOMPARE(fieldOf<QSpinBox>(form, "field_train_threads")->text(),
                 QStringLiteral("the cores shared out"));
    }

    void editsReachTheConfiguration()
    {
        ConfigForm form;
        form.setConfig(quickOnDigits());
        const QSignalSpy edited(&form, &ConfigForm::edited);
        type(fieldOf<QLineEdit>(form, "field_train_weight_decay"), "1e-6");
        QCOMPARE(form.config().train.weightDecay, 1e-6);
        fieldOf<QSpinBox>(form, "field_train_epochs")->setValue(3);
        QCOMPARE(form.config().train.epochs, 3);
        fieldOf<QCheckBox>(form, "field_data_flip")->click();
        QCOMPARE(form.config().data.flip, false);
        fieldOf<QComboBox>(form, "field_model_head")->setCurrentIndex(1);
        QCOMPARE(form.config().model.head, Head::Final);
        QCOMPARE(edited.count(), 4 + 3); // Each key press of 1e-6 counts.
        QVERIFY(form.errors().empty());
    }

    void anIllegalNumberIsMarkedUnderItsField()
    {
        ConfigForm form;
        form.setConfig(quickOnDigits());
        auto* const rate = fieldOf<QLineEdit>(form, "field_train_lr");
        const auto* const issue = fieldOf<QLabel>(form, "field_train_lr_issue");
        QVERIFY(issue->isHidden());
        type(rate, "fast");
        QVERIFY(!issue->isHidden());
        QVERIFY(issue->text().contains("10"));
        QCOMPARE(issue->property("role").toString(), QStringLiteral("error"));
        QCOMPARE(rate->property("invalid").toBool(), true);
        QCOMPARE(form.errors().size(), std::size_t{1});
        QCOMPARE(form.errors()[0].key, std::string("train.lr"));

        type(rate, "0.05");
        QVERIFY(issue->isHidden());
        QCOMPARE(rate->property("invalid").toBool(), false);
        QVERIFY(form.errors().empty());
        QCOMPARE(form.config().train.lr, 0.05);
    }

    void aGridFinerThanTheFeaturesIsAWarningOnly()
    {
        ConfigForm form;
        form.setConfig(quickOnDigits());
        fieldOf<QSpinBox>(form, "field_model_grid")->setValue(9);
        const auto* const issue = fieldOf<QLabel>(form, "field_model_grid_issue");
        QVERIFY(!issue->isHidden());
        QCOMPARE(issue->property("role").toString(), QStringLiteral("warning"));
        QVERIFY(form.errors().empty());
    }

    void fieldsWithoutEffectCannotBeEdited()
    {
        ConfigForm form;
        form.setConfig(*presetConfig("baseline"));
        QVERIFY(!fieldOf<QWidget>(form, "field_model_hidden")->isEnabled());
        QVERIFY(fieldOf<QWidget>(form, "field_train_cosine_t_max")->isEnabled());
        form.setConfig(quickOnDigits());
        QVERIFY(fieldOf<QWidget>(form, "field_model_hidden")->isEnabled());
        QVERIFY(!fieldOf<QWidget>(form, "field_train_cosine_t_max")->isEnabled());

        // The quick preset has attention; one head more is set back once the head is another.
        auto* const heads = fieldOf<QSpinBox>(form, "field_model_attention_heads");
        QVERIFY(heads->isEnabled());
        heads->setValue(2);
        fieldOf<QComboBox>(form, "field_model_head")->setCurrentIndex(int(Head::Mean));
        QVERIFY(heads->isEnabled());
        QCOMPARE(
            fieldOf<QLabel>(form, "field_model_attention_heads_issue")->property("role").toString(),
            QStringLiteral("warning"));
        heads->setValue(1);
        QVERIFY(!heads->isEnabled());
        QVERIFY(!fieldOf<QWidget>(form, "field_model_fusion_stages")->isEnabled());
        auto* const fusion = fieldOf<QComboBox>(form, "field_model_fusion");
        QCOMPARE(fusion->currentText(), QStringLiteral("None"));
        fusion->setCurrentIndex(int(Fusion::Sum));
        QVERIFY(fieldOf<QWidget>(form, "field_model_fusion_stages")->isEnabled());

        form.setSplitGiven(true);
        auto* const share = fieldOf<QLineEdit>(form, "field_data_val_fraction");
        QVERIFY(!share->isEnabled());
        QVERIFY(share->text().contains("given"));
        QCOMPARE(form.config().data.valFraction, 0.2);
        form.setSplitGiven(false);
        QCOMPARE(share->text(), QStringLiteral("0.2"));
    }

    void rarelyNeededFieldsUnfoldOnRequest()
    {
        ConfigForm form;
        form.show();
        auto* const seedless = fieldOf<QWidget>(form, "field_train_momentum");
        QVERIFY(!seedless->isVisible());
        QTest::mouseClick(fieldOf<QToolButton>(form, "advancedButton"), Qt::LeftButton);
        QVERIFY(seedless->isVisible());
    }

    void theWheelScrollsPastAField()
    {
        ConfigForm form;
        form.setConfig(quickOnDigits());
        auto* const epochs = fieldOf<QSpinBox>(form, "field_train_epochs");
        QWheelEvent wheel({5, 5}, epochs->mapToGlobal(QPointF(5, 5)), {}, {0, 120}, Qt::NoButton,
                          Qt::NoModifier, Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(epochs, &wheel);
        QCOMPARE(epochs->value(), quickOnDigits().train.epochs);
    }

    void aScheduleShowsItsOwnOptionsAndItsCurve()
    {
        ConfigForm form;
        auto config = quickOnDigits();
        config.train.schedule = ScheduleKind::Constant;
        config.train.epochs = 10;
        config.train.lr = 0.2;
        form.setConfig(config);
        form.show();
        auto* const schedule = fieldOf<QComboBox>(form, "field_train_schedule");
        auto* const fall = fieldOf<QSpinBox>(form, "field_train_step_epochs");
        auto* const period = fieldOf<QSpinBox>(form, "field_train_restart_epochs");
        QVERIFY(!fall->isVisible() && !period->isVisible());
        schedule->setCurrentIndex(schedule->findData("step"));
        QVERIFY(fall->isVisible() && !period->isVisible());
        fall->setValue(5);
        auto* const curve = form.findChild<ScheduleCurve*>("scheduleCurve");
        QCOMPARE(curve->points().first().y(), 0.2);
        QVERIFY(std::abs(curve->points().last().y() - 0.02) < 1e-12);
        schedule->setCurrentIndex(schedule->findData("restarts"));
        QVERIFY(!fall->isVisible() && period->isVisible());
        type(fieldOf<QLineEdit>(form, "field_train_warmup_epochs"), "2");
        QVERIFY(curve->points().first().y() < 0.02);
        QVERIFY(!curve->grab().isNull());
        // A long run's curve is as quick to draw as a short one's.
        config.train.epochs = 10000;
        form.setConfig(config);
        QVERIFY(curve->points().size() <= 2000 && curve->points().size() > 500);
    }

    void whatDoesNotApplyIsHiddenUnlessItIsSet()
    {
        ConfigForm form;
        auto config = quickOnDigits();
        form.setConfig(config);
        form.show();
        auto* const epoch = fieldOf<QSpinBox>(form, "field_train_unfreeze_epoch");
        auto* const strength = fieldOf<QSpinBox>(form, "field_data_randaugment_magnitude");
        QVERIFY(!epoch->isVisible() && !strength->isVisible());
        auto* const operations = fieldOf<QSpinBox>(form, "field_data_randaugment_ops");
        operations->setValue(2);
        QVERIFY(strength->isVisible());
        config.train.unfreezeEpoch = 3; // Without a frozen backbone: it can be set back.
        form.setConfig(config);
        QVERIFY(epoch->isVisible());
        auto* const issue = form.findChild<QLabel*>("field_train_unfreeze_epoch_issue");
        QVERIFY(issue->isVisible());
        epoch->setValue(0);
        QVERIFY(!epoch->isVisible() && !issue->isVisible());
    }
};

QTEST_MAIN(TestConfigForm)
#include "test_config_form.moc"
