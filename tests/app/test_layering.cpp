#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QTest>

namespace {

struct Source
{
    QString path; ///< From the top of the tree.
    QStringList includes;
    qsizetype lines = 0;
};

Source readSource(const QString& file)
{
    static const QRegularExpression include(
        QStringLiteral("^\\s*#\\s*include\\s*[<\"]([^>\"]+)[>\"]"),
        QRegularExpression::MultilineOption);
    Source source;
    source.path = QDir(QStringLiteral(WEFT_SOURCE_DIR)).relativeFilePath(file);
    QFile opened(file);
    if (!opened.open(QIODevice::ReadOnly)) {
        return source;
    }
    const QString text = QString::fromUtf8(opened.readAll());
    source.lines = text.count(QLatin1Char('\n'));
    for (auto found = include.globalMatch(text); found.hasNext();) {
        source.includes.append(found.next().captured(1));
    }
    return source;
}

QList<Source> sourcesUnder(const QStringList& folders)
{
    QList<Source> sources;
    for (const auto& folder : folders) {
        QDirIterator files(QStringLiteral(WEFT_SOURCE_DIR "/") + folder,
                           {QStringLiteral("*.h"), QStringLiteral("*.cpp")}, QDir::Files,
                           QDirIterator::Subdirectories);
        while (files.hasNext()) {
            sources.append(readSource(files.next()));
        }
    }
    return sources;
}

bool isTorch(const QString& include)
{
    static const QRegularExpression torch(QStringLiteral("^(torch|ATen|c10|caffe2)/"));
    return torch.match(include).hasMatch();
}

bool isQt(const QString& include)
{
    static const QRegularExpression qt(QStringLiteral("^(Q[A-Z]|Qt|qcustomplot)"));
    return qt.match(include).hasMatch();
}

/// Every offence as "file includes what", so that a failure names all of them.
template <typename Forbidden>
QStringList offences(const QStringList& folders, Forbidden forbidden)
{
    QStringList found;
    for (const auto& source : sourcesUnder(folders)) {
        for (const auto& include : source.includes) {
            if (forbidden(source.path, include)) {
                found.append(source.path + QStringLiteral(" includes ") + include);
            }
        }
    }
    return found;
}

} // namespace

/// The house's rules on who may know whom, read off the sources themselves.
class TestLayering : public QObject
{
    Q_OBJECT
private slots:
    void theSourcesAreFound()
    {
        QVERIFY(sourcesUnder({QStringLiteral("core")}).size() > 20);
        QVERIFY(sourcesUnder({QStringLiteral("widgets")}).size() > 10);
        QVERIFY(sourcesUnder({QStringLiteral("app")}).size() > 10);
    }

    void includesPointOneWay()
    {
        const auto upward = offences({QStringLiteral("core"), QStringLiteral("widgets")},
                                     [](const QString& path, const QString& include) {
                                         return include.startsWith(QLatin1String("app/")) ||
                                                (path.startsWith(QLatin1String("core/")) &&
                                                 include.startsWith(QLatin1String("widgets/")));
                                     });
        QCOMPARE(upward.join(QLatin1Char('\n')), QString());
    }

    void theCoreKnowsNoQt()
    {
        const auto qt = offences({QStringLiteral("core")},
                                 [](const QString&, const QString& what) { return isQt(what); });
        QCOMPARE(qt.join(QLatin1Char('\n')), QString());
    }

    void torchStaysInTheCoresOwnSources()
    {
        const auto torch =
            offences({QStringLiteral("core"), QStringLiteral("widgets"), QStringLiteral("app")},
                     [](const QString& path, const QString& include) {
                         const bool own = path.startsWith(QLatin1String("core/")) &&
                                          (path.endsWith(QLatin1String(".cpp")) ||
                                           path.endsWith(QLatin1String("_p.h")));
                         return isTorch(include) && !own;
                     });
        QCOMPARE(torch.join(QLatin1Char('\n')), QString());
    }

    void privateHeadersStayInTheCore()
    {
        const auto leaks =
            offences({QStringLiteral("core"), QStringLiteral("widgets"), QStringLiteral("app")},
                     [](const QString& path, const QString& include) {
                         const bool hidden = path.startsWith(QLatin1String("core/")) &&
                                             (path.endsWith(QLatin1String(".cpp")) ||
                                              path.endsWith(QLatin1String("_p.h")));
                         return include.startsWith(QLatin1String("core/")) &&
                                include.endsWith(QLatin1String("_p.h")) && !hidden;
                     });
        QCOMPARE(leaks.join(QLatin1Char('\n')), QString());
    }

    void theCommandLineNeedsNoScreen()
    {
        const auto qt =
            offences({QStringLiteral("app/cli")}, [](const QString&, const QString& include) {
                return isQt(include) || include.startsWith(QLatin1String("widgets/"));
            });
        QCOMPARE(qt.join(QLatin1Char('\n')), QString());
    }

    void theWindowNeedsNoCommandLine()
    {
        const auto console = offences(
            {QStringLiteral("app/pages"), QStringLiteral("app/session"),
             QStringLiteral("app/window")},
            [](const QString&, const QString& what) { return what.startsWith("app/cli/"); });
        QCOMPARE(console.join(QLatin1Char('\n')), QString());
    }

    void noFileIsLongerThanFourHundredLines()
    {
        QStringList tooLong;
        for (const auto& source : sourcesUnder(
                 {QStringLiteral("core"), QStringLiteral("widgets"), QStringLiteral("app")})) {
            if (source.lines > 400) {
                tooLong.append(
                    QStringLiteral("%1 has %2 lines").arg(source.path).arg(source.lines));
            }
        }
        QCOMPARE(tooLong.join(QLatin1Char('\n')), QString());
    }
};

QTEST_GUILESS_MAIN(TestLayering)
#include "test_layering.moc"
