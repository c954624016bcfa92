#include "widgets/util/format.h"

#include <QTest>

#include <limits>

using namespace weft;

class TestFormat : public QObject
{
    Q_OBJECT
private slots:
    void sharesAreWrittenInPerCent()
    {
        QCOMPARE(Format::percent(0.784), QStringLiteral("78.4 %"));
        QCOMPARE(Format::percent(1, 0), QStringLiteral("100 %"));
        QCOMPARE(Format::percent(std::numeric_limits<double>::quiet_NaN()), QStringLiteral("–"));
    }

    void durationsTakeTheUnitsThatAPersonWould()
    {
        QCOMPARE(Format::duration(0.25), QStringLiteral("250 ms"));
        QCOMPARE(Format::duration(6.04), QStringLiteral("6.0 s"));
        QCOMPARE(Format::duration(59.4), QStringLiteral("59 s"));
        QCOMPARE(Format::duration(59.9), QStringLiteral("1 min 00 s"));
        QCOMPARE(Format::duration(134), QStringLiteral("2 min 14 s"));
        QCOMPARE(Format::duration(3900), QStringLiteral("1 h 05 min"));
        QCOMPARE(Format::duration(2 * 86400 + 3 * 3600), QStringLiteral("2 d 03 h"));
        QCOMPARE(Format::duration(-1), QStringLiteral("–"));
    }

    void sizesAreBinary()
    {
        QCOMPARE(Format::bytes(0), QStringLiteral("0 B"));
        QCOMPARE(Format::bytes(1023), QStringLiteral("1,023 B"));
        QCOMPARE(Format::bytes(1024), QStringLiteral("1.0 KiB"));
        QCOMPARE(Format::bytes(1'288'490'189), QStringLiteral("1.2 GiB"));
        QCOMPARE(Format::bytes(300ULL << 20), QStringLiteral("300 MiB"));
    }

    void countsAreGrouped()
    {
        QCOMPARE(Format::count(11'227'812), QStringLiteral("11,227,812"));
        QCOMPARE(Format::count(42), QStringLiteral("42"));
    }

    void magnitudesAreShort()
    {
        QCOMPARE(Format::magnitude(257), QStringLiteral("257"));
        QCOMPARE(Format::magnitude(2570), QStringLiteral("2.6 k"));
        QCOMPARE(Format::magnitude(470'000), QStringLiteral("0.47 M"));
        QCOMPARE(Format::magnitude(999'900), QStringLiteral("1.0 M"));
        QCOMPARE(Format::magnitude(14'381'732), QStringLiteral("14.4 M"));
        QCOMPARE(Format::magnitude(1'800'000'000), QStringLiteral("1.8 G"));
    }

    void anErrorNamesItsSubjectAndItsReason()
    {
        const auto text = Format::error({ErrorCode::Corrupt, "猫/0046.jpg", "the file ends early"});
        QVERIFY(text.contains(QStringLiteral("猫/0046.jpg")));
        QVERIFY(text.contains(QStringLiteral("the file ends early")));
        QVERIFY(text.endsWith(QLatin1Char('.')));
    }

    void everyKindOfErrorHasASentenceOfItsOwn()
    {
        QSet<QString> sentences;
        const int last = static_cast<int>(ErrorCode::Internal);
        for (int code = 0; code <= last; ++code) {
            sentences.insert(Format::error({static_cast<ErrorCode>(code), "x", ""}));
            sentences.insert(Format::error({static_cast<ErrorCode>(code), "", ""}));
        }
        QCOMPARE(sentences.size(), 2 * (last + 1));
    }

    void whatIsMissingIsSaidOnce()
    {
        const auto text =
            Format::error({ErrorCode::NotFound, "run.json", "No such file or directory"});
        QVERIFY(text.contains(QStringLiteral("was not found")));
        QVERIFY2(!text.contains(QStringLiteral("No such file")), qPrintable(text));
    }

    void sentencesStandBehindOneAnother()
    {
        QCOMPARE(Format::sentences({}), QString());
        QCOMPARE(Format::sentences({QStringLiteral("One."), QStringLiteral("Two.")}),
                 QStringLiteral("One. Two."));
    }

    void aSubjectWithAPercentSignStaysAsItIs()
    {
        const auto text = Format::error({ErrorCode::NotFound, "100%1.png", "no such file"});
        QVERIFY(text.contains(QStringLiteral("100%1.png")));
        QVERIFY(text.contains(QStringLiteral("no such file")));
    }
};

QTEST_GUILESS_MAIN(TestFormat)
#include "test_format.moc"
