#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

#include <algorithm>

namespace {

struct Text
{
    QString context;
    QString source;
    QStringList translations; ///< One a plural form.
    bool finished = true;
};

/// The translation, or each of its plural forms. Leaves the reader at the element's end.
QStringList readForms(QXmlStreamReader& xml)
{
    QStringList forms;
    QString plain;
    while (!xml.atEnd() && xml.readNext() != QXmlStreamReader::EndElement) {
        if (xml.isStartElement()) {
            forms.append(xml.readElementText());
        } else if (xml.isCharacters()) {
            plain += xml.text();
        }
    }
    return forms.isEmpty() ? QStringList(plain) : forms;
}

QList<Text> readTexts(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return {};
    }
    QList<Text> texts;
    QString context;
    QXmlStreamReader xml(&file);
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement) {
            continue;
        }
        if (xml.name() == QLatin1String("name")) {
            context = xml.readElementText();
        } else if (xml.name() == QLatin1String("message")) {
            texts.append({.context = context, .source = {}, .translations = {}});
        } else if (xml.name() == QLatin1String("source")) {
            texts.last().source = xml.readElementText();
        } else if (xml.name() == QLatin1String("translation")) {
            texts.last().finished = !xml.attributes().hasAttribute(QStringLiteral("type"));
            texts.last().translations = readForms(xml);
        }
    }
    return texts;
}

QStringList placesIn(const QString& text)
{
    static const QRegularExpression place(QStringLiteral("%(\\d|n|L\\d)"));
    QStringList places;
    for (auto found = place.globalMatch(text); found.hasNext();) {
        places.append(found.next().captured());
    }
    std::sort(places.begin(), places.end());
    places.removeDuplicates();
    return places;
}

QString run(const QString& program, const QStringList& arguments)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.setWorkingDirectory(QStringLiteral(WEFT_SOURCE_DIR));
    process.start(program, arguments);
    process.waitForFinished(60'000);
    const auto output = QString::fromUtf8(process.readAll());
    return process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0
               ? output
               : QStringLiteral("failed: ") + output;
}

} // namespace

/// Every text of the window has its Chinese, and its plural forms in English.
class TestTranslations : public QObject
{
    Q_OBJECT
private slots:
    void everyTextOfTheSourcesIsTranslated_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QStringList>("extra");
        QTest::newRow("Chinese") << QStringLiteral("weft_zh_CN") << QStringList();
        QTest::newRow("English") << QStringLiteral("weft_en")
                                 << QStringList(QStringLiteral("-pluralonly"));
    }

    void everyTextOfTheSourcesIsTranslated()
    {
        QFETCH(const QString, name);
        QFETCH(const QStringList, extra);
        const QTemporaryDir temporary;
        const QString copy = temporary.filePath(name + QStringLiteral(".ts"));
        QVERIFY(QFile::copy(committed(name), copy));
        QFile::setPermissions(copy, QFile::ReadOwner | QFile::WriteOwner);
        const auto arguments =
            QStringLiteral("-I . -no-obsolete -locations none app widgets").split(u' ') + extra;
        const auto output =
            run(QStringLiteral(WEFT_LUPDATE), arguments + QStringList{QStringLiteral("-ts"), copy});
        QVERIFY2(!output.startsWith(QLatin1String("failed")), qPrintable(output));
        const auto texts = readTexts(copy);
        QVERIFY(!texts.isEmpty());
        QStringList missing;
        for (const auto& text : texts) {
            if (!text.finished || text.translations.join(QString()).isEmpty()) {
                missing.append(text.context + QStringLiteral(": ") + text.source);
            }
        }
        QCOMPARE(missing.join(QLatin1Char('\n')), QString());
        // None that the sources no longer have.
        QCOMPARE(readTexts(committed(name)).size(), texts.size());
    }

    void theTranslationsCompileWithoutARemainder_data() { languages(); }
    void theTranslationsCompileWithoutARemainder()
    {
        QFETCH(const QString, name);
        const QTemporaryDir temporary;
        const auto output =
            run(QStringLiteral(WEFT_LRELEASE), {committed(name), QStringLiteral("-qm"),
                                                temporary.filePath(QStringLiteral("compiled.qm"))});
        QVERIFY2(output.contains(QLatin1String("0 unfinished")), qPrintable(output));
        QVERIFY2(!output.contains(QLatin1String("Ignored")), qPrintable(output));
    }

    void everyTranslationKeepsThePlacesForValues_data() { languages(); }
    void everyTranslationKeepsThePlacesForValues()
    {
        QFETCH(const QString, name);
        for (const auto& text : readTexts(committed(name))) {
            const auto wanted = placesIn(text.source);
            for (const auto& translation : text.translations) {
                QVERIFY2(placesIn(translation) == wanted, qPrintable(text.source));
            }
        }
    }

private:
    static void languages()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("Chinese") << QStringLiteral("weft_zh_CN");
        QTest::newRow("English") << QStringLiteral("weft_en");
    }

    static QString committed(const QString& name)
    {
        return QStringLiteral(WEFT_SOURCE_DIR "/translations/%1.ts").arg(name);
    }
};

QTEST_GUILESS_MAIN(TestTranslations)
#include "test_translations.moc"
