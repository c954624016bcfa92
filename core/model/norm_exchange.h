#pragma once

#include <span>

namespace weft {

/// How batch norms that are synchronised reach the other ranks, the processes that share every
/// batch. Every rank calls sum() equally often and in the same order, with as many values.
class NormExchange
{
public:
    virtual ~NormExchange() = default;

    /// Sums the values over all ranks, in place and in one order, so that all get the same bits.
    /// Blocks until every rank has called. Called by the thread that runs the forward pass, and by
    /// the one that runs the backward pass: on a CPU the one that asked for it, on CUDA autograd's.
    /// May throw what derives from std::exception; it comes out of that pass.
    virtual void sum(std::span<double> values) = 0;
};

} // namespace weft
