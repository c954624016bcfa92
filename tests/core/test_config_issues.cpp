#include "core/base/processor.h"
#include "core/config/config_keys.h"
#include "core/config/presets.h"
#include "core/config/validation.h"

#include <QTest>

#include <limits>
#include <string>
#include <utility>
#include <vector>

using namespace weft;

/// What validate() says of keys that mean something together.
class TestConfigIssues : public QObject
{
    Q_OBJECT
private slots:
    void whatCannotWorkTogetherIsNamed()
    {
        auto config = *presetConfig("article");
        config.data.source = "builtin:digits";
        config.data.size = 16;
        auto issues = validate(config);
        QCOMPARE(issues.size(), std::size_t{1});
        QCOMPARE(issues[0].code, ConfigIssueCode::ImageTooSmall);
        QCOMPARE(issues[0].key, std::string("data.size"));
        QCOMPARE(issues[0].minimum, 32.0);

        config.data.size = 64; // Two cells a side, and seven are asked for.
        issues = validate(config);
        QCOMPARE(issues.size(), std::size_t{1});
        QCOMPARE(issues[0].code, ConfigIssueCode::GridAboveFeatures);
        QVERIFY(issues[0].warning);
        QCOMPARE(issues[0].maximum, 2.0);
        config.model.head = Head::Gap; // Has no grid to speak of.
        QVERIFY(validate(config).empty());
    }

    void aFrozenBackboneShouldHaveLearnedSomething()
    {
        auto config = *presetConfig("quick");
        config.data.source = "builtin:digits";
        config.train.freeze = Freeze::Backbone;
        auto issues = validate(config);
        QCOMPARE(issues.size(), std::size_t{1});
        QCOMPARE(issues[0].code, ConfigIssueCode::FrozenRandom);
        QVERIFY(issues[0].warning);
        config.model.weights = "/runs/teacher";
        QVERIFY(validate(config).empty());
        config.data.cachedViews = 4;
        QVERIFY(validate(config).empty());
        config.data.augment = false; // One view anyway.
        QCOMPARE(validate(config).front().code, ConfigIssueCode::ViewsUnused);
        config.data.augment = true;
        config.train.freeze = Freeze::None;
        QCOMPARE(validate(config).front().code, ConfigIssueCode::ViewsUnused);
        QVERIFY(validate(config).front().warning);
    }

    void whatTheNetworkHasNoUseForIsAWarning()
    {
        auto config = *presetConfig("quick"); // Head attention.
        config.data.source = "builtin:digits";
        config.model.attentionHeads = 2;
        config.model.attentionHidden = 64;
        config.model.attentionTemperature = 0.5;
        config.model.order = ReadingOrder::Hilbert;
        config.model.fusion = Fusion::Sum;
        config.model.fusionStages = 3;
        config.model.fusionChannels = 64;
        QVERIFY(validate(config).empty());
        const auto expect = [&](const std::vector<std::pair<std::string, ConfigIssueCode>>& list) {
            const auto issues = validate(config);
            QCOMPARE(issues.size(), list.size());
            for (std::size_t i = 0; i < list.size(); ++i) {
                QVERIFY(issues[i].warning);
                QCOMPARE(issues[i].key, list[i].first);
                QCOMPARE(issues[i].code, list[i].second);
            }
        };
        config.model.fusion = Fusion::None;
        expect({{"model.fusion_stages", ConfigIssueCode::FusionUnused},
                {"model.fusion_channels", ConfigIssueCode::FusionUnused}});
        config.model.fusion = Fusion::Concat;
        config.model.head = Head::Final;
        expect({{"model.attention_hidden", ConfigIssueCode::AttentionUnused},
                {"model.attention_heads", ConfigIssueCode::AttentionUnused},
                {"model.attention_temperature", ConfigIssueCode::AttentionUnused}});
        config.model.attentionHeads = 1;
        config.model.attentionHidden = 0;
        config.model.attentionTemperature = 1;
        QVERIFY(validate(config).empty());
        config.model.gapHidden = 64;
        expect({{"model.gap_hidden", ConfigIssueCode::GapUnused}});
        config.model.gapHidden = 0;
        config.model.head = Head::Gap; // Stages can be fused without a BiLSTM.
        expect({{"model.order", ConfigIssueCode::OrderUnused}});
        config.model.head = Head::Final;
        config.model.grid = 1;
        expect({{"model.order", ConfigIssueCode::OrderUnused}});
        config.model.order = ReadingOrder::RowsColumns; // Two BiLSTMs, even so.
        QVERIFY(validate(config).empty());
    }

    void trainingOptionsWithoutAnEffectAreWarnedOf_data()
    {
        QTest::addColumn<QStringList>("options");
        QTest::addColumn<int>("code"); // -1: nothing to say.
        QTest::addColumn<QString>("key");
        const auto row = [](const char* name, const QStringList& options, int code,
                            const char* key) { QTest::newRow(name) << options << code << key; };
        row("all at work",
            {"train.freeze=backbone", "model.weights=/w", "train.unfreeze_epoch=3",
             "train.backbone_rate=0.1", "train.freeze_norms=true", "train.mixup=1",
             "train.cutmix=1", "data.erasing=0.5", "data.randaugment_ops=2", "train.patience=4",
             "train.warmup_epochs=2.5", "model.stochastic_depth=0.2"},
            -1, "");
        row("random weights that thaw", {"train.freeze=backbone", "train.unfreeze_epoch=8"}, -1,
            "");
        row("nothing to unfreeze", {"train.unfreeze_epoch=3"}, int(ConfigIssueCode::UnfreezeUnused),
            "train.unfreeze_epoch");
        row("unfrozen after the end",
            {"train.freeze=backbone", "model.weights=/w", "train.unfreeze_epoch=9"},
            int(ConfigIssueCode::UnfreezeTooLate), "train.unfreeze_epoch");
        row("a rate for what stands still",
            {"train.freeze=backbone", "model.weights=/w", "train.backbone_rate=0.1"},
            int(ConfigIssueCode::BackboneUnused), "train.backbone_rate");
        row("norms of what stands still",
            {"train.freeze=backbone", "model.weights=/w", "train.freeze_norms=true"},
            int(ConfigIssueCode::BackboneUnused), "train.freeze_norms");
        row("blocks of what stands still",
            {"train.freeze=backbone", "model.weights=/w", "model.stochastic_depth=0.2"},
            int(ConfigIssueCode::BackboneUnused), "model.stochastic_depth");
        row("features are not mixed",
            {"train.freeze=backbone", "model.weights=/w", "train.mixup=0.2"},
            int(ConfigIssueCode::MixingUnused), "train.mixup");
        row("features are not pasted",
            {"train.freeze=backbone", "model.weights=/w", "train.cutmix=1"},
            int(ConfigIssueCode::MixingUnused), "train.cutmix");
        row("nothing to mix with", {"train.mixup=0.2", "train.batch=1"},
            int(ConfigIssueCode::MixingNeedsTwo), "train.mixup");
        row("nothing to paste", {"train.cutmix=1", "train.batch=1"},
            int(ConfigIssueCode::MixingNeedsTwo), "train.cutmix");
        row("erasing without variation", {"data.augment=false", "data.erasing=0.5"},
            int(ConfigIssueCode::NotVaried), "data.erasing");
        row("RandAugment without variation", {"data.augment=false", "data.randaugment_ops=1"},
            int(ConfigIssueCode::NotVaried), "data.randaugment_ops");
        row("patience beyond the end", {"train.patience=8"}, int(ConfigIssueCode::PatienceUnused),
            "train.patience");
        row("a teacher at work",
            {"train.teacher=/t", "train.distillation=0.9", "train.temperature=2"}, -1, "");
        row("a share of no teacher", {"train.distillation=0.9"},
            int(ConfigIssueCode::TeacherMissing), "train.distillation");
        row("a temperature of no teacher", {"train.temperature=2"},
            int(ConfigIssueCode::TeacherMissing), "train.temperature");
        row("a teacher without a share", {"train.teacher=/t", "train.distillation=0"},
            int(ConfigIssueCode::DistillationOff), "train.distillation");
        row("a teacher of kept views",
            {"train.teacher=/t", "train.freeze=backbone", "model.weights=/w",
             "data.cached_views=2"},
            -1, "");
        row("warm-up beyond the end", {"train.warmup_epochs=8.5"},
            int(ConfigIssueCode::WarmupTooLong), "train.warmup_epochs");
    }

    void trainingOptionsWithoutAnEffectAreWarnedOf()
    {
        QFETCH(QStringList, options);
        QFETCH(int, code);
        QFETCH(QString, key);
        auto config = *presetConfig("quick");
        config.data.source = "builtin:digits";
        QCOMPARE(config.train.epochs, 8);
        for (const auto& option : options) {
            const auto parts = option.split('=');
            QVERIFY(setConfigValue(config, parts[0].toStdString(), parts[1].toStdString()).ok());
        }
        const auto issues = validate(config);
        QCOMPARE(issues.size(), std::size_t(code < 0 ? 0 : 1));
        if (code >= 0) {
            QCOMPARE(int(issues.front().code), code);
            QCOMPARE(QString::fromStdString(issues.front().key), key);
            QVERIFY(issues.front().warning);
        }
    }

    void whatCannotRunIsAnError()
    {
        auto config = *presetConfig("quick");
        config.data.source = "builtin:digits";
        config.train.device = Device::Cpu;
        config.train.precision = Precision::Fp16;
        auto issues = validate(config);
        QCOMPARE(issues.size(), std::size_t{1});
        QCOMPARE(issues[0].code, ConfigIssueCode::Fp16NeedsCuda);
        QCOMPARE(issues[0].key, std::string("train.precision"));
        QVERIFY(!issues[0].warning);
        QVERIFY(issues[0].message.find("use bf16") != std::string::npos);
        QVERIFY(isOfThisMachine(issues[0]));

        config.train.precision = Precision::Fp32;
        config.train.teacher = "/t";
        config.train.freeze = Freeze::Backbone;
        config.model.weights = "/w";
        issues = validate(config);
        QCOMPARE(issues.size(), std::size_t{1});
        QCOMPARE(issues[0].code, ConfigIssueCode::TeacherNeedsViews);
        QCOMPARE(issues[0].key, std::string("train.teacher"));
        QVERIFY(!issues[0].warning);
        QVERIFY(!isOfThisMachine(issues[0]));
        config.data.augment = false;
        QVERIFY(validate(config).empty());
    }

    void bf16IsWarnedOfWhereTheProcessorLacksIt()
    {
        auto config = *presetConfig("quick");
        config.data.source = "builtin:digits";
        config.train.device = Device::Cpu;
        config.train.precision = Precision::Bf16;
        const auto issues = validate(config);
        QCOMPARE(issues.empty(), processorHasBf16());
        for (const auto& issue : issues) {
            QCOMPARE(issue.code, ConfigIssueCode::Bf16Missing);
            QVERIFY(issue.warning);
            QVERIFY(isOfThisMachine(issue));
        }
    }

    void aFieldOutsideItsLimitsIsAnIssue()
    {
        auto config = *presetConfig("quick");
        config.data.source = "builtin:digits";
        config.train.lr = std::numeric_limits<double>::quiet_NaN();
        config.train.epochs = 0;
        const auto issues = validate(config);
        QCOMPARE(issues.size(), std::size_t{2});
        QCOMPARE(issues[0].key, std::string("train.epochs"));
        QCOMPARE(issues[1].key, std::string("train.lr"));
        QCOMPARE(issues[1].code, ConfigIssueCode::OutOfRange);
        QCOMPARE(issues[1].maximum, 10.0);
    }
};

QTEST_GUILESS_MAIN(TestConfigIssues)
#include "test_config_issues.moc"
