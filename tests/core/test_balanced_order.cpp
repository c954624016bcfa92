#include "core/data/balanced_order.h"

#include <QTest>

#include <cmath>
#include <map>

using namespace weft;

namespace {

/// Labels alone, of classes that need not all have an image.
class LabelledSet final : public Dataset
{
public:
    LabelledSet(std::vector<int> labels, std::size_t classes)
        : m_labels(std::move(labels))
        , m_names(classes)
    {
    }
    std::size_t size() const override { return m_labels.size(); }
    int label(std::size_t index) const override { return m_labels[index]; }
    std::string name(std::size_t index) const override { return std::to_string(index); }
    Result<Image> image(std::size_t) const override { return Error{}; }
    const std::vector<std::string>& classNames() const override { return m_names; }

private:
    std::vector<int> m_labels;
    std::vector<std::string> m_names;
};

/// 80, 15 and 5 images, and a class without any.
LabelledSet uneven()
{
    std::vector<int> labels;
    for (int i = 0; i < 100; ++i) {
        labels.push_back(i < 80 ? 0 : i < 95 ? 1 : 3);
    }
    return {labels, 4};
}

} // namespace

class TestBalancedOrder : public QObject
{
    Q_OBJECT
private slots:
    void weightsAreThoseOfScikitLearn()
    {
        // compute_class_weight("balanced", ...) of the three classes that have images.
        const auto weights = balancedWeights(uneven());
        QCOMPARE(weights.size(), std::size_t{4});
        QVERIFY(std::abs(weights[0] - 0.4166667F) < 1e-6F);
        QVERIFY(std::abs(weights[1] - 2.2222223F) < 1e-6F);
        QCOMPARE(weights[2], 0.0F);
        QVERIFY(std::abs(weights[3] - 6.6666665F) < 1e-6F);
    }

    void everyClassIsDrawnEquallyOften()
    {
        const auto set = uneven();
        std::map<int, int> classes;
        std::map<std::size_t, int> images;
        constexpr int epochs = 300;
        for (std::uint64_t epoch = 1; epoch <= epochs; ++epoch) {
            const auto order = balancedOrder(set, 7, epoch);
            QCOMPARE(order.size(), set.size());
            for (const auto sample : order) {
                ++classes[set.label(sample)];
                ++images[sample];
            }
        }
        QCOMPARE(classes.size(), std::size_t{3});
        const double expected = 100.0 * epochs / 3;
        for (const auto& [label, count] : classes) {
            // Four standard deviations of a binomial.
            QVERIFY2(std::abs(count - expected) < 4 * std::sqrt(expected * 2 / 3),
                     qPrintable(QString("class %1: %2").arg(label).arg(count)));
        }
        QCOMPARE(images.size(), std::size_t{100});
        QVERIFY(std::abs(images[99] - expected / 5) < 5 * std::sqrt(expected / 5));
        QVERIFY(std::abs(images[0] - expected / 80) < 5 * std::sqrt(expected / 80));
    }

    void theOrderIsKeyedBySeedAndEpoch()
    {
        const auto set = uneven();
        QVERIFY(balancedOrder(set, 1, 2) == balancedOrder(set, 1, 2));
        QVERIFY(balancedOrder(set, 1, 2) != balancedOrder(set, 1, 3));
        QVERIFY(balancedOrder(set, 1, 2) != balancedOrder(set, 2, 2));
    }
};

QTEST_GUILESS_MAIN(TestBalancedOrder)
#include "test_balanced_order.moc"
