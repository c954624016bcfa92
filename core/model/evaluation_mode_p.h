#pragma once

#include "core/model/classifier_p.h"

namespace weft {

/// Puts a network into evaluation mode while it lives, and back into the mode it had.
class EvaluationMode
{
public:
    explicit EvaluationMode(Classifier& model)
        : m_model(model)
        , m_training(model->is_training())
    {
        m_model->eval();
    }
    ~EvaluationMode() { m_model->train(m_training); }
    EvaluationMode(const EvaluationMode&) = delete;
    EvaluationMode& operator=(const EvaluationMode&) = delete;

private:
    Classifier& m_model;
    bool m_training;
};

} // namespace weft
