#include "core/base/processor.h"
#include "core/config/config_json.h"
#include "core/config/config_keys.h"
#include "core/config/presets.h"
#include "core/config/validation.h"
#include "core/train/mixing.h"

#include <QTest>

#include <cmath>

using namespace weft;

namespace {

/// A legal value that differs from the key's default.
std::string anotherValue(const ConfigKey& key, const std::string& current)
{
    switch (key.kind) {
    case KeyKind::Text:
        return "/pictures/猫 and dogs";
    case KeyKind::Boolean:
        return current == "true" ? "false" : "true";
    case KeyKind::Choice:
        return current == key.choices.back() ? key.choices.front() : key.choices.back();
    case KeyKind::Integer:
        return std::to_string(static_cast<long long>(key.maximum));
    case KeyKind::Integers:
        return "16,1,65536";
    case KeyKind::Real:
        return "0.30000000000000004";
    }
    return {};
}

bool differ(const RunConfig& left, const RunConfig& right)
{
    return toJson(left) != toJson(right);
}

} // namespace

class TestConfig : public QObject
{
    Q_OBJECT
private slots:
    void everyKeyRoundTripsByText()
    {
        for (const auto& key : configKeys()) {
            RunConfig config;
            const auto value = anotherValue(key, configValue(config, key.name));
            QVERIFY2(setConfigValue(config, key.name, value).ok(), key.name.c_str());
            QCOMPARE(configValue(config, key.name), value);
            QVERIFY2(differ(config, RunConfig{}), key.name.c_str());
        }
    }

    void everyKeyRoundTripsByJson()
    {
        RunConfig config;
        for (const auto& key : configKeys()) {
            QVERIFY(
                setConfigValue(config, key.name, anotherValue(key, configValue(config, key.name))));
        }
        const auto read = configFromJson(toJson(config));
        QVERIFY(read.ok());
        for (const auto& key : configKeys()) {
            QCOMPARE(configValue(*read, key.name), configValue(config, key.name));
        }
        QCOMPARE(read->train.lr, 0.30000000000000004);
    }

    void awkwardRealsSurviveJsonToTheLastBit()
    {
        RunConfig config;
        for (const double value : {1e-6, 1.0 / 3.0, 0.1 + 0.2, 1e-8, std::nextafter(0.01, 1.0)}) {
            config.train.lr = value;
            QCOMPARE(configFromJson(toJson(config))->train.lr, value);
        }
        config.train.clip = 1.0; // Written without a fraction by some writers.
        QCOMPARE(configFromJson(R"({"train": {"clip": 2}})")->train.clip, 2.0);
    }

    /// Beta(a, a) of a smaller a has no shares that a double tells from 0 and 1, and then none.
    void mixingIsOffOrStrongEnoughToBeDrawn()
    {
        for (const std::string key : {"train.mixup", "train.cutmix"}) {
            RunConfig config;
            for (const auto* value : {"0", "0.001", "0.2", "10"}) {
                QVERIFY2(setConfigValue(config, key, value).ok(), value);
            }
            for (const auto* value : {"1e-309", "1e-12", "0.0009", "5e-324"}) {
                const auto set = setConfigValue(config, key, value);
                QVERIFY2(!set.ok(), value);
                QVERIFY2(set.error().reason.find("0 or from 0.001 to 10") != std::string::npos,
                         set.error().reason.c_str());
            }
        }
        RandomStream random(1);
        for (int i = 0; i < 1000; ++i) {
            const double share = symmetricBeta(0.001, random);
            QVERIFY(share >= 0 && share <= 1);
        }
    }

    void limitsAreRefusedWithTheKeyNamed()
    {
        for (const auto& key : configKeys()) {
            RunConfig config;
            std::vector<std::string> wrong;
            if (key.kind == KeyKind::Integer) {
                wrong = {std::to_string(static_cast<long long>(key.maximum) + 1),
                         "-1",
                         "1.5",
                         "99999999999999999999",
                         "",
                         "ten",
                         "7 "};
            } else if (key.kind == KeyKind::Real) {
                wrong = {std::to_string(key.maximum * 2 + 1), "-0.5", "nan", "inf", "", "1e"};
            } else if (key.kind == KeyKind::Choice) {
                wrong = {"", "resnet19", "fp8", "Gap"};
            } else if (key.kind == KeyKind::Integers) {
                wrong = {"0", "-1", "1.5", "65537", "8,", ",8", "8,,8", "8, 8", "8;8", "ten"};
            } else if (key.kind == KeyKind::Boolean) {
                wrong = {"", "yes", "1"};
            }
            for (const auto& value : wrong) {
                const auto set = setConfigValue(config, key.name, value);
                QVERIFY2(!set.ok(), (key.name + "=" + value).c_str());
                QCOMPARE(set.error().code, ErrorCode::InvalidArgument);
                QCOMPARE(set.error().subject, key.name);
                QVERIFY2(!differ(config, RunConfig{}), key.name.c_str());
            }
        }
    }

    void aChoiceThatIsNotThereIsAnsweredWithThoseThatAre()
    {
        RunConfig config;
        const auto set = setConfigValue(config, "model.backbone", "resnet19");
        QVERIFY(!set.ok());
        QCOMPARE(
            set.error().reason,
            std::string("must be one of resnet18, resnet18-cifar, resnet20, resnet34, resnet50, "
                        "efficientnet-b0, not \"resnet19\""));
    }

    void anUnknownKeyIsRefused()
    {
        RunConfig config;
        QCOMPARE(setConfigValue(config, "train.rl", "1").error().subject, std::string("train.rl"));
        QVERIFY(findConfigKey("train.rl") == nullptr);
        QVERIFY(findConfigKey("train.lr") != nullptr);
    }

    void jsonRefusesWhatItDoesNotKnow()
    {
        QCOMPARE(configFromJson(R"({"train": {"epoch": 3}})").error().subject,
                 std::string("train.epoch"));
        QCOMPARE(configFromJson(R"({"trian": {"epochs": 3}})").error().subject,
                 std::string("trian.epochs"));
        QCOMPARE(configFromJson(R"({"train": {"epochs": "3"}})").error().subject,
                 std::string("train.epochs"));
        QCOMPARE(configFromJson(R"({"train": {"epochs": 0}})").error().subject,
                 std::string("train.epochs"));
        for (const auto* widths : {R"("8,8")", R"([8, 0])", R"([8.5])", R"([[8]])", R"({})"}) {
            const auto refused =
                configFromJson(R"({"model": {"widths": )" + std::string(widths) + "}}");
            QVERIFY2(!refused.ok() && refused.error().subject == "model.widths", widths);
        }
        QCOMPARE(configFromJson(R"({"model": {"widths": [8, 16]}})")->model.widths,
                 (std::vector{8, 16}));
        QCOMPARE(configFromJson(R"({"train": 3})").error().subject, std::string("train"));
        QCOMPARE(configFromJson("{").error().code, ErrorCode::Corrupt);
        QCOMPARE(configFromJson("").error().code, ErrorCode::Corrupt);
    }

    void jsonKeepsTheBaseWhereItIsSilent()
    {
        RunConfig base;
        base.train.epochs = 7;
        const auto read = configFromJson(R"({"model": {"head": "mean"}})", base);
        QCOMPARE(read->train.epochs, 7);
        QCOMPARE(read->model.head, Head::Mean);
    }

    void presetsMayRunOnceASourceIsSet()
    {
        for (const auto& name : presetNames()) {
            auto config = *presetConfig(name);
            const auto issues = validate(config);
            QCOMPARE(issues.size(), std::size_t{1});
            QCOMPARE(issues[0].code, ConfigIssueCode::NoSource);
            config.data.source = "builtin:digits";
            QVERIFY2(validate(config).empty(), name.c_str());
        }
        QCOMPARE(presetConfig("slow").error().subject, std::string("slow"));
    }

    void theArticleIsTheArticle()
    {
        const auto config = *presetConfig("article");
        QCOMPARE(configValue(config, "model.backbone"), std::string("resnet18"));
        QCOMPARE(configValue(config, "model.head"), std::string("last"));
        QCOMPARE(configValue(config, "train.cosine_eta_min"), std::string("1e-06"));
        QCOMPARE(configValue(config, "train.epochs"), std::string("50"));
        QCOMPARE(configValue(*presetConfig("article-attention"), "model.head"),
                 std::string("attention"));
        QCOMPARE(configValue(*presetConfig("baseline"), "model.head"), std::string("gap"));
    }

    void digitsAreNotMirrored()
    {
        QVERIFY(!mirroringKeepsLabels("builtin:digits", ""));
        QVERIFY(!mirroringKeepsLabels("/sets/mnist", "IDX"));
        QVERIFY(mirroringKeepsLabels("/sets/cats", "image folder"));
    }
};

QTEST_GUILESS_MAIN(TestConfig)
#include "test_config.moc"
