// clang-format off: torch's headers come before Qt's, whose "slots" they do not stand.
#include "core/inference/prepared_network_p.h"
#include "core/store/checkpoint_p.h"
#include "core/store/module_state_p.h"
#include "core/store/trained_network_p.h"
#include "core/train/evaluator_p.h"

#include <torch/utils.h>
// clang-format on

#include "tests/core/data_files.h"

#include "core/data/data_source.h"
#include "core/data/transforms.h"
#include "core/inspect/predictor.h"
#include "core/store/run_writer.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <numeric>

using namespace weft;

namespace {

RunRecord recordFor(const std::string& source, Head head)
{
    RunRecord record;
    record.config.data.source = source;
    record.config.data.size = 16;
    record.config.data.transform = TransformKind::Small;
    record.config.model.backbone = Backbone::ResNet20;
    record.config.model.head = head;
    record.config.model.grid = 4;
    record.config.model.layers = 1;
    record.config.model.hidden = 8;
    record.config.model.dropout = 0.5;
    record.config.train.batch = 50;
    record.preprocessing.kind = TransformKind::Small;
    record.preprocessing.size = 16;
    return record;
}

} // namespace

class TestPredictor : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        for (const char* name : {"cat", "dog", "eel"}) {
            test::writeClass(m_folder.filePath("images/%1").arg(name), 10);
        }
        m_source = m_folder.filePath("images").toStdString();
        m_run = makeRun(recordFor(m_source, Head::Attention));
    }

    void onePictureGetsWhatTheEvaluationGaveIt()
    {
        const auto evaluation = evaluateRun(m_run, {}, CheckpointKind::Last).value();
        auto predictor = Predictor::open(m_run, CheckpointKind::Last).value();
        const auto data = openDataSource(m_source).value();
        QCOMPARE(evaluation.predictions.size(), data.validation->size());
        QCOMPARE(evaluation.confusion.total(), std::int64_t(data.validation->size()));
        QCOMPARE(evaluation.top5, 1.0); // There are three classes.
        for (std::size_t i = 0; i < data.validation->size(); ++i) {
            const auto seen = predictor.classify(data.validation->image(i).value()).value();
            const auto& expected = evaluation.predictions[i];
            QCOMPARE(expected.label, data.validation->label(i));
            QCOMPARE(seen.top[0].index, expected.predicted);
            QVERIFY(std::abs(seen.top[0].probability - expected.confidence) < 1e-5F);
        }
        QCOMPARE(predictor.epoch(), 3);
        QCOMPARE(predictor.classNames(), (std::vector<std::string>{"cat", "dog", "eel"}));
    }

    void onePictureGetsWhatTheNetworkItselfSays()
    {
        auto network = loadTrainedNetwork(m_run, CheckpointKind::Last).value();
        auto predictor = Predictor::open(m_run, CheckpointKind::Last).value();
        const auto data = openDataSource(m_source).value();
        double loss = 0;
        for (std::size_t i = 0; i < data.validation->size(); ++i) {
            const auto image = data.validation->image(i).value();
            const int side = predictor.preprocessing().size;
            std::vector<float> pixels(3 * static_cast<std::size_t>(side * side));
            normalize(evaluationView(image, predictor.preprocessing()), predictor.preprocessing(),
                      pixels);
            const torch::NoGradGuard noGradients;
            const auto rows = torch::tensor(pixels).view({1, side, side, 3});
            const auto output = network.model->forward(rows.permute({0, 3, 1, 2}));
            const auto expected = output.logits.softmax(1)[0];
            loss -= std::log(expected[data.validation->label(i)].item<double>());
            const auto seen = predictor.classify(image).value();
            for (const auto& [index, probability] : seen.top) {
                QVERIFY(std::abs(probability - expected[index].item<float>()) < 1e-4F);
            }
            for (int cell = 0; cell < 16; ++cell) {
                QVERIFY(std::abs(seen.heatMap->cells[static_cast<std::size_t>(cell)] -
                                 output.attention[0][0][cell].item<float>()) < 1e-4F);
            }
        }
        const auto evaluation = evaluateRun(m_run, {}, CheckpointKind::Last).value();
        QVERIFY(std::abs(evaluation.loss - loss / double(data.validation->size())) < 1e-4);
    }

    void onePictureTakesTheQuickWay()
    {
        auto network = loadTrainedNetwork(m_run, CheckpointKind::Last).value();
        PreparedNetwork prepared(network.model);
        auto predictor = Predictor::open(m_run, CheckpointKind::Last).value();
        const auto data = openDataSource(m_source).value();
        const auto evaluation = evaluateRun(m_run, {}, CheckpointKind::Last).value();
        const int side = predictor.preprocessing().size;
        const auto count = static_cast<std::int64_t>(data.validation->size());
        std::vector<float> pixels(static_cast<std::size_t>(3 * side * side * count));
        const auto room = pixels.size() / data.validation->size();
        for (std::size_t i = 0; i < data.validation->size(); ++i) {
            normalize(evaluationView(data.validation->image(i).value(), predictor.preprocessing()),
                      predictor.preprocessing(), std::span(pixels).subspan(i * room, room));
        }
        const torch::NoGradGuard noGradients;
        const auto images =
            torch::tensor(pixels).view({count, side, side, 3}).permute({0, 3, 1, 2});
        network.model->eval();
        // The prepared network's roundings are its own: where its bits are, it has been at work.
        const auto best = [](const ClassifierOutput& output) {
            return std::get<0>(output.logits.log_softmax(1).max(1)).exp();
        };
        PreparedNetwork few(network.model, PreparedFor::Few);
        const auto quick = best(few.forward(images));
        QVERIFY(!quick.equal(best(network.model->forward(images))));
        for (std::size_t i = 0; i < data.validation->size(); ++i) {
            const auto at = static_cast<std::int64_t>(i);
            const auto logs = few.forward(images).logits.log_softmax(1)[at];
            QVERIFY(evaluation.predictions[i].confidence == std::exp(logs.max().item<float>()));
            const auto alone = prepared.forward(images.narrow(0, at, 1)).logits.softmax(1);
            const auto seen = predictor.classify(data.validation->image(i).value()).value();
            QVERIFY(seen.top[0].probability == alone.max().item<float>());
        }
    }

    void int8StaysCloseToTheNetwork()
    {
        const NetworkChoice rounded{CheckpointKind::Last, true};
        const auto evaluation = evaluateRun(m_run, {}, rounded).value();
        const auto exact = evaluateRun(m_run, {}, CheckpointKind::Last).value();
        QVERIFY(evaluation.loss != exact.loss);
        QVERIFY2(std::abs(evaluation.loss - exact.loss) < 0.02,
                 qPrintable(QString::number(evaluation.loss - exact.loss)));
        QCOMPARE(evaluateRun(m_run, {}, rounded).value().loss, evaluation.loss);
        auto predictor = Predictor::open(m_run, rounded).value();
        const auto data = openDataSource(m_source).value();
        for (std::size_t i = 0; i < data.validation->size(); ++i) {
            const auto image = data.validation->image(i).value();
            const auto seen = predictor.classify(image).value();
            const auto& [label, predicted, confidence] = evaluation.predictions[i];
            QVERIFY(std::abs(seen.top[0].probability - confidence) < 2e-3F);
            QCOMPARE(seen.heatMap->kind, HeatMapKind::Attention);
            // Grad-CAM multiplies the rounded weights in float32.
            const auto cam = predictor.classify(image, 5, HeatMapChoice::GradCam).value();
            QVERIFY(std::abs(cam.top[0].probability - confidence) < 0.02F);
        }
    }

    void theMapIsTheOneThatWasAskedFor()
    {
        auto predictor = Predictor::open(m_run, CheckpointKind::Last).value();
        const auto image = test::patternImage(40, 30);
        const auto attention = predictor.classify(image).value();
        QCOMPARE(attention.heatMap->kind, HeatMapKind::Attention);
        QCOMPARE(attention.heatMap->rows, 4);
        const auto& cells = attention.heatMap->cells;
        QVERIFY(std::abs(std::accumulate(cells.begin(), cells.end(), 0.0F) - 1) < 1e-5F);

        const auto cam = predictor.classify(image, 2, HeatMapChoice::GradCam, 1).value();
        QCOMPARE(cam.top.size(), 2);
        QVERIFY(cam.top[0].probability >= cam.top[1].probability);
        QCOMPARE(cam.heatMap->kind, HeatMapKind::GradCam);
        const auto other = predictor.classify(image, 2, HeatMapChoice::GradCam, 2).value();
        QVERIFY(cam.heatMap->cells != other.heatMap->cells);
        QVERIFY(!predictor.classify(image, 5, HeatMapChoice::None).value().heatMap);

        QCOMPARE(predictor.classify({}).error().code, ErrorCode::InvalidArgument);
        QCOMPARE(predictor.classify(image, 5, HeatMapChoice::GradCam, 3).error().code,
                 ErrorCode::InvalidArgument);
    }

    void anotherSourceIsMatchedByClassNames()
    {
        // No split of its own: all its images count. The order of classes differs from the run's.
        for (const char* name : {"dog", "cat", "eel"}) {
            test::writeClass(m_folder.filePath("other/%1").arg(name), name[0] == 'e' ? 4 : 7);
        }
        const auto other = m_folder.filePath("other").toStdString();
        const auto evaluation = evaluateRun(m_run, other, CheckpointKind::Last).value();
        QCOMPARE(evaluation.confusion.total(), 18);
        QCOMPARE(evaluation.confusion.rowTotal(2), 4);

        test::writeClass(m_folder.filePath("other/frog"), 2);
        const auto refused = evaluateRun(m_run, other, CheckpointKind::Last);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::InvalidArgument);
        QVERIFY(refused.error().reason.find("frog") != std::string::npos);
    }

    void whatCannotBeReadIsSaid()
    {
        QCOMPARE(Predictor::open(m_run, CheckpointKind::Best).error().code, ErrorCode::NotFound);
        QCOMPARE(Predictor::open(m_folder.filePath("none").toStdString()).error().code,
                 ErrorCode::NotFound);

        auto record = recordFor(m_source, Head::Attention);
        auto narrow = record.config.model;
        narrow.hidden = 4;
        const auto run = makeRun(record, narrow);
        const auto misfit = Predictor::open(run, CheckpointKind::Last);
        QVERIFY(!misfit);
        QCOMPARE(misfit.error().code, ErrorCode::Corrupt);
        QVERIFY(misfit.error().subject.find("attention.weight") != std::string::npos);
    }

    void anImageThatVanishesIsLeftOut()
    {
        test::writeClass(m_folder.filePath("fading/val/cat"), 3);
        test::writeClass(m_folder.filePath("fading/val/dog"), 3);
        test::writeClass(m_folder.filePath("fading/train/cat"), 1);
        test::writeClass(m_folder.filePath("fading/train/dog"), 1);
        const auto data = openDataSource(m_folder.filePath("fading").toStdString()).value();
        QDir cats(m_folder.filePath("fading/val/cat"));
        QVERIFY(cats.remove(cats.entryList(QDir::Files).first()));

        ModelConfig config = recordFor({}, Head::Gap).config.model;
        Classifier model(config, 2);
        Preprocessing preprocessing;
        preprocessing.size = 16;
        std::size_t done = 0;
        const auto evaluation =
            evaluate(model, data.validation, preprocessing, {}, {}, [&](const Progress& p) {
                done = p.done;
            }).value();
        QCOMPARE(evaluation.confusion.total(), 5);
        QCOMPARE(std::ranges::count(evaluation.predictions, -1, &Prediction::predicted), 1);
        QCOMPARE(done, 6);
        QVERIFY(model->is_training()); // As it was.

        std::stop_source stop;
        stop.request_stop();
        QCOMPARE(evaluate(model, data.validation, preprocessing, {}, stop.get_token()).error().code,
                 ErrorCode::Cancelled);
        model->parameters()[0].detach().fill_(std::nan(""));
        QCOMPARE(evaluate(model, data.validation, preprocessing).error().code,
                 ErrorCode::NotFinite);
    }

private:
    /// A run whose last checkpoint holds a network of the configuration given, else the record's.
    std::filesystem::path makeRun(RunRecord record, std::optional<ModelConfig> model = {})
    {
        record.classNames = {"cat", "dog", "eel"};
        if (const auto data = openDataSource(record.config.data.source)) {
            record.dataFingerprint = data->fingerprint;
        }
        const auto config = model.value_or(record.config.model);
        auto writer =
            RunWriter::create(m_folder.filePath("runs").toStdString(), record, {"test", {}});
        torch::manual_seed(7);
        Classifier network(config, 3);
        TrainingState state;
        state.epoch = 3;
        const auto saved =
            saveCheckpoint(writer->path(), CheckpointKind::Last, moduleState(*network), {}, state);
        return saved.ok() ? writer->path() : std::filesystem::path();
    }

    QTemporaryDir m_folder;
    std::string m_source;
    std::filesystem::path m_run;
};

QTEST_GUILESS_MAIN(TestPredictor)
#include "test_predictor.moc"
