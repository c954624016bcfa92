#pragma once

#include <QPushButton>

namespace weft {

class Workbench;

/// Asks for a run directory anywhere, such as on a mounted file system of a cluster, and follows
/// it.
class FollowFolderButton : public QPushButton
{
    Q_OBJECT
public:
    explicit FollowFolderButton(Workbench& workbench, QWidget* parent = nullptr);

protected:
    void changeEvent(QEvent* event) override;

private:
    void ask();
    void retranslate();

    Workbench& m_workbench;
};

} // namespace weft
