#include "widgets/runs/process_text.h"

namespace weft {

QString ProcessText::of(int processes, int threads)
{
    return tr("%n processes × %1", "threads of each", processes)
        .arg(tr("%n threads", nullptr, threads));
}

} // namespace weft
