#include "app/window/about_dialog.h"

#include "widgets/util/theme.h"

#include "core/base/process.h"

#include <QCoreApplication>
#include <qcustomplot.h>
#include <QEvent>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QIcon>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace weft {

namespace {

constexpr int iconSide = 64;

} // namespace

AboutDialog::AboutDialog(QWidget* parent)
    : QDialog(parent)
    , m_name(new QLabel(this))
    , m_purpose(new QLabel(this))
    , m_licence(new QLabel(this))
    , m_facts(new QFormLayout)
    , m_close(new QPushButton(this))
{
    setObjectName(QStringLiteral("aboutDialog"));
    m_name->setProperty("role", QStringLiteral("keyFigure"));
    m_purpose->setProperty("role", QStringLiteral("secondary"));
    m_licence->setProperty("role", QStringLiteral("secondary"));
    m_licence->setWordWrap(true);
    m_close->setDefault(true);
    m_facts->setHorizontalSpacing(3 * metrics::unit);
    m_facts->setVerticalSpacing(metrics::unit / 2);

    auto* icon = new QLabel(this);
    icon->setPixmap(QIcon(QStringLiteral(":/weft/icons/weft.svg"))
                        .pixmap(QSize(iconSide, iconSide), devicePixelRatioF()));
    auto* names = new QVBoxLayout;
    names->setSpacing(metrics::unit / 2);
    names->addStretch(1);
    names->addWidget(m_name);
    names->addWidget(m_purpose);
    names->addStretch(1);
    auto* head = new QHBoxLayout;
    head->setSpacing(metrics::cardGap);
    head->addWidget(icon);
    head->addLayout(names, 1);
    auto* foot = new QHBoxLayout;
    foot->addStretch(1);
    foot->addWidget(m_close);

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(24, 24, 24, metrics::cardGap);
    column->setSpacing(metrics::cardGap);
    column->addLayout(head);
    column->addLayout(m_facts);
    column->addWidget(m_licence);
    column->addLayout(foot);
    connect(m_close, &QPushButton::clicked, this, &QDialog::accept);
    retranslate();
}

void AboutDialog::retranslate()
{
    setWindowTitle(tr("About Weft"));
    m_name->setText(QStringLiteral("Weft %1").arg(QCoreApplication::applicationVersion()));
    m_purpose->setText(tr("A desktop workbench for CNN + BiLSTM image classifiers"));
    m_licence->setText(tr("Free software under the GNU General Public License, version 3 or later. "
                          "It comes without any warranty."));
    m_close->setText(tr("Close"));

    while (m_facts->rowCount() > 0) {
        m_facts->removeRow(0);
    }
    const auto add = [this](const QString& name, const QString& value) {
        auto* label = new QLabel(name, this);
        label->setProperty("role", QStringLiteral("secondary"));
        auto* text = new QLabel(value, this);
        text->setTextInteractionFlags(Qt::TextSelectableByMouse);
        m_facts->addRow(label, text);
    };
    const auto environment = computeEnvironment();
    add(QStringLiteral("Qt"), QString::fromLatin1(qVersion()));
    add(QStringLiteral("LibTorch"), QString::fromStdString(environment.libtorchVersion));
    add(QStringLiteral("oneDNN"), QString::fromStdString(environment.onednnVersion));
    add(QStringLiteral("OpenCV"), QString::fromStdString(environment.opencvVersion));
    add(QStringLiteral("QCustomPlot"), QStringLiteral(QCUSTOMPLOT_VERSION_STR));
    add(tr("Processor"), QString::fromStdString(environment.processor));
    add(tr("Threads"), tr("%1 of %2 cores").arg(environment.threads).arg(environment.cores));
    add(tr("Allocator"), QString::fromStdString(environment.allocator));
    add(QStringLiteral("BLAS"), QString::fromStdString(environment.blas));
}

void AboutDialog::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
    }
    QDialog::changeEvent(event);
}

} // namespace weft
