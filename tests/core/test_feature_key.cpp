// clang-format off: torch's headers come before Qt's, whose "slots" they do not stand.
#include "core/train/feature_key_p.h"
// clang-format on

#include <QTest>

#include <functional>
#include <set>
#include <utility>
#include <vector>

using namespace weft;

namespace {

/// All that a key is made of.
struct Parts
{
    TrainingInput input;
    std::string weights = "weights";
    c10::Device device = c10::kCPU;
    ComputeEnvironment environment = computeEnvironment();

    [[nodiscard]] std::string key() const
    {
        return featureKey(input, weights, device, environment);
    }
};

using Change = std::pair<const char*, std::function<void(Parts&)>>;

} // namespace

class TestFeatureKey : public QObject
{
    Q_OBJECT
private slots:
    void whatDecidesOnTheFeaturesIsInIt()
    {
        const std::vector<Change> changes{
            {"nothing", [](Parts&) {}},
            {"images", [](Parts& parts) { parts.input.imagesKey = "others"; }},
            {"backbone",
             [](Parts& parts) { parts.input.config.model.backbone = Backbone::ResNet20; }},
            {"weights", [](Parts& parts) { parts.weights = "others"; }},
            {"grid", [](Parts& parts) { parts.input.config.model.grid = 3; }},
            {"no grid", [](Parts& parts) { parts.input.config.model.head = Head::Gap; }},
            {"two stages", [](Parts& parts) { parts.input.config.model.fusion = Fusion::Sum; }},
            {"three stages",
             [](Parts& parts) {
                 parts.input.config.model.fusion = Fusion::Sum;
                 parts.input.config.model.fusionStages = 3;
             }},
            {"precision",
             [](Parts& parts) { parts.input.config.train.precision = Precision::Bf16; }},
            {"transform",
             [](Parts& parts) { parts.input.config.data.transform = TransformKind::Small; }},
            {"size", [](Parts& parts) { parts.input.preprocessing.size = 97; }},
            {"mean", [](Parts& parts) { parts.input.preprocessing.mean[1] += 1e-7F; }},
            {"deviation", [](Parts& parts) { parts.input.preprocessing.deviation[2] += 1e-7F; }},
            {"device", [](Parts& parts) { parts.device = c10::kCUDA; }},
            {"threads", [](Parts& parts) { ++parts.environment.threads; }},
            {"processor", [](Parts& parts) { parts.environment.processor = "another"; }},
            {"instructions", [](Parts& parts) { parts.environment.instructions = "fewer"; }},
            {"BLAS", [](Parts& parts) { parts.environment.blas = "another"; }},
            {"LibTorch", [](Parts& parts) { parts.environment.libtorchVersion += ".1"; }},
            {"oneDNN", [](Parts& parts) { parts.environment.onednnVersion += ".1"; }},
            {"OpenCV", [](Parts& parts) { parts.environment.opencvVersion += ".1"; }},
            {"libjpeg", [](Parts& parts) { parts.environment.jpegVersion += ".1"; }}};
        std::set<std::string> keys;
        for (const auto& [name, change] : changes) {
            Parts parts;
            change(parts);
            QVERIFY2(keys.insert(parts.key()).second, name);
        }
    }

    void whatComesAfterTheTrunkIsNot()
    {
        const Parts usual;
        Parts other;
        other.input.config.model.hidden = 7;
        other.input.config.model.order = ReadingOrder::Hilbert;
        other.input.config.model.attentionHeads = 3;
        other.input.config.model.fusionChannels = 32;
        other.input.config.train.lr = 0.25;
        other.input.config.train.epochs = 99;
        other.input.config.data.workers = 3;
        other.environment.cores = 99;
        other.environment.memoryBytes = 1;
        QCOMPARE(other.key(), usual.key());
    }

    void howStagesAreFusedIsNot()
    {
        Parts added;
        added.input.config.model.fusion = Fusion::Sum;
        Parts beside;
        beside.input.config.model.fusion = Fusion::Concat;
        beside.input.config.model.fusionChannels = 32;
        QCOMPARE(beside.key(), added.key());
    }
};

QTEST_GUILESS_MAIN(TestFeatureKey)
#include "test_feature_key.moc"
