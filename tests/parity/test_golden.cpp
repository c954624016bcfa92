#include "tests/parity/golden_support.h"
#include "tests/parity/tensors.h"

#include "core/config/config_keys.h"
#include "core/inspect/explanation_p.h"
#include "core/inspect/grad_cam_p.h"
#include "core/model/network_description.h"

#include <QTest>

#include <cmath>
#include <map>
#include <string>

using namespace weft;
using namespace weft::test;

namespace {

std::string groupOf(const std::string& name)
{
    const auto first = name.find('.');
    return name.substr(0, name.starts_with("backbone.") ? name.find('.', first + 1) : first);
}

ModelConfig configOf(const Json& golden)
{
    ModelConfig config;
    const std::map<std::string, Backbone> backbones{
        {"resnet18", Backbone::ResNet18}, {"resnet18-cifar", Backbone::ResNet18Cifar},
        {"resnet20", Backbone::ResNet20}, {"resnet34", Backbone::ResNet34},
        {"resnet50", Backbone::ResNet50}, {"efficientnet-b0", Backbone::EfficientNetB0}};
    const std::map<std::string, Head> heads{{"last", Head::Last},
                                            {"final", Head::Final},
                                            {"attention", Head::Attention},
                                            {"mean", Head::Mean},
                                            {"gap", Head::Gap}};
    config.backbone = backbones.at(golden["backbone"]);
    config.head = heads.at(golden["head"]);
    config.grid = golden["grid"];
    config.hidden = 6;
    config.layers = 2;
    RunConfig whole;
    whole.model = config;
    const Json options = golden.value("options", Json::object());
    for (const auto& [key, value] : options.items()) {
        const auto text = value.is_string() ? value.get<std::string>() : value.dump();
        if (!setConfigValue(whole, "model." + key, text)) {
            qFatal("model.%s=%s", key.c_str(), text.c_str());
        }
    }
    return whole.model;
}

constexpr double tolerance = 1e-4;
constexpr int classes = 5;

} // namespace

class TestGolden : public QObject
{
    Q_OBJECT
private slots:
    void everyNetworkIsPyTorchs_data()
    {
        QTest::addColumn<int>("index");
        int index = 0;
        for (const auto& golden : goldenCases()) {
            QTest::addRow("%s, %s, %s%s", golden["backbone"].get<std::string>().c_str(),
                          golden["head"].get<std::string>().c_str(),
                          golden["training"] ? "training" : "evaluation",
                          golden.contains("options") ? golden["options"].dump().c_str() : "")
                << index++;
        }
    }

    void everyNetworkIsPyTorchs()
    {
        QFETCH(int, index);
        const auto golden = goldenCases()[static_cast<std::size_t>(index)];
        const int side = golden["size"];
        Classifier model(configOf(golden), classes);
        fill(model);
        model->train(golden["training"]);
        const auto images =
            1.5 * noise(3 * 3 * side * side, golden["images"]).view({3, 3, side, side});
        const auto output = model->forward(images);
        QVERIFY(difference(output.logits.flatten(), tensorOf(golden["logits"])) < tolerance);
        if (!golden["attention"].empty()) {
            QVERIFY(difference(output.attention.flatten(), tensorOf(golden["attention"])) <
                    tolerance);
        }
        const auto labels = torch::tensor(std::vector<std::int64_t>{0, 3, 1});
        const auto loss = at::cross_entropy_loss(output.logits, labels);
        const double expected = golden["loss"];
        QVERIFY(std::abs(loss.item<double>() - expected) < tolerance * expected);

        loss.backward();
        if (!golden["gradients"].empty()) {
            // A rectifier's input of 3e-6, the least of the golden images, can change its sign by
            // the rounding of more than thirty layers, which differs between processors.
            const bool deep = golden["backbone"] == "resnet34";
            compareGradients(model, golden["gradients"], deep ? 100 * tolerance : tolerance);
        }
        compareStatistics(model, golden["statistics"]);

        model->eval();
        const auto cam = gradCam(model, output.features, 1).maps.flatten();
        QVERIFY(difference(cam, tensorOf(golden["gradCam"])) < 10 * tolerance);
    }

    void explainingLeavesTheModelAsItWas()
    {
        ModelConfig config;
        config.backbone = Backbone::ResNet20;
        config.head = Head::Last;
        config.hidden = 6;
        config.dropout = 0.5;
        Classifier model(config, classes);
        model->train();
        const auto images = noise(2 * 3 * 16 * 16, 1).view({2, 3, 16, 16});
        std::map<std::string, at::Tensor> before;
        for (const auto& [name, tensor] : moduleState(*model)) {
            before[name] = tensor.detach().clone();
        }
        PreparedNetwork network(model);
        const auto first = explain(network, images, HeatMapKind::GradCam);
        const auto second = explain(network, images, HeatMapKind::GradCam);
        QVERIFY(model->is_training());
        QVERIFY(first.probabilities.equal(second.probabilities)); // No dropout.
        QCOMPARE(first.heatMaps[1].cells, second.heatMaps[1].cells);
        for (const auto& [name, tensor] : moduleState(*model)) {
            QVERIFY(!tensor.grad().defined());
            QVERIFY2(tensor.equal(before[name]), name.c_str());
        }
    }

    void aMapIsMadeOnlyWhereTheHeadHasIt()
    {
        ModelConfig config;
        config.backbone = Backbone::ResNet20;
        config.hidden = 6;
        config.grid = 3;
        const auto images = noise(2 * 3 * 20 * 20, 1).view({2, 3, 20, 20});
        config.head = Head::Gap;
        PreparedNetwork gap{Classifier(config, classes)};
        QVERIFY(explain(gap, images, HeatMapKind::Attention).heatMaps.empty());
        const auto cam = explain(gap, images, defaultHeatMap(Head::Gap)).heatMaps;
        QCOMPARE(cam[0].rows, 5); // The trunk's own grid at a quarter of the side.
        QCOMPARE(*std::ranges::max_element(cam[0].cells), 1.0F);

        config.head = Head::Attention;
        PreparedNetwork attention{Classifier(config, classes)};
        const auto maps = explain(attention, images, defaultHeatMap(Head::Attention)).heatMaps;
        QCOMPARE(maps.size(), 2);
        QCOMPARE(maps[0].kind, HeatMapKind::Attention);
        QCOMPARE(maps[0].rows * maps[0].columns, 9);
        QVERIFY(maps[0].heads.empty());
        QVERIFY(explain(attention, images, {}).heatMaps.empty());
    }

    void headsHaveMapsOfTheirOwnAndAMean()
    {
        ModelConfig config;
        config.backbone = Backbone::ResNet20;
        config.head = Head::Attention;
        config.hidden = 6;
        config.grid = 3;
        config.attentionHeads = 3;
        config.order = ReadingOrder::Snake;
        Classifier model(config, classes);
        fill(model);
        model->eval();
        const auto images = noise(2 * 3 * 20 * 20, 1).view({2, 3, 20, 20});
        PreparedNetwork network(model);
        const auto maps = explain(network, images, HeatMapKind::Attention).heatMaps;
        const auto output = network.forward(images).attention;
        QCOMPARE(maps.size(), 2);
        QCOMPARE(maps[1].heads.size(), 3);
        for (std::size_t cell = 0; cell < 9; ++cell) {
            float sum = 0;
            for (std::size_t head = 0; head < 3; ++head) {
                const auto at = static_cast<std::int64_t>(head);
                QCOMPARE(maps[1].heads[head][cell],
                         output[1][at][static_cast<std::int64_t>(cell)].item<float>());
                sum += maps[1].heads[head][cell];
            }
            QVERIFY(std::abs(maps[1].cells[cell] - sum / 3) < 1e-6F);
        }
        QVERIFY(maps[1].heads[0] != maps[1].heads[1]);
    }

private:
    /// Norm and projection of each group's gradient, relative to the norm.
    static void compareGradients(const Classifier& model, const Json& golden, double limit)
    {
        std::map<std::string, std::pair<double, double>> groups;
        std::map<std::string, at::Tensor> parameters;
        for (const auto& item : model->named_parameters()) {
            parameters[item.key()] = item.value();
        }
        std::uint64_t stream = 2000;
        for (const auto& [name, parameter] : parameters) {
            const auto gradient = parameter.grad().to(at::kDouble).flatten();
            auto& [square, dot] = groups[groupOf(name)];
            square += gradient.dot(gradient).item<double>();
            dot += gradient.dot(noise(gradient.numel(), stream++).to(at::kDouble)).item<double>();
        }
        QCOMPARE(groups.size(), golden.size());
        for (const auto& [name, sums] : groups) {
            const double norm = golden.at(name)[0];
            const double projection = golden.at(name)[1];
            const double off = std::max(std::abs(std::sqrt(sums.first) - norm),
                                        std::abs(sums.second - projection));
            QVERIFY2(off < limit * norm,
                     qPrintable(QString("%1: %2 of %3").arg(name.c_str()).arg(off).arg(norm)));
        }
    }

    static void compareStatistics(const Classifier& model, double golden)
    {
        double sum = 0;
        for (const auto& item : model->named_buffers()) {
            if (item.key().find("running") != std::string::npos) {
                sum += item.value().to(at::kDouble).square().sum().item<double>();
            }
        }
        QVERIFY(std::abs(std::sqrt(sum) - golden) < tolerance * golden);
    }
};

QTEST_GUILESS_MAIN(TestGolden)
#include "test_golden.moc"
