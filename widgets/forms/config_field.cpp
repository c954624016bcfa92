#include "widgets/forms/config_field.h"

#include "widgets/forms/config_texts.h"
#include "widgets/forms/path_field.h"

#include <QCheckBox>
#include <QComboBox>
#include <QEvent>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QSpinBox>

namespace weft {

namespace {

class ChoiceField final : public ConfigField
{
public:
    ChoiceField(const ConfigKey& key, QWidget* parent)
        : ConfigField(key, parent)
        , m_combo(new QComboBox(parent))
    {
        for (const auto& choice : key.choices) {
            m_combo->addItem(QString(), QString::fromStdString(choice));
        }
        adopt(m_combo);
        connect(m_combo, &QComboBox::currentIndexChanged, this, &ConfigField::edited);
    }

    QWidget* editor() const override { return m_combo; }
    std::string text() const override { return m_combo->currentData().toString().toStdString(); }

    void setText(const std::string& text) override
    {
        const QSignalBlocker blocker(m_combo);
        m_combo->setCurrentIndex(m_combo->findData(QString::fromStdString(text)));
    }

    void retranslate() override
    {
        ConfigField::retranslate();
        for (int i = 0; i < m_combo->count(); ++i) {
            m_combo->setItemText(
                i, ConfigTexts::choice(key().name, m_combo->itemData(i).toString().toStdString()));
        }
    }

private:
    QComboBox* m_combo;
};

class IntegerField final : public ConfigField
{
public:
    IntegerField(const ConfigKey& key, QWidget* parent)
        : ConfigField(key, parent)
        , m_spin(new QSpinBox(parent))
    {
        m_spin->setRange(static_cast<int>(key.minimum), static_cast<int>(key.maximum));
        m_spin->setSingleStep(stepOf(key.name));
        m_spin->setGroupSeparatorShown(true);
        adopt(m_spin);
        connect(m_spin, &QSpinBox::valueChanged, this, &ConfigField::edited);
    }

    QWidget* editor() const override { return m_spin; }
    std::string text() const override { return std::to_string(m_spin->value()); }

    void setText(const std::string& text) override
    {
        const QSignalBlocker blocker(m_spin);
        m_spin->setValue(QString::fromStdString(text).toInt());
    }

    void retranslate() override
    {
        ConfigField::retranslate();
        m_spin->setSuffix(ConfigTexts::suffix(key()));
        m_spin->setSpecialValueText(ConfigTexts::zeroText(key().name));
    }

    void setZeroText(const QString& text) override { m_spin->setSpecialValueText(text); }

private:
    /// Sizes are changed in the steps that people try.
    static int stepOf(const std::string& name)
    {
        if (name == "data.size" || name == "model.hidden") {
            return 32;
        }
        return name == "train.batch" ? 16 : 1;
    }

    QSpinBox* m_spin;
};

/// A line edit, since a spin box knows no 1e-6.
class RealField final : public ConfigField
{
public:
    RealField(const ConfigKey& key, QWidget* parent)
        : ConfigField(key, parent)
        , m_line(new QLineEdit(parent))
    {
        adopt(m_line);
        connect(m_line, &QLineEdit::textEdited, this, &ConfigField::edited);
    }

    QWidget* editor() const override { return m_line; }
    std::string text() const override { return m_line->text().trimmed().toStdString(); }
    void setText(const std::string& text) override
    {
        m_line->setText(QString::fromStdString(text));
    }

private:
    QLineEdit* m_line;
};

class BooleanField final : public ConfigField
{
public:
    BooleanField(const ConfigKey& key, QWidget* parent)
        : ConfigField(key, parent)
        , m_check(new QCheckBox(parent))
    {
        adopt(m_check);
        connect(m_check, &QCheckBox::toggled, this, &ConfigField::edited);
    }

    QWidget* editor() const override { return m_check; }
    std::string text() const override { return m_check->isChecked() ? "true" : "false"; }

    void setText(const std::string& text) override
    {
        const QSignalBlocker blocker(m_check);
        m_check->setChecked(text == "true");
    }

private:
    QCheckBox* m_check;
};

/// A fact to be read: nobody types what pruning has left.
class ListField final : public ConfigField
{
public:
    ListField(const ConfigKey& key, QWidget* parent)
        : ConfigField(key, parent)
        , m_line(new QLineEdit(parent))
    {
        m_line->setReadOnly(true);
        adopt(m_line);
    }

    QWidget* editor() const override { return m_line; }
    std::string text() const override { return m_line->text().toStdString(); }

    void setText(const std::string& text) override
    {
        m_line->setText(QString::fromStdString(text));
        m_line->setCursorPosition(0);
    }

private:
    QLineEdit* m_line;
};

} // namespace

ConfigField* ConfigField::make(const ConfigKey& key, QWidget* parent)
{
    switch (key.kind) {
    case KeyKind::Choice:
        return new ChoiceField(key, parent);
    case KeyKind::Integer:
        return new IntegerField(key, parent);
    case KeyKind::Boolean:
        return new BooleanField(key, parent);
    case KeyKind::Text:
        return new PathField(key, parent);
    case KeyKind::Integers:
        return new ListField(key, parent);
    case KeyKind::Real:
        break;
    }
    return new RealField(key, parent);
}

ConfigField::ConfigField(const ConfigKey& key, QObject* parent)
    : QObject(parent)
    , m_key(key)
{
}

void ConfigField::retranslate()
{
    auto text = ConfigTexts::explanation(m_key.name);
    if (m_key.kind == KeyKind::Integer || m_key.kind == KeyKind::Real) {
        text += QStringLiteral("<br>") + ConfigTexts::limits(m_key);
    }
    // Rich text, so that a long one wraps.
    editor()->setToolTip(QStringLiteral("<p>%1</p>").arg(text));
    editor()->setAccessibleName(ConfigTexts::label(m_key.name));
}

void ConfigField::adopt(QWidget* widget)
{
    widget->setObjectName(
        QStringLiteral("field_") +
        QString::fromStdString(m_key.name).replace(QLatin1Char('.'), QLatin1Char('_')));
    widget->setFocusPolicy(Qt::StrongFocus);
    widget->installEventFilter(this);
}

bool ConfigField::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::Wheel && !editor()->hasFocus()) {
        event->ignore();
        return true;
    }
    return QObject::eventFilter(watched, event);
}

} // namespace weft
