#pragma once

namespace weft {

/// Tells whether an operation on floating-point numbers had no number for a result, or a comparison
/// met what is none, on any of the threads that oneDNN computes with on behalf of this one.
///
/// It costs nothing while they compute, and finds what has left no trace: oneDNN's ReLU is the
/// larger of a value and zero, which for a NaN is zero.
class InvalidOperations
{
public:
    /// Forgets what has been.
    InvalidOperations();

    /// Whether there has been one since.
    [[nodiscard]] bool any() const;
};

} // namespace weft
