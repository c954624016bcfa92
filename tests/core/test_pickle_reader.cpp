#include "torch_samples.h"

#include "core/base/process.h"
#include "core/store/pickle_reader.h"

#include <QTest>

using namespace weft;
using namespace weft::samples;

namespace {

QByteArray bytes(const std::string& content)
{
    return QByteArray::fromStdString(content);
}

std::string repeated(const std::string& piece, int times)
{
    std::string all;
    for (int i = 0; i < times; ++i) {
        all += piece;
    }
    return all;
}

} // namespace

class TestPickleReader : public QObject
{
    Q_OBJECT
private slots:
    void aStateDictIsRead()
    {
        const auto orderedDict = global("collections", "OrderedDict") + ")R";
        const auto state = orderedDict + "(" + text("w") + tensor(storage(12), 2, {2, 3}, {4, 1}) +
                           text("n") + number(-5) + text("f") + "G" +
                           std::string("\x3F\xF8\0\0\0\0\0\0", 8) + "u" +
                           // Its attributes, as every state_dict of a module has them.
                           "}" + text("_metadata") + orderedDict + "sb";
        const auto content = pickle(state) + "more";
        const auto read = readPickle(content);
        QVERIFY2(read.ok(), read ? "" : read.error().reason.c_str());
        QCOMPARE(read->bytes, content.size() - 4);
        const auto* dict = read->find<PickleDict>(read->root);
        QVERIFY(dict != nullptr);
        QCOMPARE(dict->items.size(), 3U);
        QCOMPARE(std::get<std::string_view>(dict->items[0].first), std::string_view("w"));
        const auto* tensor = read->find<PickleTensor>(dict->items[0].second);
        QVERIFY(tensor != nullptr);
        QCOMPARE(tensor->storage.key, std::string_view("0"));
        QCOMPARE(tensor->storage.type, ElementType::F32);
        QCOMPARE(tensor->storage.count, 12);
        QCOMPARE(tensor->offset, 2);
        QCOMPARE(tensor->shape, (std::vector<std::int64_t>{2, 3}));
        QCOMPARE(tensor->strides, (std::vector<std::int64_t>{4, 1}));
        QCOMPARE(tensor->extent, 7);
        QCOMPARE(std::get<std::int64_t>(dict->items[1].second), -5);
        QCOMPARE(std::get<double>(dict->items[2].second), 1.5);
    }

    /// Python 2 gave an OrderedDict its items when it was made, in lists, and its text as bytes.
    void aStateDictOfPython2IsRead()
    {
        const auto old = global("torch._utils", "_rebuild_tensor") +
                         tuple({storage(4), number(0), numbers({4}), numbers({1})}) + "R";
        const auto read = readPickle(
            pickle(global("collections", "OrderedDict") + "](](U\x01w" + old + "ee\x85R"));
        QVERIFY2(read.ok(), read ? "" : read.error().reason.c_str());
        const auto* dict = read->find<PickleDict>(read->root);
        QVERIFY(dict != nullptr);
        QCOMPARE(dict->items.size(), 1U);
        QVERIFY(read->find<PickleTensor>(dict->items[0].second) != nullptr);
    }

    /// A value that holds itself is a value like another: nothing follows it round.
    void whatHoldsItselfIsSurvived()
    {
        QVERIFY(readPickle(pickle("]q\x01h\x01" + std::string("a"))).ok());
        QVERIFY(readPickle(pickle("}q\x01(" + text("me") + "h\x01u")).ok());
        // Sixty pairs, each of the one before it twice: 2^60 values for who counts them out.
        std::string doubled = ")";
        for (char i = 0; i < 60; ++i) {
            doubled += std::string("q") + i + "h" + i + "\x86";
        }
        QVERIFY(readPickle(pickle(doubled)).ok());
    }

    void whatNoStateDictNeedsIsRefused_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("reason");
        const auto row = [](const char* name, const std::string& content, const char* reason) {
            QTest::newRow(name) << bytes(content) << QString(reason);
        };
        row("a command", pickle(global("os", "system") + "(" + text("touch hacked") + "tR"),
            "names os.system");
        row("a command, named only", pickle(global("posix", "system")), "names posix.system");
        row("eval", pickle(global("__builtin__", "eval") + ")R"), "names __builtin__.eval");
        row("another of torch's", pickle(global("torch", "load")), "names torch.load");
        row("a whole module", pickle(global("torchvision.models.resnet", "ResNet") + ")\x81"),
            "save model.state_dict() alone");
        row("a name that would clear the screen", pickle(global("\x1B[2J", "x")),
            "\xEF\xBF\xBD[2J.x");
        row("a name by the stack", "\x80\x04\x8C\x02os\x8C\x06system\x93.", "protocol 4");
        row("the same under protocol 2", pickle(text("os") + text("system") + "\x93"),
            "instruction 0x93 at byte 20");
        row("an object", pickle("(ios\nsystem\n"), "instruction 0x69");
        row("a new object", pickle(global("collections", "OrderedDict") + ")\x81"),
            "instruction 0x81");
        row("an extension", pickle("\x82\x01"), "instruction 0x82");
        row("a number in letters", pickle("I12\n"), "instruction 0x49");
        row("letters", "not a pickle", "instruction 0x6e");
    }

    void whatNoStateDictNeedsIsRefused()
    {
        QFETCH(QByteArray, content);
        QFETCH(QString, reason);
        const auto read = readPickle(content.toStdString());
        QVERIFY(!read);
        QCOMPARE(read.error().code, ErrorCode::Unsupported);
        QVERIFY2(QString::fromStdString(read.error().reason).contains(reason),
                 read.error().reason.c_str());
    }

    void whatContradictsItselfIsRefused_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("reason");
        const auto row = [](const char* name, const std::string& content, const char* reason) {
            QTest::newRow(name) << bytes(content) << QString(reason);
        };
        constexpr std::int64_t huge = std::int64_t{1} << 60;
        const auto one = [](const std::string& value) { return pickle(value); };
        row("nothing", "", "ends early");
        row("no end", "\x80\x02}", "ends early");
        row("an end without a value", pickle(""), "not there");
        row("two values", pickle("}}"), "half done");
        row("a mark left over", pickle("(}"), "half done");
        row("a call of nothing", pickle("R"), "not there");
        row("a call across a mark", pickle(global("collections", "OrderedDict") + "()R"),
            "not there");
        row("a call of a number", pickle("K\x01)R"), "cannot be called");
        row("a call with too much",
            pickle(global("collections", "OrderedDict") + tuple({"N", "N"}) + "R"), "arguments");
        row("a size of a text", pickle(global("torch", "Size") + tuple({text("x")}) + "R"),
            "arguments");
        row("a parameter of nothing",
            pickle(global("torch._utils", "_rebuild_parameter") + tuple({"N", "\x88", "N"}) + "R"),
            "arguments");
        row("no mark", pickle("]e"), "mark that is not there");
        row("an item of no list", pickle(")Na"), "no list");
        row("items of no dictionary", pickle("](NNu"), "no dictionary");
        row("half an item", pickle("}(Nu"), "no dictionary");
        row("attributes of a tuple", pickle(")}b"), "attributes");
        row("recalls what is not there", pickle("h\x05"), "recalls");
        row("remembers nothing", pickle("q\x05"), "remembers");
        row("a text beyond the end", pickle("X\xFF\xFF\xFF\xFFhi"), "ends early");
        row("a number beyond 64 bits", pickle("\x8A\xFF"), "64 bits");
        row("a name without an end", pickle("c" + std::string(100'000, 'a')), "without an end");
        row("a storage that is none", pickle(tuple({text("module"), "N", "N", "N", "N"}) + "Q"),
            "not PyTorch's");
        row("a storage of a negative length", one(storage(-1)), "not PyTorch's");
        row("a view beyond its storage",
            one(tuple({text("storage"), global("torch", "FloatStorage"), text("0"), text("cpu"),
                       number(4), tuple({text("v"), number(2), number(3)})}) +
                "Q"),
            "reaches beyond it");
        row("a tensor of no storage", one(tensor("N", 0, {1}, {1})), "not described");
        row("a tensor that is longer than its storage", one(tensor(storage(4), 0, {5}, {1})),
            "beyond its storage");
        row("a tensor that begins too late", one(tensor(storage(4), 1, {4}, {1})),
            "beyond its storage");
        row("a tensor that begins behind the storage", one(tensor(storage(4), huge, {1}, {1})),
            "beyond its storage");
        row("a negative beginning", one(tensor(storage(4), -1, {1}, {1})), "not described");
        row("a negative side", one(tensor(storage(4), 0, {-4}, {1})), "not described");
        row("a negative stride", one(tensor(storage(4), 3, {4}, {-1})), "not described");
        row("fewer strides than sides", one(tensor(storage(4), 0, {2, 2}, {1})), "not described");
        row("2^60 elements", one(tensor(storage(4), 0, {huge}, {1})), "beyond its storage");
        row("2^120 elements", one(tensor(storage(huge), 0, {huge, huge}, {huge, 1})),
            "larger than any memory");
        row("an element again and again", one(tensor(storage(4), 0, {huge}, {0})), "overlap");
        row("rows that overlap", one(tensor(storage(9), 0, {3, 3}, {2, 1})), "overlap");
        row("seventeen sides",
            one(tensor(storage(1), 0, std::vector<std::int64_t>(17, 1),
                       std::vector<std::int64_t>(17, 1))),
            "not described");
    }

    void whatContradictsItselfIsRefused()
    {
        QFETCH(QByteArray, content);
        QFETCH(QString, reason);
        const auto read = readPickle(content.toStdString());
        QVERIFY(!read);
        QCOMPARE(read.error().code, ErrorCode::Corrupt);
        QVERIFY2(QString::fromStdString(read.error().reason).contains(reason),
                 read.error().reason.c_str());
    }

    void aBombTakesNoMemory_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("reason");
        const auto row = [](const char* name, const std::string& content, const char* reason) {
            QTest::newRow(name) << bytes(pickle(content)) << QString(reason);
        };
        constexpr int many = 1'000'000;
        row("marks", std::string(many, '('), "nests deeper");
        row("values", std::string(many, 'N'), "nests deeper");
        row("lists in lists", repeated("](", many / 2), "nests deeper");
        row("tuples in tuples", ")" + std::string(many, '\x85'), "more values");
        row("a long pickle", std::string("](") + repeated("N", 60'000) + repeated("e(N", many),
            "longer");
        std::string memo = "N";
        for (std::uint32_t i = 0; i < 500'000; ++i) {
            memo += 'r';
            memo += bytesOf(i * 8191);
        }
        row("memories", memo, "longer");
        // One long list, out of which thousands of dictionaries are made.
        const auto pairs = std::string("](") + repeated("h\x01", 60'000) + "e";
        row("dictionaries out of one list",
            "NN\x86q\x01" + global("collections", "OrderedDict") + "q\x02](" + pairs + "q\x03" +
                repeated("h\x02h\x03\x85Ra", 100'000),
            "");
    }

    void aBombTakesNoMemory()
    {
        QFETCH(QByteArray, content);
        QFETCH(QString, reason);
        if (!resetPeakMemory()) {
            QSKIP("the kernel does not let the peak begin anew");
        }
        const auto before = residentMemoryBytes();
        const auto read = readPickle(content.toStdString());
        QVERIFY(peakMemoryBytes() < before + 200'000'000);
        QVERIFY(!read);
        QVERIFY2(QString::fromStdString(read.error().reason).contains(reason),
                 read.error().reason.c_str());
    }
};

QTEST_GUILESS_MAIN(TestPickleReader)
#include "test_pickle_reader.moc"
